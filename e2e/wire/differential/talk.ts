/**
 * Holds a conversation with an ensemble and writes down what came, such that two ensembles that answer alike give the same
 * text: zxids count from the parent node's, sessions have letters, times are relations, child lists are sorted.
 *
 * After each move that others can notice, a sync on every server and then a ping on every connection mark the end of what
 * it caused: nothing waits for a quiet spell.
 */
import { fromHex, toHex } from '../../../src/ground/base/hex.ts'
import { Reader, Writer } from '../../../src/ground/jute/cursor.ts'
import { ProtocolError } from '../../../src/ground/jute/errors.ts'
import { SpecialXid } from '../../../src/ground/jute/opcodes.ts'
import {
  codeOf,
  decodeResult,
  encodeBody,
  errorText,
  type RawStat,
  type Step,
} from '../../../src/protocol/server/conversationCodec.suite.ts'
import { type Connect, isQuiet, type Move, showMove } from './moves.ts'
import { dial, hangUp, next, send, type Wire } from './wire.ts'

/** Servers by their ports, the leader first. */
export type Ensemble = { readonly ports: readonly number[] }
/** What came on each connection, in its order, one line an item. */
export type Outcome = { readonly [session: string]: readonly string[] }

type Pending = { readonly xid: number; readonly step: Step }
type Talker = {
  readonly wire: Wire
  readonly id: bigint
  readonly password: Uint8Array
  readonly pending: Pending[]
  readonly lines: string[]
  xid: number
  /** Its end is written down, or was our own doing. */
  isOver: boolean
}
type Talk = {
  readonly ensemble: Ensemble
  readonly root: string
  readonly admins: readonly Talker[]
  readonly talkers: Map<string, Talker>
  /** Every session that was made, by id: its letter and its password. */
  readonly owners: Map<bigint, { readonly name: string; readonly password: Uint8Array }>
  base: bigint
}

const NUDGE_MS = 400
/** A server that answers pings and nothing else is stuck: so long it is waited for. */
const STUCK_MS = 20_000
const CONTAINER = -0x8000000000000000n
const EVENT_NAMES: { readonly [type: number]: string } = {
  1: 'created',
  2: 'deleted',
  3: 'dataChanged',
  4: 'childrenChanged',
}

function ownerText(talk: Talk, owner: bigint): unknown {
  if (owner === 0n) return 0
  const known = talk.owners.get(owner)
  if (known !== undefined) return known.name
  if (owner === CONTAINER) return 'container'
  return ((owner >> 56n) & 0xffn) === 0xffn ? { ttl: Number(owner & 0xffffffffffn) } : 'other'
}

/** A stat of a node that the system made itself says nothing that two ensembles have in common. */
function showStat(talk: Talk, stat: RawStat): unknown {
  const { ctime = 0n, mtime = 0n, czxid = 0n, mzxid = 0n, pzxid = 0n, ephemeralOwner = 0n, ...rest } = stat
  if (BigInt(czxid) < talk.base) return 'older'
  return {
    ...rest,
    czxid: Number(BigInt(czxid) - talk.base),
    mzxid: Number(BigInt(mzxid) - talk.base),
    pzxid: Number(BigInt(pzxid) - talk.base),
    mtime: czxid === mzxid ? mtime === ctime : 'later',
    ephemeralOwner: ownerText(talk, BigInt(ephemeralOwner)),
  }
}

function fill(talk: Talk, step: Step): Step {
  const text = JSON.stringify(step, (_key, item: unknown) =>
    typeof item === 'string' && /^(\/zookeeper\/quota)?\$(\/|$)/.test(item) ? item.replace('$', talk.root) : item,
  )
  const filled: Step = JSON.parse(text)
  if (filled.zxid === undefined) return filled
  return { ...filled, zxid: Number(talk.base) + filled.zxid }
}

function payloadOf(talk: Talk, xid: number, step: Step): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  if (step.op === 'raw') {
    writer.int(step.type ?? 0)
    writer.raw(fromHex(step.hex ?? ''))
  } else {
    writer.int(codeOf(step.op))
    if (step.op !== 'ping') writer.raw(encodeBody(fill(talk, step)))
  }
  return writer.bytes()
}

function xidOf(talker: Talker, step: Step): number {
  if (step.op === 'auth') return SpecialXid.auth
  if (step.op === 'ping') return SpecialXid.ping
  if (step.op.startsWith('setWatches')) return SpecialXid.setWatches
  talker.xid += 1
  return talker.xid
}

function zxidText(talk: Talk, zxid: bigint): number {
  return Number(zxid > 0n ? zxid - talk.base : zxid)
}

const LISTS = new Set(['getChildren', 'getChildren2', 'getAllChildrenNumber'])

/** Whether the answer tells what other conversations left behind. */
function showsOthers(step: Step): boolean {
  if (step.op === 'multiRead') return (step.ops ?? []).some(showsOthers)
  return LISTS.has(step.op) && ['/', '', '/zookeeper', '/zookeeper/quota'].includes(step.path ?? '')
}

/** whoAmI tells a hash set: its order means nothing. */
function inOneOrder(result: object): object {
  if (!('ids' in result) || !Array.isArray(result.ids)) return result
  return { ids: result.ids.map((id) => JSON.stringify(id)).sort() }
}

function bodyText(talk: Talk, step: Step, reader: Reader): unknown {
  const start = reader.remaining
  if (start === 0) return undefined
  if (showsOthers(step)) return 'not compared'
  try {
    if (step.op === 'raw') return { bytes: start }
    const result = inOneOrder(decodeResult(step.op, reader, (stat) => showStat(talk, stat)))
    return reader.remaining > 0 ? { ...result, trailing: toHex(reader.raw(reader.remaining)) } : result
  } catch (error) {
    if (error instanceof ProtocolError) return { unreadable: start }
    throw error
  }
}

/** One frame as a line: an event, or the answer to the oldest request with its xid. */
function lineOf(talk: Talk, talker: Talker, payload: Uint8Array): string {
  const reader = new Reader(payload)
  const [xid, zxid, err] = [reader.int(), reader.long(), reader.int()]
  if (xid === SpecialXid.notification) {
    const [type, state, path] = [reader.int(), reader.int(), reader.ustring() ?? '']
    return `event ${EVENT_NAMES[type] ?? type} ${state} ${zxid} ${JSON.stringify(path.replace(talk.root, '$'))}`
  }
  const at = talker.pending.findIndex((item) => item.xid === xid)
  const item = talker.pending[at]
  if (item === undefined) return `an answer to nothing: xid ${xid}`
  const early = at > 0 ? `before ${at} others ` : ''
  talker.pending.splice(at, 1)
  const body = bodyText(talk, item.step, reader)
  const text = body === undefined ? '' : ` ${JSON.stringify(body).replaceAll(talk.root, '$')}`
  return `${early}${item.step.op} ${errorText(err)} ${zxidText(talk, zxid)}${text}`
}

function post(talk: Talk, talker: Talker, steps: readonly Step[]): void {
  const payloads = steps.map((step) => {
    const xid = xidOf(talker, step)
    talker.pending.push({ xid, step })
    return payloadOf(talk, xid, step)
  })
  send(talker.wire, payloads)
}

/**
 * A server of 3.8.0 now and then leaves an answer lying until its next request: it gets one. `since` (performance.now) is when
 * the waiting began: the answers to such requests are none to what was asked.
 */
async function nextOrNudge(talk: Talk, talker: Talker, since: number): Promise<Uint8Array | 'closed' | 'silent'> {
  if (performance.now() - since > STUCK_MS) return 'silent'
  const payload = await next(talker.wire, NUDGE_MS)
  if (payload !== 'silent') return payload
  for (const admin of talk.admins) post(talk, admin, [{ op: 'ping' }])
  return next(talker.wire)
}

/** Writes down what comes until every request has its answer, or the other side closes. */
async function hear(talk: Talk, talker: Talker): Promise<void> {
  const since = performance.now()
  while (talker.pending.length > 0) {
    const payload = await nextOrNudge(talk, talker, since)
    if (typeof payload === 'string') {
      talker.pending.length = 0
      leave(talker)
      return void talker.lines.push(payload)
    }
    talker.lines.push(lineOf(talk, talker, payload))
  }
}

/** Ends the connection from our side. */
function leave(talker: Talker): void {
  talker.isOver = true
  hangUp(talker.wire)
}

/** A handshake; undefined: refused without an answer. */
async function greet(
  ensemble: Ensemble,
  server: number,
  hello: { readonly seen: bigint; readonly timeout: number; readonly id: bigint; readonly password: Uint8Array },
): Promise<{ readonly talker: Talker; readonly timeout: number } | undefined> {
  const wire = await dial(ensemble.ports[server] ?? 0)
  const writer = new Writer()
  writer.int(0)
  writer.long(hello.seen)
  writer.int(hello.timeout)
  writer.long(hello.id)
  writer.buffer(hello.password)
  writer.boolean(false)
  send(wire, [writer.bytes()])
  const payload = await next(wire)
  if (typeof payload === 'string') return undefined
  const reader = new Reader(payload)
  const [, timeout, id, password] = [reader.int(), reader.int(), reader.long(), reader.buffer() ?? new Uint8Array()]
  return { talker: { wire, id, password, pending: [], lines: [], xid: 0, isOver: false }, timeout }
}

const NOBODY = { seen: 0n, id: 0n, password: new Uint8Array(16) }

async function connect(talk: Talk, move: Connect): Promise<void> {
  const known = talk.talkers.get(move.s)
  const old = move.resume === true ? known : undefined
  const greeted = await greet(talk.ensemble, move.server, {
    seen: move.seen === undefined ? 0n : talk.base + BigInt(move.seen),
    timeout: move.timeout,
    id: old?.id ?? 0n,
    password: move.badPassword === true ? new Uint8Array(16).fill(1) : (old?.password ?? NOBODY.password),
  })
  if (greeted === undefined) return void known?.lines.push('connect refused')
  const { talker, timeout } = greeted
  if (known !== undefined && !known.isOver) {
    const older = talk.talkers.get(`${move.s}'`)
    if (older !== undefined) leave(older)
    talk.talkers.set(`${move.s}'`, known)
  }
  talk.talkers.set(move.s, talker)
  const fresh = talker.id !== 0n && !talk.owners.has(talker.id)
  if (fresh) talk.owners.set(talker.id, { name: `${move.s}${talk.owners.size}`, password: talker.password })
  talker.lines.push(
    `connect ${timeout} ${talker.id === 0n ? 'none' : fresh ? 'new' : 'same'} ${talker.password.length}`,
  )
}

async function act(talk: Talk, move: Move): Promise<void> {
  if (move.do === 'connect') return connect(talk, move)
  const talker = talk.talkers.get(move.s)
  if (talker === undefined) return
  if (move.do === 'drop') return leave(talker)
  if (talker.isOver) return
  post(talk, talker, move.asks)
  return hear(talk, talker)
}

/** Lets everybody hear what the move caused. */
async function settle(talk: Talk): Promise<void> {
  for (const admin of talk.admins) post(talk, admin, [{ op: 'sync', path: '/' }])
  await Promise.all(talk.admins.map((admin) => hear(talk, admin)))
  const lost = talk.admins.find((admin) => admin.isOver)
  if (lost !== undefined) throw new Error(`server ${talk.admins.indexOf(lost)}: ${lost.lines.join(', ')}`)
  const open = [...talk.talkers.values()].filter((talker) => !talker.isOver)
  for (const talker of open) post(talk, talker, [{ op: 'ping' }])
  await Promise.all(open.map((talker) => hear(talk, talker)))
}

/**
 * What the end of a session removes goes in the order of a hash set: only which events came is compared, not their order.
 */
function outcomeOf(talk: Talk, move: Move): Outcome {
  const isEnd = move.do === 'ask' && move.asks.some((ask) => ask.op === 'closeSession')
  const outcome: { [name: string]: readonly string[] } = {}
  for (const [name, talker] of talk.talkers) {
    const lines = talker.lines.splice(0)
    if (lines.length > 0) outcome[name] = isEnd ? lines.sort() : lines
  }
  return outcome
}

/** The answer to one request that nobody compares; whatever else comes before it is passed over. */
async function answerTo(talk: Talk, talker: Talker, step: Step): Promise<Reader> {
  talker.xid += 1
  const { xid } = talker
  send(talker.wire, [payloadOf(talk, xid, step)])
  const since = performance.now()
  for (;;) {
    const payload = await nextOrNudge(talk, talker, since)
    if (typeof payload === 'string') throw new Error(`a server is ${payload} at ${step.op}`)
    const reader = new Reader(payload)
    if (reader.int() === xid) return reader
  }
}

async function adminAt(ensemble: Ensemble, server: number): Promise<Talker> {
  const greeted = await greet(ensemble, server, { ...NOBODY, timeout: 40_000 })
  if (greeted === undefined) throw new Error(`server ${server} refuses`)
  return greeted.talker
}

/** Where the quotas of the conversation's own nodes are. */
function quotaRoot(talk: Talk): string {
  return `/zookeeper/quota${talk.root}`
}

/** Removes a node and all below it, whatever is in the way. */
async function wipe(talk: Talk, admin: Talker, path: string): Promise<void> {
  const reader = await answerTo(talk, admin, { op: 'getChildren', path })
  reader.raw(8)
  if (reader.int() !== 0) return
  const children = Array.from({ length: reader.int() }, () => reader.ustring() ?? '')
  for (const child of children) await wipe(talk, admin, `${path}/${child}`)
  await answerTo(talk, admin, { op: 'delete', path })
}

async function cleanUp(talk: Talk): Promise<void> {
  for (const talker of talk.talkers.values()) hangUp(talker.wire)
  for (const [id, { password }] of talk.owners) {
    const greeted = await greet(talk.ensemble, 0, { seen: 0n, timeout: 30_000, id, password })
    if (greeted === undefined || greeted.talker.id === 0n) continue
    await answerTo(talk, greeted.talker, { op: 'closeSession' }).catch(() => undefined)
    hangUp(greeted.talker.wire)
  }
  const [admin] = talk.admins
  if (admin !== undefined) for (const path of [quotaRoot(talk), talk.root]) await wipe(talk, admin, path)
  for (const talker of talk.admins) {
    await answerTo(talk, talker, { op: 'closeSession' })
    hangUp(talker.wire)
  }
}

/** Holds the conversation; one outcome a move. Throws an Error where the ensemble stops answering. */
export async function hold(ensemble: Ensemble, name: string, moves: readonly Move[]): Promise<readonly Outcome[]> {
  const admins: Talker[] = []
  for (const server of ensemble.ports.keys()) admins.push(await adminAt(ensemble, server))
  const talk: Talk = { ensemble, root: `/${name}`, admins, talkers: new Map(), owners: new Map(), base: 0n }
  const [admin] = admins
  if (admin === undefined) throw new Error('no server')
  admin.xid += 1
  const proof: Step = { op: 'auth', scheme: 'digest', auth: 'super:test' }
  send(admin.wire, [payloadOf(talk, SpecialXid.auth, proof)])
  await next(admin.wire)
  for (const path of [quotaRoot(talk), talk.root]) await wipe(talk, admin, path)
  const reader = await answerTo(talk, admin, { op: 'create', path: talk.root, data: null })
  talk.base = reader.long()
  if (reader.int() !== 0) throw new Error(`${talk.root} can't be made`)
  const outcomes: Outcome[] = []
  for (const move of moves) {
    try {
      await act(talk, move)
      if (!isQuiet(move)) await settle(talk)
    } catch (cause) {
      throw new Error(`after ${showMove(move)}: ${cause instanceof Error ? cause.message : 'stuck'}`, { cause })
    }
    outcomes.push(outcomeOf(talk, move))
  }
  await cleanUp(talk)
  return outcomes
}
