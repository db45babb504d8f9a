/** Hand-made histories for the checkers' tests: lines of a trace, written short. */
import {
  clientNode,
  type Epoch,
  epoch,
  epochOf,
  epochStart,
  type LinkId,
  linkId,
  type NodeName,
  type ServerId,
  type SessionId,
  serverId,
  serverNode,
  sessionIdFrom,
  ZXID_NONE,
  type Zxid,
  zxidOf,
} from '../../ground/ids.ts'
import type { OpName, WatchEventName } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { type Txn, txnOpCode } from '../../ground/jute/txns.ts'
import type { Member } from '../../protocol/membership.ts'
import type { WatchKind } from '../../protocol/trace.ts'
import type { Happening } from '../engine.ts'
import { CHECKER_NAMES, CHECKERS, type CheckerName, type Checkers, createCheckers, observeAll } from './checkers.ts'

export type Line = readonly [node: NodeName, event: Happening['event']]
/** A pause between lines, in milliseconds: each line else is one later than the last. */
export type Pause = { readonly waitMs: number }
export type History = readonly (Line | Pause)[]

const ids = [1, 2, 3].map(serverId)
export const s1: NodeName = serverNode(serverId(1))
export const s2: NodeName = serverNode(serverId(2))
export const s3: NodeName = serverNode(serverId(3))
export const cA: NodeName = clientNode('A')
export const cB: NodeName = clientNode('B')
export const linkA: LinkId = linkId('cA.1.1')
export const sessionA: SessionId = sessionIdFrom(0x100n)
export const sessionB: SessionId = sessionIdFrom(0x200n)
export const sessionC: SessionId = sessionIdFrom(0x300n)
export const linkOf = (name: string): LinkId => linkId(name)
export const z = (e: number, counter: number): Zxid => zxidOf(epoch(e), counter)
export const e = (value: number): Epoch => epoch(value)
export const idOf = (node: NodeName): ServerId => serverId(Number(node.slice(1)))

export const wait = (waitMs: number): Pause => ({ waitMs })
export const line = (node: NodeName, event: Happening['event']): Line => [node, event]

/** A server starts on a disk that ends with `last`. */
export function boots(node: NodeName, last: Zxid = z(0, 0), accepted?: number, current?: number): Line {
  const event = {
    lastZxid: last,
    acceptedEpoch: e(accepted ?? epochOf(last)),
    currentEpoch: e(current ?? epochOf(last)),
    voters: ids,
  }
  return [node, { type: 'booted', znodes: 5, incarnation: 1, tornBytes: 0, ...event }]
}
export const allBoot = (last?: Zxid): readonly Line[] => [boots(s1, last), boots(s2, last), boots(s3, last)]
/** `node` sees a membership of `voters` proposed, or goes by it. */
export function sees(node: NodeName, version: Zxid, voters: readonly number[]): Line {
  return [node, { type: 'configPending', version, members: membersOf(voters) }]
}
export function goesBy(node: NodeName, version: Zxid, voters: readonly number[]): Line {
  return [node, { type: 'configActivated', version, members: membersOf(voters), how: 'committed' }]
}
function membersOf(voters: readonly number[]): readonly Member[] {
  return voters.map((id) => ({ id: serverId(id), type: 'participant' }))
}
export const promises = (node: NodeName, n: number): Line => [node, { type: 'promised', epoch: e(n) }]
export const establishes = (node: NodeName, n: number): Line => [node, { type: 'epochEstablished', epoch: e(n) }]
export function becomes(node: NodeName, role: 'leading' | 'following' | 'looking'): Line {
  return [node, { type: 'roleChanged', role, leader: undefined, reason: 'for the story' }]
}
export const synchronizes = (node: NodeName, n: number): Line => [
  node,
  { type: 'phaseChanged', phase: 'synchronization', epoch: e(n) },
]
export const serves = (node: NodeName, n: number, role: 'leading' | 'following' = 'following'): Line => [
  node,
  { type: 'serving', role, epoch: e(n), zxid: epochStart(e(n)) },
]
/** `leader` and `follower` go through discovery and synchronisation as they should. */
export function reign(leader: NodeName, follower: NodeName, n: number): readonly Line[] {
  return [
    becomes(leader, 'leading'),
    becomes(follower, 'following'),
    promises(leader, n),
    synchronizes(follower, n),
    promises(follower, n),
    synchronizes(leader, n),
    establishes(leader, n),
    establishes(follower, n),
    serves(leader, n, 'leading'),
    serves(follower, n),
  ]
}

/** A transaction of session A with xid = the counter of its zxid, unless told otherwise. */
export type Made = { readonly session?: SessionId; readonly xid?: number; readonly ephemerals?: number }
function body(zxid: Zxid, txn: Txn, made: Made) {
  const cxid = made.xid ?? Number(zxid & 0xffffn)
  const header = { clientId: made.session ?? sessionA, cxid, zxid, time: 0, type: txnOpCode(txn) }
  return { zxid, header, txn }
}
export const proposes = (node: NodeName, zxid: Zxid, txn: Txn = set('/a'), made: Made = {}): Line => [
  node,
  { type: 'proposed', ...body(zxid, txn, made) },
]
/** `digest` is the tree's and the one foretold. */
export function applies(node: NodeName, zxid: Zxid, txn: Txn = set('/a'), made: Made = {}, digest = zxid + 7n): Line {
  const { ephemerals = 0 } = made
  return [node, { type: 'applied', ...body(zxid, txn, made), digest, expected: zxid + 7n, ephemerals }]
}
export const appends = (node: NodeName, zxid: Zxid): Line => [node, { type: 'appended', zxid }]
export const flushes = (node: NodeName, zxid: Zxid): Line => [node, { type: 'durable', zxid }]
export const stores = (node: NodeName, zxid: Zxid): readonly Line[] => [appends(node, zxid), flushes(node, zxid)]
export const counts = (leader: NodeName, zxid: Zxid, from: NodeName): Line => [
  leader,
  { type: 'acked', zxid, from: idOf(from) },
]
export const commits = (leader: NodeName, zxid: Zxid): Line => [leader, { type: 'committed', zxid, acks: [] }]
export const truncates = (node: NodeName, zxid: Zxid, lost: readonly Zxid[]): readonly Line[] => [
  [node, { type: 'truncated', zxid, lost }],
  reloads(node, zxid),
]
export const reloads = (node: NodeName, zxid: Zxid): Line => [node, { type: 'reloaded', zxid, znodes: 5 }]
export const dies = (node: NodeName): Line => [node, { type: 'nodeEnded', how: 'killed', reason: 'for the story' }]
export const isWiped = (node: NodeName): Line => [node, { type: 'diskFate', fate: 'wipe' }]

export const set = (path: string): Txn => ({ type: 'setData', path, data: null, version: 1 })
export const create = (path: string, parentCVersion = 1, ephemeral = false): Txn => ({
  type: 'create',
  withStat: false,
  path,
  data: null,
  acl: OPEN_ACL,
  ephemeral,
  parentCVersion,
})
export const closing: Txn = { type: 'closeSession', paths: [] }

// ── Clients ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const connects = (client: NodeName, server: NodeName, session: SessionId = sessionA, resumed = false): Line => [
  client,
  { type: 'connected', server: idOf(server), session, timeoutMs: 4000, resumed },
]
export const disconnects = (client: NodeName, server: NodeName): Line => [
  client,
  { type: 'disconnected', server: idOf(server), reason: 'for the story' },
]
export const sends = (client: NodeName, xid: number, op: OpName = 'setData'): Line => [
  client,
  { type: 'sent', xid, op, path: '/a' },
]
export const hears = (client: NodeName, xid: number, zxid: Zxid, op: OpName = 'setData'): Line => [
  client,
  { type: 'answered', xid, op, path: '/a', error: zxid === ZXID_NONE ? 'connectionLoss' : 'ok', zxid, tookMs: 1 },
]
export const isTold = (client: NodeName, event: WatchEventName, path: string): Line => [
  client,
  { type: 'watchEvent', event, path },
]
export const opens = (server: NodeName, resumed = false, session: SessionId = sessionA): Line => [
  server,
  { type: 'sessionOpened', link: linkA, session, timeoutMs: 4000, resumed },
]
export const asks = (server: NodeName, xid: number, op: OpName = 'getData', path = '/a'): Line => [
  server,
  { type: 'requested', link: linkA, session: sessionA, xid, op, path },
]
export const answers = (server: NodeName, xid: number, zxid: Zxid, op: OpName = 'getData'): Line => [
  server,
  { type: 'replied', link: linkA, session: sessionA, xid, op, zxid, error: 'ok' },
]
export const watches = (server: NodeName, kind: WatchKind, path = '/a'): Line => [
  server,
  { type: 'watchSet', link: linkA, session: sessionA, path, kind },
]
export const fires = (
  server: NodeName,
  zxid: Zxid,
  event: WatchEventName = 'nodeDataChanged',
  path = '/a',
  oneShot = true,
): Line => [server, { type: 'watchFired', link: linkA, session: sessionA, path, event, zxid, oneShot }]
export const expires = (server: NodeName, session: SessionId = sessionA): Line => [
  server,
  { type: 'sessionExpired', session },
]

// ── Judging ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const isPause = (entry: Line | Pause): entry is Pause => 'waitMs' in entry

/** The happenings of a history: the first at 1 ms. */
export function happenings(history: History): readonly Happening[] {
  let at = 0
  let index = 0
  const all: Happening[] = []
  for (const entry of history) {
    if (isPause(entry)) {
      at += entry.waitMs
      continue
    }
    at += 1
    all.push({ at, node: entry[0], index: index++, event: entry[1] })
  }
  return all
}

/** The first thing that one family finds wrong, and where: undefined where nothing is. */
export function findingOf<K extends CheckerName>(
  name: K,
  history: History,
): { readonly reason: string; readonly line: number; readonly count: number } | undefined {
  const family: { create: () => Checkers[K]; observe: (typeof CHECKERS)[K]['observe'] } = CHECKERS[name]
  const state = family.create()
  for (const [index, happening] of happenings(history).entries()) {
    const violation = family.observe(state, happening)
    if (violation !== undefined) return { reason: violation.reason, line: index, count: state.count }
  }
  return undefined
}

/** What all families together find wrong with a history. */
export function allFindings(history: History): { readonly reasons: readonly string[]; readonly checkers: Checkers } {
  const checkers = createCheckers()
  const reasons = happenings(history).flatMap((happening) =>
    observeAll(checkers, happening).map(({ checker, reason }) => `${checker}: ${reason}`),
  )
  return { reasons, checkers }
}

/** A checker by its name; throws where there is none. */
export function nameOf(name: string): CheckerName {
  const found = CHECKER_NAMES.find((known) => known === name)
  if (found === undefined) throw new Error(`no checker is called ${name}`)
  return found
}
