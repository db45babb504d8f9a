import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { SESSION_NONE, sessionIdFrom, ZXID_ZERO } from '../ids.ts'
import { Reader, type Span, Writer } from './cursor.ts'
import { ProtocolError } from './errors.ts'
import { drop, frame, inbox, pour, takeFrame } from './frames.ts'
import { OpCode, type OpName, opName, SpecialXid } from './opcodes.ts'
import * as records from './records.ts'
import { decode, encode, record, type Schema, vector } from './schema.ts'
import { readExchanges } from './testdata.suite.ts'

const golden = readExchanges()

/** What a schema does with bytes, its type forgotten. */
type Codec = {
  readonly again: (bytes: Uint8Array) => Uint8Array
  /** How many bytes it takes. */
  readonly takes: (bytes: Uint8Array) => number
  readonly value: (bytes: Uint8Array) => unknown
}
function codec<T>(schema: Schema<T>): Codec {
  return {
    again: (bytes) => encode(schema, decode(schema, bytes)),
    takes: (bytes) => {
      const reader = new Reader(bytes)
      schema.read(reader)
      return reader.offset
    },
    value: (bytes) => decode(schema, bytes),
  }
}
const nothing = codec(record<object>({}))

/** multi and multiRead: headers, each with the record of its type, closed by one that says `done`. */
function list(bodies: { readonly [type: number]: Codec }): Codec {
  const parts = (bytes: Uint8Array): readonly Uint8Array[] => {
    const pieces: Uint8Array[] = []
    let at = 0
    for (;;) {
      const rest = bytes.subarray(at)
      const reader = new Reader(rest)
      const header = records.multiHeader.read(reader)
      pieces.push(encode(records.multiHeader, header))
      at += reader.offset
      if (header.done) return pieces
      const body = bodies[header.type]
      if (body === undefined) throw new ProtocolError(`no body for ${header.type}`)
      pieces.push(body.again(bytes.subarray(at)))
      at += body.takes(bytes.subarray(at))
    }
  }
  const again = (bytes: Uint8Array): Uint8Array => {
    const writer = new Writer()
    for (const piece of parts(bytes)) writer.raw(piece)
    return writer.bytes()
  }
  return { again, takes: (bytes) => again(bytes).length, value: parts }
}

const multiRequest = list({
  1: codec(records.createRequest),
  2: codec(records.deleteRequest),
  4: codec(records.pathWatchRequest),
  5: codec(records.setDataRequest),
  8: codec(records.pathWatchRequest),
  13: codec(records.checkVersionRequest),
  15: codec(records.createRequest),
  19: codec(records.createRequest),
  21: codec(records.createTtlRequest),
})
const multiReply = list({
  [-1]: codec(records.errorResponse),
  1: codec(records.createResponse),
  2: nothing,
  4: codec(records.getDataResponse),
  5: codec(records.statResponse),
  8: codec(records.getChildrenResponse),
  13: nothing,
  15: codec(records.create2Response),
})

/** Bodies of each operation that a client can ask for. */
const bodies: { readonly [K in OpName]?: { readonly request: Codec; readonly reply: Codec } } = {
  create: { request: codec(records.createRequest), reply: codec(records.createResponse) },
  create2: { request: codec(records.createRequest), reply: codec(records.create2Response) },
  createContainer: { request: codec(records.createRequest), reply: codec(records.create2Response) },
  createTTL: { request: codec(records.createTtlRequest), reply: codec(records.create2Response) },
  delete: { request: codec(records.deleteRequest), reply: nothing },
  deleteContainer: { request: codec(records.pathRequest), reply: nothing },
  exists: { request: codec(records.pathWatchRequest), reply: codec(records.statResponse) },
  getData: { request: codec(records.pathWatchRequest), reply: codec(records.getDataResponse) },
  setData: { request: codec(records.setDataRequest), reply: codec(records.statResponse) },
  getACL: { request: codec(records.pathRequest), reply: codec(records.getAclResponse) },
  setACL: { request: codec(records.setAclRequest), reply: codec(records.statResponse) },
  getChildren: { request: codec(records.pathWatchRequest), reply: codec(records.getChildrenResponse) },
  getChildren2: { request: codec(records.pathWatchRequest), reply: codec(records.getChildren2Response) },
  sync: { request: codec(records.syncRequest), reply: codec(records.syncResponse) },
  ping: { request: nothing, reply: nothing },
  multi: { request: multiRequest, reply: multiReply },
  multiRead: { request: multiRequest, reply: multiReply },
  reconfig: { request: codec(records.reconfigRequest), reply: codec(records.getDataResponse) },
  checkWatches: { request: codec(records.watchTypeRequest), reply: nothing },
  removeWatches: { request: codec(records.watchTypeRequest), reply: nothing },
  auth: { request: codec(records.authPacket), reply: nothing },
  sasl: { request: codec(records.saslToken), reply: codec(records.saslToken) },
  setWatches: { request: codec(records.setWatches), reply: nothing },
  setWatches2: { request: codec(records.setWatches2), reply: nothing },
  addWatch: { request: codec(records.addWatchRequest), reply: codec(records.errorResponse) },
  getEphemerals: { request: codec(records.getEphemeralsRequest), reply: codec(records.getEphemeralsResponse) },
  getAllChildrenNumber: {
    request: codec(records.pathRequest),
    reply: codec(records.getAllChildrenNumberResponse),
  },
  whoAmI: { request: nothing, reply: codec(records.whoAmIResponse) },
  closeSession: { request: nothing, reply: nothing },
}

const bodyOf = new Map(Object.entries(bodies))

/** One record in a payload: which codec it has, and its bytes alone. */
type Part = { readonly name: string; readonly codec: Codec; readonly bytes: Uint8Array }
const requestHeader = codec(records.requestHeader)
const replyHeader = codec(records.replyHeader)

function requestParts(payload: Uint8Array): readonly Part[] {
  const op = opName(decode(records.requestHeader, payload).type)
  const body = op === undefined ? undefined : bodies[op]
  if (op === undefined || body === undefined) throw new Error('an operation without codec was recorded')
  return [
    { name: 'RequestHeader', codec: requestHeader, bytes: payload.subarray(0, 8) },
    { name: `${op} request`, codec: body.request, bytes: payload.subarray(8) },
  ]
}
function replyParts(name: string, payload: Uint8Array): readonly Part[] {
  const { err } = decode(records.replyHeader, payload)
  const header = { name: 'ReplyHeader', codec: replyHeader, bytes: payload.subarray(0, 16) }
  const rest = payload.subarray(16)
  if (name === 'event') return [header, { name: 'WatcherEvent', codec: codec(records.watcherEvent), bytes: rest }]
  const body = bodyOf.get(name)
  if (body === undefined) throw new Error('an operation without codec was recorded')
  return [header, { name: `${name} reply`, codec: err === 0 ? body.reply : nothing, bytes: rest }]
}
/** The handshake's records are followed by one byte, readOnly, that is no part of them and may be missing. */
const handshakes = golden.filter((row) => row.name === 'connect')
const conversations = golden.filter((row) => row.name !== 'connect')
const parts: readonly Part[] = conversations.flatMap((row) => [
  ...(row.request === '' ? [] : requestParts(fromHex(row.request))),
  ...replyParts(row.name, fromHex(row.reply)),
])

describe('the client protocol, as a real server spoke it', () => {
  test('each operation of a client was recorded', () => {
    const names = new Set(golden.map((row) => row.name))
    expect(Object.keys(bodies).filter((name) => !names.has(name))).toEqual([])
  })
  test('each record is read and written again byte for byte, to its last byte', () => {
    for (const part of parts) {
      expect(`${part.name} ${toHex(part.codec.again(part.bytes))}`).toBe(`${part.name} ${toHex(part.bytes)}`)
      expect(part.codec.takes(part.bytes)).toBe(part.bytes.length)
    }
  })
  test('bytes behind a record change nothing', () => {
    for (const part of parts) {
      const longer = Uint8Array.from([...part.bytes, 0xff, 0x00, 0x42])
      expect(part.codec.value(longer)).toEqual(part.codec.value(part.bytes))
    }
  })
  test('a record cut at any byte is incomplete, never another record', () => {
    for (const part of parts) {
      for (let length = 0; length < part.bytes.length; length++) {
        expect(() => part.codec.value(part.bytes.subarray(0, length))).toThrow(ProtocolError)
      }
    }
  })
  test('the handshake is read and written again, with the readOnly byte behind it or without', () => {
    expect(handshakes.map((row) => row.request.length / 2)).toContain(44)
    for (const row of handshakes) {
      for (const [bytes, schema] of [
        [fromHex(row.request), codec(records.connectRequest)],
        [fromHex(row.reply), codec(records.connectResponse)],
      ] as const) {
        const size = schema.takes(bytes)
        expect(toHex(schema.again(bytes))).toBe(toHex(bytes.subarray(0, size)))
        expect(bytes.length - size).toBe(row.request.length / 2 - 44)
      }
    }
  })
  test('the spans of a record lie end to end and cover it: the inspector shows every byte', () => {
    const bytes = fromHex(handshakes[0]?.request ?? '')
    const spans: Span[] = []
    decode(records.connectRequest, bytes, spans)
    expect(spans.map((span) => `${span.start}-${span.end} ${span.name}`)).toEqual([
      '0-4 protocolVersion',
      '4-12 lastZxidSeen',
      '12-16 timeOut',
      '16-24 sessionId',
      '24-44 passwd',
    ])
  })
})

describe('known conversations, to the byte', () => {
  const session = sessionIdFrom(0x0100002688a40000n)
  const request = { protocolVersion: 0, lastZxidSeen: ZXID_ZERO, timeOut: 10_000, sessionId: SESSION_NONE }
  const passwd = fromHex('1ea5d2875373461d2c7820b554fbfcd0')
  const head = (xid: number, type: number) => encode(records.requestHeader, { xid, type })
  const noData: Uint8Array = new Uint8Array()
  test.each([
    [
      'a new session is asked for',
      `0000002d 00000000 0000000000000000 00002710 0000000000000000 00000010 ${'00'.repeat(16)} 00`,
      encode(records.connectRequest, { ...request, passwd: new Uint8Array(16) }),
      Uint8Array.of(0),
    ],
    [
      'and answered with its id and password',
      '00000025 00000000 00002710 0100002688a40000 00000010 1ea5d2875373461d2c7820b554fbfcd0 00',
      encode(records.connectResponse, { protocolVersion: 0, timeOut: 10_000, sessionId: session, passwd }),
      Uint8Array.of(0),
    ],
    ['a ping', '00000008 fffffffe 0000000b', head(SpecialXid.ping, OpCode.ping), noData],
    ['the end of a session', '00000008 00000005 fffffff5', head(5, OpCode.closeSession), noData],
    [
      'exists of the root',
      '0000000e 00000001 00000003 00000001 2f 00',
      head(1, OpCode.exists),
      encode(records.pathWatchRequest, { path: '/', watch: false }),
    ],
    [
      'digest credentials',
      '0000001d fffffffc 00000064 00000000 00000006 646967657374 00000003 753a70',
      head(SpecialXid.auth, OpCode.auth),
      encode(records.authPacket, { type: 0, scheme: 'digest', auth: fromHex('753a70') }),
    ],
    [
      'the open ACL',
      '0000001b 00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65',
      encode(vector(records.acl), records.OPEN_ACL),
      noData,
    ],
  ])('%s: %s', (_, hex, first, rest) => {
    expect(toHex(frame(Uint8Array.from([...first, ...rest])))).toBe(hex.replaceAll(' ', ''))
  })
})

describe('frames', () => {
  const payloads = golden.flatMap((row) => [row.request, row.reply]).filter((hex) => hex !== '')
  const stream = payloads.flatMap((hex) => [...frame(fromHex(hex))])

  test.each([1, 2, 3, 5, 64, 1000, stream.length])('come out alike when the stream comes in pieces of %i', (size) => {
    const box = inbox()
    const taken: string[] = []
    for (let at = 0; at < stream.length; at += size) {
      pour(box, Uint8Array.from(stream.slice(at, at + size)))
      for (let next = takeFrame(box, 0xfffff); next !== undefined; next = takeFrame(box, 0xfffff)) {
        taken.push(toHex(next))
      }
    }
    expect(taken).toEqual(payloads)
    expect(box.length).toBe(0)
  })
  test('a length that is not allowed is refused before its bytes come', () => {
    for (const hex of ['00100000', 'ffffffff', '7fffffff']) {
      const box = inbox()
      pour(box, fromHex(hex))
      expect(() => takeFrame(box, 0xfffff)).toThrow(ProtocolError)
    }
    const small = inbox()
    pour(small, fromHex('00000003'))
    expect(() => takeFrame(small, 0xfffff, 4)).toThrow(ProtocolError)
  })
  test('an empty frame is a frame, and what was dropped is gone', () => {
    const box = inbox()
    pour(box, fromHex('00000000 00000001 07 ff'))
    expect(takeFrame(box, 10)).toEqual(new Uint8Array())
    expect(takeFrame(box, 10)).toEqual(Uint8Array.of(7))
    drop(box, 1)
    expect(box).toEqual({ pieces: [], length: 0 })
  })
})
