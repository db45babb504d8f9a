/** A tree with everything that a log and a snapshot can hold, made through clients. */
import { encodeUtf8 } from '../../../src/ground/base/utf8.ts'
import { Writer } from '../../../src/ground/jute/cursor.ts'
import { CreateFlag, OpCode } from '../../../src/ground/jute/opcodes.ts'
import {
  type Acl,
  checkVersionRequest,
  createRequest,
  createTtlRequest,
  deleteRequest,
  multiHeader,
  OPEN_ACL,
  setAclRequest,
  setDataRequest,
} from '../../../src/ground/jute/records.ts'
import { encode } from '../../../src/ground/jute/schema.ts'
import { addAuth, ask, type Client, connect, leave } from '../client.ts'
import { pause } from '../differential/real.ts'

/** tickTime of servers whose sessions are to live longer than any test: a session gets 20 ticks at most. */
export const LONG_TICK_MS = 20_000
/** The sessions are still there when another ensemble starts on the files, however long that takes. */
const SESSION_MS = 20 * LONG_TICK_MS
const TTL_MS = 3_600_000

type Node = {
  readonly path: string
  readonly data?: Uint8Array | null
  readonly flags?: number
  readonly acl?: readonly Acl[]
  readonly ttl?: number
}
function createBody({ path, data = encodeUtf8('x'), flags = 0, acl = OPEN_ACL, ttl }: Node): Uint8Array {
  const fields = { path, data, acl, flags }
  return ttl === undefined ? encode(createRequest, fields) : encode(createTtlRequest, { ...fields, ttl })
}

/** Asks for a change that must succeed. */
async function change(client: Client, op: keyof typeof OpCode, body: Uint8Array): Promise<void> {
  const answer = await ask(client, op, body)
  const err = typeof answer === 'string' ? answer : answer.err
  if (err !== 0) throw new Error(`${op}: ${err}`)
}

function multi(...parts: readonly (readonly [op: keyof typeof OpCode, body: Uint8Array])[]): Uint8Array {
  const writer = new Writer()
  for (const [op, body] of parts) {
    multiHeader.write(writer, { type: OpCode[op], done: false, err: -1 })
    writer.raw(body)
  }
  multiHeader.write(writer, { type: -1, done: true, err: -1 })
  return writer.bytes()
}

async function session(port: number): Promise<Client> {
  const client = await connect(port, undefined, SESSION_MS)
  if (client === undefined) throw new Error(`no session on port ${port}`)
  return client
}

/**
 * Makes the tree through the servers of `ports`: every kind of znode, null, empty and large data, ACLs, sequences, multis
 * with every kind of create, failed writes, deletions, quota nodes, an ephemeral of a session that ended and some of
 * sessions that stay open. Returns "let the connections go"; the sessions live on.
 */
export async function makeRichTree(ports: readonly number[]): Promise<() => void> {
  const [a, b] = [await session(ports[0] ?? 0), await session(ports[1] ?? ports[0] ?? 0)]
  const create = (node: Node) => change(a, 'create', createBody(node))
  await create({ path: '/r' })
  await create({ path: '/r/null', data: null })
  await create({ path: '/r/empty', data: new Uint8Array() })
  await create({ path: '/r/large', data: new Uint8Array(1_000_000).fill(0xa5) })
  await create({ path: '/r/名字', data: encodeUtf8('值 🐘') })
  for (let i = 0; i < 3; i++) await create({ path: '/r/s-', flags: CreateFlag.persistentSequential })
  await change(a, 'create2', createBody({ path: '/r/two' }))
  await change(a, 'createContainer', createBody({ path: '/r/container', flags: CreateFlag.container }))
  await create({ path: '/r/container/child' })
  await change(a, 'createTTL', createBody({ path: '/r/ttl', flags: CreateFlag.persistentWithTtl, ttl: TTL_MS }))
  const sequence = CreateFlag.persistentSequentialWithTtl
  await change(a, 'createTTL', createBody({ path: '/r/ttls-', flags: sequence, ttl: TTL_MS }))
  await create({ path: '/r/e', flags: CreateFlag.ephemeral })
  await change(b, 'create', createBody({ path: '/r/e-of-b-', flags: CreateFlag.ephemeralSequential }))
  await makeAcls(a)
  await makeQuota(a)
  await makeMultis(a)
  await makeLosses(ports[0] ?? 0, a)
  return () => {
    leave(a)
    leave(b)
  }
}

async function makeAcls(client: Client): Promise<void> {
  await addAuth(client, 'owner:secret')
  const auth: readonly Acl[] = [{ perms: 31, id: { scheme: 'auth', id: '' } }]
  const digest: readonly Acl[] = [
    { perms: 1, id: { scheme: 'world', id: 'anyone' } },
    { perms: 31, id: { scheme: 'digest', id: 'u:b64OfSomething=' } },
    { perms: 3, id: { scheme: 'ip', id: '10.0.0.0/8' } },
  ]
  await change(client, 'create', createBody({ path: '/r/mine', acl: auth }))
  await change(client, 'create', createBody({ path: '/r/theirs', acl: digest }))
  await change(client, 'create', createBody({ path: '/r/given' }))
  await change(client, 'setACL', encode(setAclRequest, { path: '/r/given', acl: digest, version: 0 }))
}

async function makeQuota(client: Client): Promise<void> {
  const base = '/zookeeper/quota/r'
  await change(client, 'create', createBody({ path: base, data: new Uint8Array() }))
  const limits = encodeUtf8('count=1000,bytes=100000000')
  await change(client, 'create', createBody({ path: `${base}/zookeeper_limits`, data: limits }))
  await change(client, 'create', createBody({ path: `${base}/zookeeper_stats`, data: encodeUtf8('count=0,bytes=0') }))
  await change(client, 'setData', encode(setDataRequest, { path: '/r/two', data: encodeUtf8('counted'), version: 0 }))
}

async function makeMultis(client: Client): Promise<void> {
  const setTwo = encode(setDataRequest, { path: '/r/two', data: encodeUtf8('in a multi'), version: -1 })
  await change(
    client,
    'multi',
    multi(
      ['create', createBody({ path: '/r/m1' })],
      ['create2', createBody({ path: '/r/m2' })],
      ['create', createBody({ path: '/r/m-', flags: CreateFlag.persistentSequential })],
      ['createContainer', createBody({ path: '/r/mc', flags: CreateFlag.container })],
      ['create', createBody({ path: '/r/mc/child' })],
      ['createTTL', createBody({ path: '/r/mt', flags: CreateFlag.persistentWithTtl, ttl: TTL_MS })],
      ['create', createBody({ path: '/r/me', flags: CreateFlag.ephemeral })],
      ['check', encode(checkVersionRequest, { path: '/r/m1', version: 0 })],
      ['setData', setTwo],
      ['delete', encode(deleteRequest, { path: '/r/m1', version: 0 })],
    ),
  )
  // One that fails is logged too: with error parts, and a zxid of its own.
  const failed = multi(
    ['create', createBody({ path: '/r/never' })],
    ['delete', encode(deleteRequest, { path: '/no', version: -1 })],
  )
  await ask(client, 'multi', failed)
}

/** Things that are gone, and writes that failed. */
async function makeLosses(port: number, client: Client): Promise<void> {
  await change(client, 'create', createBody({ path: '/r/gone' }))
  await change(client, 'delete', encode(deleteRequest, { path: '/r/gone', version: -1 }))
  await ask(client, 'create', createBody({ path: '/r' }))
  const brief = await session(port)
  await change(brief, 'create', createBody({ path: '/r/brief', flags: CreateFlag.ephemeral }))
  await change(brief, 'closeSession', new Uint8Array())
  leave(brief)
}

export type Load = {
  /** Ends when so many writes were acknowledged. Throws where the clients ended before. */
  readonly reached: (count: number) => Promise<void>
  /** How many writes were acknowledged. */
  readonly stop: () => Promise<number>
}

/** Writes of many kinds until `stop` is called; ends when all clients have. Errors end a client: its server may be dead. */
export function load(ports: readonly number[], clients: number): Load {
  let running = true
  let written = 0
  const work = async (index: number): Promise<void> => {
    const client = await connect(ports[index % ports.length] ?? 0, undefined, SESSION_MS)
    if (client === undefined) return
    const base = `/load-${index}`
    const first = await ask(client, 'create', createBody({ path: base }))
    for (let i = 0; running && typeof first !== 'string'; i++) {
      const answer = await ask(client, ...move(base, i))
      if (typeof answer === 'string') break
      if (answer.err === 0) written++
    }
    leave(client)
  }
  let isOver = false
  const all = Promise.all(Array.from({ length: clients }, (_, index) => work(index))).then(() => {
    isOver = true
  })
  return {
    reached: async (count) => {
      while (written < count && !isOver) await pause(50)
      if (written < count) throw new Error(`only ${written} writes were acknowledged`)
    },
    stop: async () => {
      running = false
      await all
      return written
    },
  }
}
function move(base: string, i: number): [op: keyof typeof OpCode, body: Uint8Array] {
  const node = `${base}/n${i % 7}`
  const set = encode(setDataRequest, { path: node, data: encodeUtf8(`${i}`), version: -1 })
  switch (i % 5) {
    case 0:
      return ['create', createBody({ path: node })]
    case 1:
      return ['create', createBody({ path: `${base}/e-`, flags: CreateFlag.ephemeralSequential })]
    case 2:
      return ['multi', multi(['setData', set], ['create2', createBody({ path: `${base}/m${i}` })])]
    case 3:
      return ['delete', encode(deleteRequest, { path: `${base}/m${i - 6}`, version: -1 })]
    default:
      return ['setData', set]
  }
}
