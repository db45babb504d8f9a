import { describe, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { epoch, zxidOf } from '../../../ground/ids.ts'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { ProtocolError } from '../../../ground/jute/errors.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { OpCode, type OpName } from '../../../ground/jute/opcodes.ts'
import { replyHeader, requestHeader } from '../../../ground/jute/records.ts'
import { fromPage, fromServer, type ReadGuard, readGuard } from './readGuard.ts'

const NOT_READ_ONLY = -119
const CONNECT = frame(new Uint8Array(45))

function ask(xid: number, op: OpName | number): Uint8Array {
  const writer = new Writer()
  requestHeader.write(writer, { xid, type: typeof op === 'number' ? op : OpCode[op] })
  return frame(writer.bytes())
}
function answer(xid: number, counter: number): Uint8Array {
  const writer = new Writer()
  replyHeader.write(writer, { xid, zxid: zxidOf(epoch(1), counter), err: 0 })
  return frame(writer.bytes())
}
const headerOf = (bytes: Uint8Array) => replyHeader.read(new Reader(bytes.subarray(4)))

/** A guard whose session is made, and what it refused. */
function session(): { readonly guard: ReadGuard; readonly refused: string[] } {
  const refused: string[] = []
  const guard = readGuard((what) => refused.push(what))
  expect(fromPage(guard, CONNECT).toServer).toEqual([CONNECT])
  expect(fromServer(guard, frame(new Uint8Array(37)))).toHaveLength(1)
  return { guard, refused }
}

const READS: readonly OpName[] = ['exists', 'getData', 'getACL', 'getChildren', 'getChildren2', 'sync', 'ping', 'auth']
const MORE: readonly OpName[] = ['setWatches', 'setWatches2', 'addWatch', 'removeWatches', 'whoAmI', 'multiRead']
const WRITES: readonly (OpName | number)[] = [
  'create',
  'create2',
  'createTTL',
  'createContainer',
  'delete',
  'deleteContainer',
  'setData',
  'setACL',
  'multi',
  'check',
  'reconfig',
  'createSession',
  'sasl',
  9999,
]

describe('without leave to write', () => {
  test.each([...READS, ...MORE, 'closeSession' as const])('%s passes as it is', (op) => {
    const { guard, refused } = session()
    expect(fromPage(guard, ask(7, op))).toEqual({ toServer: [ask(7, op)], toPage: [], over: false })
    expect(refused).toEqual([])
  })

  test.each(WRITES)('%s never reaches the server, and is answered as a server answers that takes no writes', (op) => {
    const { guard, refused } = session()
    const { toServer, toPage } = fromPage(guard, ask(7, op))
    expect(toServer).toEqual([])
    expect(toPage.map(headerOf)).toEqual([{ xid: 7, zxid: 0n, err: NOT_READ_ONLY }])
    expect(refused).toHaveLength(1)
  })

  test('a refusal waits for the answers before it, and carries the zxid that was seen last', () => {
    const { guard } = session()
    const asked = new Uint8Array([...ask(1, 'getData'), ...ask(2, 'setData'), ...ask(3, 'exists'), ...ask(4, 'delete')])
    const { toServer, toPage } = fromPage(guard, asked)
    expect(toServer).toEqual([ask(1, 'getData'), ask(3, 'exists')])
    expect(toPage).toEqual([])
    expect(fromServer(guard, answer(1, 5)).map(headerOf)).toEqual([
      { xid: 1, zxid: zxidOf(epoch(1), 5), err: 0 },
      { xid: 2, zxid: zxidOf(epoch(1), 5), err: NOT_READ_ONLY },
    ])
    expect(
      fromServer(guard, answer(3, 6))
        .map(headerOf)
        .map(({ xid }) => xid),
    ).toEqual([3, 4])
  })

  test("a notification is nobody's answer", () => {
    const { guard } = session()
    fromPage(guard, new Uint8Array([...ask(1, 'getData'), ...ask(2, 'delete')]))
    expect(
      fromServer(guard, answer(-1, 5))
        .map(headerOf)
        .map(({ xid }) => xid),
    ).toEqual([-1])
    expect(
      fromServer(guard, answer(1, 5))
        .map(headerOf)
        .map(({ xid }) => xid),
    ).toEqual([1, 2])
  })

  test('frames are found however the bytes are cut', () => {
    const { guard } = session()
    const bytes = new Uint8Array([...ask(1, 'create'), ...ask(2, 'getData')])
    const passed = [...bytes].map((byte) => fromPage(guard, Uint8Array.of(byte)))
    expect(passed.flatMap(({ toServer }) => toServer)).toEqual([ask(2, 'getData')])
    expect(passed.flatMap(({ toPage }) => toPage.map(headerOf))).toMatchObject([{ xid: 1, err: NOT_READ_ONLY }])
  })

  test('words that tell pass; words that reset what others measure do not', () => {
    const refused: string[] = []
    const asked = readGuard((what) => refused.push(what))
    expect(fromPage(asked, encodeUtf8('mntrcrst')).toServer.map((bytes) => decodeUtf8(bytes))).toEqual(['mntr'])
    expect(fromPage(asked, encodeUtf8('crst')).toServer).toEqual([])
    expect(fromServer(asked, encodeUtf8('zk_version'))).toHaveLength(1)
    for (const word of ['crst', 'srst', 'stmk', 'kill']) {
      const { toServer, toPage, over } = fromPage(
        readGuard((what) => refused.push(what)),
        encodeUtf8(word),
      )
      expect([toServer, over]).toEqual([[], true])
      expect(toPage.map((bytes) => decodeUtf8(bytes)).join('')).toMatch(
        /^\w{4} is refused: started without --allow-writes/,
      )
    }
    expect(refused).toEqual(['crst', 'srst', 'stmk', 'kill'])
  })

  test('a word that comes letter by letter is no way around', () => {
    const guard = readGuard(() => undefined)
    expect(() => {
      for (const letter of 'srst') fromPage(guard, encodeUtf8(letter))
    }).toThrow(ProtocolError)
  })
})
