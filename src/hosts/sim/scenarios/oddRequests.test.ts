/** Requests that no client library sends, answered as a real server of 3.8.0 answered the same bytes. */
import { expect, test } from 'vitest'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { OpCode } from '../../../ground/jute/opcodes.ts'
import { type Carriers, call, carriers, requestFrame } from '../carrier.suite.ts'

type Put = (writer: Writer) => void
type Said = readonly [xid: number, error: number, bodyBytes: number]
const SERVERS = ['leader', 'follower'] as const
type Where = (typeof SERVERS)[number]

function bytes(xid: number, op: number, put: Put = () => undefined): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  writer.int(op)
  put(writer)
  return frame(writer.bytes())
}
const auth =
  (scheme: string | null, proof: string | null): Put =>
  (writer) => {
    writer.int(0)
    writer.ustring(scheme)
    writer.ustring(proof)
  }

/** What is answered to these frames on a fresh session, and whether the server hangs up then. */
function answers(
  where: Where,
  ...frames: readonly Uint8Array[]
): { readonly said: readonly Said[]; readonly over: boolean } {
  const c: Carriers = carriers({ servers: 3, seed: 9 })
  c.world.settle()
  const leader = Number(c.world.leader())
  const caller = call(c, where === 'leader' ? leader : (leader % 3) + 1)
  if (caller === undefined) throw new Error('nobody answered')
  for (const one of frames) caller.wire.send(one)
  c.settle()
  const said = caller.wire.receive().map((payload): Said => {
    const reader = new Reader(payload)
    const xid = reader.int()
    reader.raw(8)
    return [xid, reader.int(), reader.remaining]
  })
  return { said, over: caller.wire.closed() }
}
const exists = requestFrame(2, { op: 'exists', path: '/' })

test.each(SERVERS)('an auth packet is answered with its own xid; a digest of null is refused (%s)', (where) => {
  expect(answers(where, bytes(9, OpCode.auth, auth('digest', 'a:b')))).toEqual({ said: [[9, 0, 0]], over: false })
  expect(answers(where, bytes(-4, OpCode.auth, auth('digest', null)))).toEqual({ said: [[-4, -115, 0]], over: true })
  expect(answers(where, bytes(-4, OpCode.auth, auth('ip', null)))).toEqual({ said: [[-4, 0, 0]], over: false })
  expect(answers(where, bytes(-4, OpCode.auth, auth(null, 'a')))).toEqual({ said: [[-4, -115, 0]], over: true })
})

test('a SASL token of null ends the connection, an empty one is answered with none', () => {
  expect(
    answers(
      'follower',
      bytes(1, OpCode.sasl, (writer) => writer.buffer(null)),
    ),
  ).toEqual({ said: [], over: true })
  const empty = bytes(1, OpCode.sasl, (writer) => writer.buffer(new Uint8Array()))
  expect(answers('follower', empty)).toEqual({ said: [[1, 0, 4]], over: false })
})

test.each(SERVERS)('who asks for its session by the operation is greeted again, and goes on (%s)', (where) => {
  const { said, over } = answers(
    where,
    bytes(1, OpCode.createSession, (writer) => writer.int(5000)),
    exists,
  )
  // A connect response begins with its protocol version, 0; its 37 bytes are not those of a reply.
  expect(said.map(([xid, , body]) => [xid, body])).toEqual([
    [0, 21],
    [2, 68],
  ])
  expect(over).toBe(false)
})

test.each(SERVERS)(
  'a session asked for with half a timeout is a marshalling error, and the server lives on (%s)',
  (where) => {
    expect(
      answers(
        where,
        bytes(1, OpCode.createSession, (writer) => writer.raw(Uint8Array.of(0, 0))),
        exists,
      ),
    ).toEqual({
      said: [
        [1, -5, 0],
        [2, 0, 68],
      ],
      over: false,
    })
  },
)

test('a count below zero is an empty list in an ACL; null lists of watches can not be read', () => {
  const create: Put = (writer) => {
    writer.ustring('/n')
    writer.buffer(null)
    writer.int(-5)
    writer.int(0)
  }
  expect(answers('leader', bytes(1, OpCode.create, create)).said).toEqual([[1, -114, 0]])
  const watches =
    (count: number): Put =>
    (writer) => {
      writer.long(0n)
      for (let i = 0; i < 3; i++) writer.int(count)
    }
  expect(answers('leader', bytes(-8, OpCode.setWatches, watches(-1))).said).toEqual([[-8, -5, 0]])
  expect(answers('leader', bytes(-8, OpCode.setWatches, watches(-2))).said).toEqual([[-8, 0, 0]])
})

test.each(SERVERS)('closeSession is answered, whatever stands behind it in the pipeline (%s)', (where) => {
  const { said, over } = answers(where, bytes(1, OpCode.closeSession), exists)
  expect(said[0]).toEqual([1, 0, 0])
  expect(over).toBe(true)
})
