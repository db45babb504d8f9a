import { expect, test } from 'vitest'
import { lineCharactersMax, readProgram } from './programMessages.ts'

const ask = (rest: object) => readProgram({ type: 'ask', id: 1, ...rest })
const submit = (op: unknown) => ask({ what: 'submit', client: 'js', op })

test('an operation of a program is taken over field by field', () => {
  const op = { type: 'getData', path: '/a', watch: true, extra: 'no' }
  expect(submit(op)).toEqual({
    type: 'ask',
    id: 1,
    wish: { ok: true, value: { what: 'submit', client: 'js', op: { type: 'getData', path: '/a', watch: true } } },
  })
})

test.each([
  ['no operation', 7],
  ['an unknown one', { type: 'reconfig', path: '/' }],
  ['a path that is no text', { type: 'delete', path: 1, version: -1 }],
  ['a version that is none', { type: 'delete', path: '/a', version: 1.5 }],
  ['data that is an object', { type: 'setData', path: '/a', data: {}, version: -1 }],
  ['data over a megabyte', { type: 'setData', path: '/a', data: new Uint8Array(0x100000), version: -1 }],
  ['an unknown mode', { type: 'create', path: '/a', data: null, mode: 'odd' }],
  ['an ACL that is none', { type: 'create', path: '/a', data: null, mode: 'persistent', acl: [{ perms: 'all' }] }],
])('%s is refused, with a reason for the program', (_, op) => {
  const message = submit(op)
  expect(message).toMatchObject({ type: 'ask', wish: { ok: false } })
})

test('what is no message at all is passed over', () => {
  for (const data of [null, 'x', 7, [], {}, { type: 'close' }, { type: 'ask', id: 'x' }])
    expect(readProgram(data)).toBeUndefined()
})

test('a printed line is cut where it is too long', () => {
  const text = 'x'.repeat(lineCharactersMax + 1)
  expect(readProgram({ type: 'log', level: 'odd', text })).toEqual({
    type: 'log',
    level: 'log',
    text: text.slice(0, lineCharactersMax),
  })
})
