/**
 * The recorded conversations, held with the bare pipeline: prepare, apply, trigger, answer, one request after the other,
 * on one server without disk, peers or time.
 */
import { afterEach, expect } from 'vitest'
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { allows, digestIdentity } from '../../ground/data/acl.ts'
import { applyTxn } from '../../ground/data/apply.ts'
import { firstSessionId, nextSessionId, type SessionIds, sessionPassword } from '../../ground/data/sessions.ts'
import { type Database, emptyDatabase, treeDigest } from '../../ground/data/tree.ts'
import { dropWatcher, noWatches, trigger, type Watches } from '../../ground/data/watches.ts'
import { type LinkId, linkId, nextZxid, SESSION_NONE, type SessionId, serverId, zxidFrom } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { frame, inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { OpCode, Permission } from '../../ground/jute/opcodes.ts'
import { authPacket, type Id, requestHeader } from '../../ground/jute/records.ts'
import { conversationSuite, type Host, type Wire } from './conversation.suite.ts'
import { noOutstanding, type Outstanding, settle } from './outstanding.ts'
import { prepare } from './prep.ts'
import { answerRead } from './reads.ts'
import { answerWrite, encodeNotification, encodeReply } from './reply.ts'
import { needsCommit, type Request } from './request.ts'

type Client = {
  link: LinkId
  session: SessionId
  identities: Id[]
  inbox: ReturnType<typeof inbox>
  out: Uint8Array[]
  over: boolean
}
type World = {
  db: Database
  outstanding: Outstanding
  watches: Watches
  ids: SessionIds
  time: number
  clients: Map<LinkId, Client>
}

const worlds: World[] = []

/** Prepares, applies, tells watchers, answers: what an ensemble does, with nobody to agree with. */
function write(world: World, client: Client, request: Request): void {
  const { db, outstanding } = world
  world.time += 1
  const zxid = nextZxid(db.lastProcessedZxid)
  const closing = (session: SessionId): boolean => !db.sessions.has(session)
  const { header, txn, digest } = prepare(
    { db, outstanding, extendedTypes: true, time: world.time, zxid, closing },
    request,
  )
  const applied = applyTxn(db, header, txn)
  settle(outstanding, zxid)
  expect(digest?.treeDigest ?? db.tree.digest, 'the digest in the transaction is the digest of the tree').toBe(
    db.tree.digest,
  )
  for (const fired of applied.changes.flatMap((change) => trigger(world.watches, change))) {
    const watcher = world.clients.get(fired.watcher)
    if (watcher !== undefined && allows(fired.acl, Permission.read, watcher.identities)) {
      watcher.out.push(encodeNotification(fired.event, fired.path))
    }
  }
  if (request.op === OpCode.createSession) return
  const { error, body } = answerWrite(db, request, header, txn, applied)
  client.out.push(encodeReply(request.cxid, zxid, error, body))
}

function read(world: World, client: Client, request: Request): void {
  const { error, body, notifications } = answerRead(world.db, world.watches, client.link, request)
  for (const { event, path } of notifications) client.out.push(encodeNotification(event, path))
  client.out.push(encodeReply(request.cxid, world.db.lastProcessedZxid, error, body))
}

/** The connect request: new sessions only. */
function open(world: World, client: Client, reader: Reader): void {
  reader.raw(12)
  const timeOut = reader.int()
  client.session = nextSessionId(world.ids)
  const writer = new Writer()
  writer.int(timeOut)
  write(world, client, {
    session: client.session,
    cxid: 0,
    op: OpCode.createSession,
    body: writer.bytes(),
    identities: [],
  })
  const answer = new Writer()
  answer.int(0)
  answer.int(timeOut)
  answer.long(client.session)
  answer.buffer(sessionPassword(client.session))
  client.out.push(frame(answer.bytes()))
}

function onFrame(world: World, client: Client, payload: Uint8Array): void {
  const reader = new Reader(payload)
  if (client.session === SESSION_NONE) return open(world, client, reader)
  const { xid, type } = requestHeader.read(reader)
  if (type === OpCode.auth) {
    const id = digestIdentity(decodeUtf8(authPacket.read(reader).auth ?? new Uint8Array()))
    client.identities.push({ scheme: 'digest', id })
    client.out.push(encodeReply(xid, zxidFrom(0n), 'ok', undefined))
    return
  }
  const { session, identities } = client
  const request = { session, cxid: xid, op: type, body: reader.raw(reader.remaining), identities: [...identities] }
  if (!needsCommit(type)) return read(world, client, request)
  write(world, client, request)
  if (type === OpCode.closeSession) hangUp(world, client)
}

function hangUp(world: World, client: Client): void {
  client.over = true
  dropWatcher(world.watches, client.link)
  world.clients.delete(client.link)
}

function wire(world: World, client: Client): Wire {
  return {
    send: (bytes) => {
      pour(client.inbox, bytes)
      for (let next = takeFrame(client.inbox, 0x1fffff); next !== undefined; next = takeFrame(client.inbox, 0x1fffff)) {
        onFrame(world, client, next)
      }
    },
    receive: () => client.out.splice(0).map((bytes) => bytes.subarray(4)),
    closed: () => client.over,
    drop: () => hangUp(world, client),
  }
}

function oneServer(): Host {
  const ids = { next: firstSessionId(serverId(1), 1_700_000_000_000) }
  const world: World = {
    db: emptyDatabase(),
    outstanding: noOutstanding(),
    watches: noWatches(),
    ids,
    time: 1_700_000_000_000,
    clients: new Map(),
  }
  worlds.push(world)
  return {
    open: () => {
      const link = linkId(`client-${world.clients.size + 1}-${world.db.lastProcessedZxid}`)
      const identities: Id[] = [{ scheme: 'ip', id: '127.0.0.1' }]
      const client: Client = { link, session: SESSION_NONE, identities, inbox: inbox(), out: [], over: false }
      world.clients.set(link, client)
      return wire(world, client)
    },
    settle: () => {},
    wait: () => {},
  }
}

afterEach(() => {
  for (const { db, outstanding } of worlds.splice(0)) {
    expect(outstanding, 'all that was applied is settled').toEqual(noOutstanding())
    expect(db.tree.digest).toBe(treeDigest(db.tree))
  }
})

const RESUMES = 'resuming a session is the connection layer: passwords, revalidation, closing'
const SERVERS = 'needs several servers'
const RAW = 'raw bytes: what closes a connection is decided above this pipeline'

conversationSuite('one server answers as ZooKeeper 3.8.0 did', oneServer, {
  'auth-unknown-scheme': 'refusing a scheme closes the connection, which is decided above this pipeline',
  'session-timeouts': 'timeouts are negotiated in the handshake',
  'session-resume': RESUMES,
  'session-resume-elsewhere': SERVERS,
  'session-bad-passwd': RESUMES,
  'session-unknown': RESUMES,
  'session-closed': RESUMES,
  'session-expiry': 'needs time and the session tracker',
  'zxid-ahead': 'the handshake turns such a client away',
  'other-server': SERVERS,
  'other-server-watch': SERVERS,
  'raw-unknown-op': RAW,
  'raw-too-long': RAW,
  'raw-negative': RAW,
  'raw-short-record': RAW,
})
