/** The streams of multi and multiRead: what may stand in them, and what 3.8.0 takes it for. */
import { describe, expect, test } from 'vitest'
import { toHex } from '../../ground/base/hex.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { codeOf, encodeBody, type Step } from './conversationCodec.suite.ts'
import { multiReadRequest, multiRequest, writeResults } from './multi.ts'

/** A part with an opcode that may belie its body. */
type Part = { readonly op: number; readonly body: Uint8Array }

function part(step: Step, op: number = codeOf(step.op)): Part {
  return { op, body: encodeBody(step) }
}
function stream(...parts: readonly Part[]): Uint8Array {
  const writer = new Writer()
  const header = (type: number, done: boolean): void => {
    writer.int(type)
    writer.boolean(done)
    writer.int(-1)
  }
  for (const { op, body } of parts) {
    header(op, false)
    writer.raw(body)
  }
  header(-1, true)
  return writer.bytes()
}

describe('a create inside a multi is what its flags say, whatever its opcode', () => {
  test.each([
    ['create2 is a create', OpCode.create2, 0, 'create'],
    ['createContainer without the flag is a create', OpCode.createContainer, 0, 'create'],
    ['create with the container flag is a container', OpCode.create, 4, 'createContainer'],
    ['flags that mean nothing are left to validation', OpCode.create, 99, 'create'],
  ])('%s', (_what, op, flags, taken) => {
    const bytes = stream(part({ op: 'create', path: '/a', data: 'x', flags }, op))
    expect(multiRequest.read(new Reader(bytes))).toMatchObject([
      { type: 'create', fields: { op: taken, path: '/a', flags, ttl: -1 } },
    ])
  })

  test('create with a TTL flag is taken for a record that it is not', () => {
    const bytes = stream(part({ op: 'create', path: '/a', flags: 5 }), part({ op: 'delete', path: '/b' }))
    expect(multiRequest.read(new Reader(bytes))).toMatchObject([{ type: 'miscast' }, { type: 'delete' }])
  })

  test('createTTL stays what it is, with its ttl', () => {
    const bytes = stream(part({ op: 'createTTL', path: '/a', flags: 6, ttl: 77 }))
    expect(multiRequest.read(new Reader(bytes))).toMatchObject([{ fields: { op: 'createTTL', flags: 6, ttl: 77 } }])
  })
})

describe('a stream holds one family of operations', () => {
  const write = part({ op: 'delete', path: '/a' })
  const read = part({ op: 'getData', path: '/a' })
  test.each([
    ['a read among writes', multiRequest, [write, read]],
    ['a write among reads', multiReadRequest, [read, write]],
    ['setACL, which no multi may have', multiRequest, [part({ op: 'setACL', path: '/a', acl: 'open' })]],
    ['exists, which no multiRead may have', multiReadRequest, [part({ op: 'exists', path: '/a' })]],
    ['an end that does not say that it is one', multiRequest, [{ op: -1, body: new Uint8Array() }]],
  ])('%s can’t be read', (_what, schema, parts) => {
    expect(() => schema.read(new Reader(stream(...parts)))).toThrow(ProtocolError)
  })

  test('a stream that is cut anywhere can’t be read', () => {
    const bytes = stream(write, part({ op: 'setData', path: '/a', data: 'x' }))
    for (let length = 0; length < bytes.length; length++) {
      expect(() => multiRequest.read(new Reader(bytes.subarray(0, length))), String(length)).toThrow(ProtocolError)
    }
    expect(multiRequest.read(new Reader(bytes))).toHaveLength(2)
  })
})

test('an error part says its code twice, and the end follows', () => {
  const writer = new Writer()
  writeResults(writer, [{ type: 'deleted' }, { type: 'error', error: 'noNode' }])
  const end = 'ffffffff01ffffffff'
  expect(toHex(writer.bytes())).toBe(`000000020000000000${'ffffffff00ffffff9bffffff9b'}${end}`)
})
