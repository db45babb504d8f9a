/**
 * The guard on a connection that is only to be looked at, under whatever a page may send: nothing but a handshake and
 * reads comes out on the other side, however the bytes were cut, and what is refused is answered in its turn.
 */
import { assert } from '../../../ground/base/assert.ts'
import { below, type Rng } from '../../../ground/base/rng.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { ZXID_ZERO } from '../../../ground/ids.ts'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { ProtocolError } from '../../../ground/jute/errors.ts'
import { frame, inbox, pour, takeFrame } from '../../../ground/jute/frames.ts'
import { OpCode, opName } from '../../../ground/jute/opcodes.ts'
import { replyHeader, requestHeader } from '../../../ground/jute/records.ts'
import {
  bytesOf,
  chance,
  type Gate,
  joined,
  type Meter,
  ODD_INTS,
  oneOf,
  pieces,
  spoiled,
  timed,
} from '../../fuzzing.ts'
import { fromPage, fromServer, readGuard } from './readGuard.ts'

export const guardGate: Gate = {
  name: 'guard',
  doc: 'what a page sends to a real ensemble that it may only look at: reads pass, and nothing else',
  episode,
}

/** Written down here once more: a list that were shared could be wrong on both sides. */
const WRITES: ReadonlySet<string> = new Set([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'deleteContainer',
  'setData',
  'setACL',
  'multi',
  'reconfig',
  'check',
  'createSession',
  'sasl',
  'error',
  'notification',
])
const WORDS_MAX = 4
const CODES: readonly [number, ...number[]] = [OpCode.create, ...Object.values(OpCode)]

function episode(rng: Rng, meter: Meter): number {
  const stream: Uint8Array[] = []
  const count = 1 + below(rng, 30)
  if (chance(rng, 95)) stream.push(frame(bytesOf(rng, 45)))
  else stream.push(encodeUtf8(oneOf(rng, ['ruok', 'srst', 'kill', 'mntr', 'stmk', 'ruo', 'crst'])))
  for (let xid = 1; xid <= count; xid++) stream.push(asked(rng, xid))
  const whole = chance(rng, 80) ? joined(stream) : spoiled(rng, joined(stream))
  const cut = passed(pieces(rng, whole), meter)
  const once = passed([whole], meter)
  if (!isWord(once)) {
    // Where bytes are no frames the connection ends, and of the piece with the fault nothing has to pass.
    assert(isWord(cut) || cut.join(' ').startsWith(once.join(' ')), 'however it is cut, the same passes')
    onlyReads(cut)
  } else onlyWord(once)
  answers(rng, meter)
  return count
}

function asked(rng: Rng, xid: number): Uint8Array {
  const writer = new Writer()
  writer.int(chance(rng, 95) ? xid : oneOf(rng, ODD_INTS))
  writer.int(chance(rng, 95) ? oneOf(rng, CODES) : oneOf(rng, ODD_INTS))
  writer.raw(bytesOf(rng, below(rng, 30)))
  const body = chance(rng, 97) ? writer.bytes() : writer.bytes().slice(0, below(rng, 9))
  return chance(rng, 97) ? frame(body) : joined([frame(body).subarray(0, 3), frame(body)])
}

/** The bytes that reach the server, up to where the guard refuses to go on. */
function passed(parts: readonly Uint8Array[], meter: Meter): readonly number[] {
  const guard = readGuard(() => undefined)
  const out: number[] = []
  try {
    for (const part of parts) for (const bytes of timed(meter, () => fromPage(guard, part)).toServer) out.push(...bytes)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
  }
  return out
}

function isWord(out: readonly number[]): boolean {
  return out.length === WORDS_MAX && out.every((byte) => byte >= 0x61 && byte <= 0x7a)
}
function onlyWord(out: readonly number[]): void {
  const word = String.fromCharCode(...out)
  assert(!['srst', 'crst', 'kill', 'stmk'].includes(word), `the word ${word} changes what others see`)
}

function onlyReads(out: readonly number[]): void {
  const box = inbox()
  pour(box, Uint8Array.from(out))
  let first = true
  for (let body = takeFrame(box, 0x7fffffff); body !== undefined; body = takeFrame(box, 0x7fffffff)) {
    if (!first) {
      const { type } = requestHeader.read(new Reader(body))
      const name = opName(type)
      assert(name !== undefined && !WRITES.has(name), `operation ${type} reached the server`)
    }
    first = false
  }
  assert(box.length === 0, 'whole frames reach the server')
}

/** Refusals come after the answers to what was asked before, once each. */
function answers(rng: Rng, meter: Meter): void {
  const guard = readGuard(() => undefined)
  fromPage(guard, frame(new Uint8Array(45)))
  const heard: number[] = []
  const hear = (parts: readonly Uint8Array[]): void => {
    for (const part of parts) heard.push(new DataView(part.buffer, part.byteOffset).getInt32(4))
  }
  hear(fromServer(guard, frame(new Uint8Array(40))))
  heard.length = 0
  const owed: number[] = []
  for (let xid = 1; xid < 12; xid++) {
    const read = chance(rng, 50)
    const writer = new Writer()
    writer.int(xid)
    writer.int(read ? OpCode.getData : OpCode.setData)
    hear(timed(meter, () => fromPage(guard, frame(writer.bytes()))).toPage)
    if (read) owed.push(xid)
    if (chance(rng, 60)) answerOne(guard, owed, hear)
  }
  while (owed.length > 0) answerOne(guard, owed, hear)
  assert(heard.join(' ') === '1 2 3 4 5 6 7 8 9 10 11', `each request is answered once, in order: ${heard.join(' ')}`)
}
function answerOne(
  guard: ReturnType<typeof readGuard>,
  owed: number[],
  hear: (parts: readonly Uint8Array[]) => void,
): void {
  const xid = owed.shift()
  if (xid === undefined) return
  const writer = new Writer()
  replyHeader.write(writer, { xid, zxid: ZXID_ZERO, err: 0 })
  hear(fromServer(guard, frame(writer.bytes())))
}
