import { expect, test } from 'vitest'
import { isToken, splitFragment } from './gatewayKey.ts'

test('the token leaves the address, and what else the fragment says stays', () => {
  expect(splitFragment('#gateway=abc')).toEqual({ token: 'abc', rest: '' })
  expect(splitFragment('#s=1.xyz&gateway=abc&t=2')).toEqual({ token: 'abc', rest: '#s=1.xyz&t=2' })
  expect(splitFragment('#s=1.xyz')).toEqual({ token: undefined, rest: '#s=1.xyz' })
  expect(splitFragment('')).toEqual({ token: undefined, rest: '' })
})

test('an address that was cut or added to holds no token', () => {
  const token = '0123456789abcdef0123456789abcdef'
  expect(isToken(token)).toBe(true)
  for (const mangled of ['', token.slice(1), `${token}0`, `${token}, `, `${token.slice(1)}G`, `${token}\n`, '%20']) {
    expect(isToken(mangled), JSON.stringify(mangled)).toBe(false)
  }
})
