import { expect, test } from 'vitest'
import { splitFragment } from './gatewayKey.ts'

test('the token leaves the address, and what else the fragment says stays', () => {
  expect(splitFragment('#gateway=abc')).toEqual({ token: 'abc', rest: '' })
  expect(splitFragment('#s=1.xyz&gateway=abc&t=2')).toEqual({ token: 'abc', rest: '#s=1.xyz&t=2' })
  expect(splitFragment('#s=1.xyz')).toEqual({ token: undefined, rest: '#s=1.xyz' })
  expect(splitFragment('')).toEqual({ token: undefined, rest: '' })
})
