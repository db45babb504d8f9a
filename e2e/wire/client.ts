/** A small client for wire tests: one connection, one request at a time, real bytes. */
import { decodeUtf8, encodeUtf8 } from '../../src/ground/base/utf8.ts'
import { Reader, Writer } from '../../src/ground/jute/cursor.ts'
import { OpCode } from '../../src/ground/jute/opcodes.ts'
import { createRequest, OPEN_ACL } from '../../src/ground/jute/records.ts'
import { encode } from '../../src/ground/jute/schema.ts'
import { dial, hangUp, next, send, type Wire } from './differential/wire.ts'

/** The longest that a server grants: nobody pings here, and a busy machine is no reason to lose a session. */
export const SESSION_MS = 40_000
/** How long an answer may take that must come, and a server to serve. */
const PATIENCE_MS = 60_000

export type Client = { readonly wire: Wire; readonly session: bigint; readonly password: Uint8Array; xid: number }

/** A session on the server of `port`, a new one or one that comes back; undefined where the server closes instead. */
export async function connect(
  port: number,
  back?: Client,
  timeoutMs: number = SESSION_MS,
): Promise<Client | undefined> {
  const wire = await dial(port)
  const writer = new Writer()
  writer.int(0)
  writer.long(0n)
  writer.int(timeoutMs)
  writer.long(back?.session ?? 0n)
  writer.buffer(back?.password ?? new Uint8Array(16))
  writer.boolean(false)
  send(wire, [writer.bytes()])
  const answer = await next(wire, PATIENCE_MS)
  if (typeof answer === 'string') {
    hangUp(wire)
    return undefined
  }
  const reader = new Reader(answer)
  reader.raw(8)
  const session = reader.long()
  return { wire, session, password: reader.buffer() ?? new Uint8Array(), xid: 0 }
}

/** Connects as soon as the server serves. Throws where it does not in time. */
export async function connected(port: number, back?: Client): Promise<Client> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    const client = await connect(port, back)
    if (client !== undefined && client.session !== 0n) return client
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the server on port ${port} gives no session`)
}

/** The error code of the answer and a reader of its body; `closed` or `silent` where none came. */
export async function ask(
  client: Client,
  op: keyof typeof OpCode,
  body: Uint8Array = new Uint8Array(),
  xid: number = ++client.xid,
): Promise<{ readonly err: number; readonly zxid: bigint; readonly body: Reader } | 'closed' | 'silent'> {
  const writer = new Writer()
  writer.int(xid)
  writer.int(OpCode[op])
  writer.raw(body)
  send(client.wire, [writer.bytes()])
  const answer = await next(client.wire, PATIENCE_MS)
  if (typeof answer === 'string') return answer
  const reader = new Reader(answer)
  reader.int()
  const zxid = reader.long()
  return { err: reader.int(), zxid, body: reader }
}

export async function create(
  client: Client,
  path: string,
  data: string = '',
  flags: number = 0,
): Promise<number | 'closed' | 'silent'> {
  const body = encode(createRequest, { path, data: encodeUtf8(data), acl: OPEN_ACL, flags })
  const answer = await ask(client, 'create', body)
  return typeof answer === 'string' ? answer : answer.err
}
export async function exists(client: Client, path: string): Promise<boolean> {
  const answer = await ask(client, 'exists', pathAndWatch(path, false))
  return typeof answer !== 'string' && answer.err === 0
}
/** The data as text; undefined where there is no such node. */
export async function getData(client: Client, path: string, watch: boolean = false): Promise<string | undefined> {
  const answer = await ask(client, 'getData', pathAndWatch(path, watch))
  return typeof answer === 'string' || answer.err !== 0
    ? undefined
    : decodeUtf8(answer.body.buffer() ?? new Uint8Array())
}
/** Every write before it is seen by this client after it. */
export async function sync(client: Client): Promise<void> {
  const writer = new Writer()
  writer.ustring('/')
  await ask(client, 'sync', writer.bytes())
}
/** Logs in as `user:password`; the error code. */
export async function addAuth(client: Client, credentials: string): Promise<number | 'closed' | 'silent'> {
  const writer = new Writer()
  writer.int(0)
  writer.ustring('digest')
  writer.buffer(encodeUtf8(credentials))
  const answer = await ask(client, 'auth', writer.bytes(), -4)
  return typeof answer === 'string' ? answer : answer.err
}
export function leave(client: Client): void {
  hangUp(client.wire)
}

function pathAndWatch(path: string, watch: boolean): Uint8Array {
  const writer = new Writer()
  writer.ustring(path)
  writer.boolean(watch)
  return writer.bytes()
}
