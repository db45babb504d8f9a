/**
 * The other side of a client, by hand: a test gives inputs, looks at the effects, and answers with bytes made by the same
 * codecs that a server uses. Nothing here decides anything.
 */
import { type LinkId, type Millis, serverId, sessionIdFrom, type Zxid, zxidFrom } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorCode } from '../../ground/jute/errors.ts'
import { frame } from '../../ground/jute/frames.ts'
import { type OpName, opName, WatchEventType } from '../../ground/jute/opcodes.ts'
import * as records from '../../ground/jute/records.ts'
import type { Schema } from '../../ground/jute/schema.ts'
import type { ClientEvent } from '../trace.ts'
import { type Client, createClient, nextDeadline, step } from './client.ts'
import type { ClientConfig, ClientEffect, ClientInput, ClientOp, OpOutcome } from './seam.ts'

export const SESSION = sessionIdFrom(0x0100002688a40000n)
export const PASSWORD = Uint8Array.from({ length: 16 }, (_, i) => i + 1)
export const STAT: records.Stat = {
  czxid: zxidFrom(1n),
  mzxid: zxidFrom(1n),
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: SESSION,
  dataLength: 0,
  numChildren: 0,
  pzxid: zxidFrom(1n),
}

/** Three servers walked as 1, 2, 3 or so, a session of 9 s: read timeout 6 s, ping after 3 s, connect timeout 3 s. */
export function configOf(changes: Partial<ClientConfig> = {}): ClientConfig {
  return {
    name: 'A',
    servers: [serverId(1), serverId(2), serverId(3)],
    preferred: serverId(1),
    sessionTimeoutMs: 9000,
    reconnectDelayMsMax: 0,
    outstandingMax: 100,
    seed: 1,
    incarnation: 1,
    ...changes,
  }
}

/** A client on the bench: `now` is the test's to move, `all` is every effect so far. */
export type Bench = { readonly client: Client; now: Millis; readonly all: ClientEffect[] }

export function bench(changes: Partial<ClientConfig> = {}): Bench {
  return { client: createClient(configOf(changes)), now: 0, all: [] }
}
/** One step; its own effects. */
export function give(b: Bench, input: ClientInput): readonly ClientEffect[] {
  const out: ClientEffect[] = []
  step(b.client, b.now, input, out)
  b.all.push(...out)
  return out
}
/** Moves the clock to the client's next deadline and wakes it. */
export function wake(b: Bench): readonly ClientEffect[] {
  b.now = nextDeadline(b.client)
  return give(b, { type: 'deadline' })
}
/** The link that was dialled last. */
export function lastLink(b: Bench): LinkId {
  const dial = effectsOf(b.all, 'dial').at(-1)
  if (dial === undefined) throw new Error('nothing was dialled')
  return dial.link
}
export function dialled(b: Bench): readonly number[] {
  return effectsOf(b.all, 'dial').map((dial) => dial.peer)
}
export function open(b: Bench): readonly ClientEffect[] {
  const link = lastLink(b)
  return give(b, { type: 'opened', link, channel: 'client', peer: undefined, dialled: true, address: 'server' })
}
export function receive(b: Bench, bytes: Uint8Array): readonly ClientEffect[] {
  return give(b, { type: 'received', link: lastLink(b), bytes })
}
export function drop(b: Bench, reason = 'the server died'): readonly ClientEffect[] {
  return give(b, { type: 'closed', link: lastLink(b), reason })
}
export function submit(b: Bench, id: number, op: ClientOp): readonly ClientEffect[] {
  return give(b, { type: 'submit', id, op })
}
/** Started, link open, session granted. */
export function connect(b: Bench): readonly ClientEffect[] {
  give(b, { type: 'started' })
  return accept(b)
}
/** The dialled link opens and the server grants SESSION. */
export function accept(b: Bench, timeOut = 9000): readonly ClientEffect[] {
  open(b)
  return receive(b, connectReply(timeOut))
}

export function effectsOf<K extends ClientEffect['type']>(
  effects: readonly ClientEffect[],
  type: K,
): readonly Extract<ClientEffect, { type: K }>[] {
  return effects.filter((effect): effect is Extract<ClientEffect, { type: K }> => effect.type === type)
}
export function eventsOf<K extends ClientEvent['type']>(
  effects: readonly ClientEffect[],
  type: K,
): readonly Extract<ClientEvent, { type: K }>[] {
  return effectsOf(effects, 'trace')
    .map((trace) => trace.event)
    .filter((event): event is Extract<ClientEvent, { type: K }> => event.type === type)
}
export function completions(effects: readonly ClientEffect[]): readonly (readonly [number, OpOutcome])[] {
  return effectsOf(effects, 'completed').map((done) => [done.id, done.outcome])
}

/** A request as the server reads it: `body` stands behind the header. */
export type Asked = { readonly xid: number; readonly op: OpName | undefined; readonly body: Reader }
export function asked(effects: readonly ClientEffect[]): readonly Asked[] {
  return effectsOf(effects, 'send').map((send) => {
    const body = new Reader(send.bytes.subarray(4))
    const header = records.requestHeader.read(body)
    return { xid: header.xid, op: opName(header.type), body }
  })
}

export function connectReply(timeOut = 9000, sessionId = SESSION, passwd = PASSWORD, isReadOnly = false): Uint8Array {
  const writer = new Writer()
  records.connectResponse.write(writer, { protocolVersion: 0, timeOut, sessionId, passwd })
  writer.boolean(isReadOnly)
  return frame(writer.bytes())
}
export function reply<T>(xid: number, zxid: bigint, schema?: Schema<T>, body?: T): Uint8Array {
  return answer(xid, zxidFrom(zxid), 0, schema, body)
}
export function refusal(xid: number, zxid: bigint, error: KeeperErrorName): Uint8Array {
  return answer(xid, zxidFrom(zxid), keeperErrorCode(error))
}
function answer<T>(xid: number, zxid: Zxid, err: number, schema?: Schema<T>, body?: T): Uint8Array {
  const writer = new Writer()
  records.replyHeader.write(writer, { xid, zxid, err })
  if (schema !== undefined && body !== undefined) schema.write(writer, body)
  return frame(writer.bytes())
}
export function notification(event: keyof typeof WatchEventType, path: string): Uint8Array {
  return answer(-1, zxidFrom(-1n), 0, records.watcherEvent, { type: WatchEventType[event], state: 3, path })
}
