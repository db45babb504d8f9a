/**
 * Something good happens: while a majority of the voters runs undisturbed, a leader serves before long, and a client that
 * stays connected to a server is answered. What a server appends to its log reaches its disk before long, or the server ends:
 * one whose disk has failed must not go on (ZOOKEEPER-3701). The bound is generous, and anything that breaks or is mended begins it anew: a
 * checker that sees only the trace can't know how slow a network is meant to be.
 */
import { formatZxid, type Millis, type NodeName, type ServerId, serverNode, type Zxid } from '../../ground/ids.ts'
import { votersOf } from '../../protocol/membership.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isServer, judged, type Violation } from './checker.ts'
import { type ByXid, createByXid, putXid, takeXid } from './xids.ts'

/** Undisturbed time after which an ensemble must have a leader, and a request its answer. */
export const PATIENCE_MS: Millis = 120_000

export type LivenessState = Counted & {
  voters: readonly ServerId[]
  readonly running: Set<NodeName>
  readonly frozen: Set<NodeName>
  readonly cut: Set<string>
  /** Messages that are stopped by hand, with all behind them on their link: sender and number. */
  readonly held: Set<string>
  /** Since when nothing was broken or mended. */
  calmSince: Millis
  readonly leaders: Set<NodeName>
  /** Since when there has been none. */
  leaderlessSince: Millis | undefined
  readonly asked: Map<NodeName, ByXid<Millis>>
  /** What each voter has appended and not flushed: since when, and up to where; undefined where all of it is flushed. */
  readonly unflushed: Map<NodeName, { since: Millis; upTo: Zxid | undefined }>
  readonly observing: Set<NodeName>
}

export function createLiveness(): LivenessState {
  const sets = {
    running: new Set<NodeName>(),
    frozen: new Set<NodeName>(),
    cut: new Set<string>(),
    held: new Set<string>(),
  }
  const maps = { leaders: new Set<NodeName>(), asked: new Map<NodeName, ByXid<Millis>>(), unflushed: new Map() }
  return { count: 0, voters: [], ...sets, calmSince: 0, ...maps, observing: new Set(), leaderlessSince: undefined }
}

export function observeLiveness(state: LivenessState, happening: Happening): Violation | undefined {
  take(state, happening)
  if (state.leaders.size > 0) state.leaderlessSince = undefined
  else state.leaderlessSince ??= happening.at
  return judged('liveness', happening, tooLong(state, happening))
}

export function missLiveness(state: LivenessState, node: NodeName): void {
  state.asked.delete(node)
  state.leaders.delete(node)
  state.unflushed.delete(node)
}

/** Notes what is told. What comes often is asked for first. */
function take(state: LivenessState, happening: Happening): void {
  const { at, node, event } = happening
  switch (event.type) {
    case 'appended':
      return onAppended(state, at, node, event.zxid)
    case 'durable':
      return onDurable(state, at, node, event.zxid)
    case 'sent': {
      if (event.xid <= 0) return
      const own = state.asked.get(node) ?? createByXid<Millis>()
      state.asked.set(node, own)
      putXid(own, event.xid, at)
      return
    }
    case 'answered': {
      const own = state.asked.get(node)
      if (own !== undefined && takeXid(own, event.xid) !== undefined) state.count += 1
      return
    }
    case 'disconnected':
    case 'expired':
    case 'clientStopped':
      state.asked.delete(node)
      return
    case 'serving':
      if (event.role !== 'leading') return
      if (state.leaderlessSince !== undefined || state.leaders.size === 0) state.count += 1
      state.leaders.add(node)
      return
    case 'roleChanged':
      state.leaders.delete(node)
      state.unflushed.delete(node)
      if (event.role === 'observing') state.observing.add(node)
      else state.observing.delete(node)
      return
    case 'reloaded':
      state.unflushed.delete(node)
      return
    case 'applied':
    case 'acked':
    case 'requested':
    case 'replied':
    case 'messageSent':
      return
    default:
      if (isDisturbed(state, happening)) state.calmSince = at
  }
}

/** Notes what was broken or mended; whether anything was. */
function isDisturbed(state: LivenessState, { node, event }: Happening): boolean {
  switch (event.type) {
    case 'booted':
      state.running.add(node)
      state.voters = event.voters
      state.unflushed.delete(node)
      return true
    case 'configActivated':
      state.voters = votersOf({ version: event.version, members: event.members })
      return true
    case 'nodeEnded':
      for (const table of [state.running, state.frozen, state.asked, state.leaders, state.unflushed]) table.delete(node)
      return true
    case 'nodeFrozen':
      state.frozen.add(node)
      return true
    case 'nodeThawed':
      state.frozen.delete(node)
      return true
    case 'linkCut':
      state.cut.add(`${event.from} ${event.to}`)
      return true
    case 'linksHealed':
      state.cut.clear()
      return true
    case 'linkHealed':
      state.cut.delete(`${event.from} ${event.to}`)
      return true
    case 'messageHeld':
      if (event.held) state.held.add(`${event.from} ${event.seq}`)
      else state.held.delete(`${event.from} ${event.seq}`)
      return true
    case 'messageLost':
      state.held.delete(`${event.from} ${event.seq}`)
      return true
    case 'messageDelivered':
      return state.held.size > 0 && state.held.delete(`${event.from} ${event.seq}`)
    case 'linkDelayed':
    case 'linkStalled':
    case 'diskTroubled':
    case 'clockSkewed':
    case 'nodeStarted':
    case 'diskFate':
    case 'commandTaken':
      return true
    default:
      return false
  }
}

/** Whether a majority of the voters runs and nothing stands between any nodes. */
function isWell({ voters, running, frozen, cut, held }: LivenessState): boolean {
  const well = voters.map(serverNode).filter((voter) => running.has(voter) && !frozen.has(voter))
  return cut.size === 0 && held.size === 0 && frozen.size === 0 && well.length > voters.length / 2
}

/** What is appended is followed until it is durable. Observers acknowledge nothing: nobody waits for what they flush. */
function onAppended(state: LivenessState, at: Millis, node: NodeName, zxid: Zxid): void {
  if (state.observing.size > 0 && state.observing.has(node)) return
  const open = state.unflushed.get(node)
  if (open === undefined) state.unflushed.set(node, { since: at, upTo: zxid })
  else {
    if (open.upTo === undefined) open.since = at
    open.upTo = zxid
  }
}
function onDurable(state: LivenessState, at: Millis, node: NodeName, zxid: Zxid): void {
  const open = state.unflushed.get(node)
  if (open?.upTo === undefined) return
  if (zxid >= open.upTo) open.upTo = undefined
  else open.since = at
}

function tooLong(state: LivenessState, { at, node }: Happening): string | undefined {
  if (at - state.calmSince < PATIENCE_MS || state.voters.length === 0 || !isWell(state)) return undefined
  const seconds = PATIENCE_MS / 1000
  const { leaderlessSince } = state
  if (leaderlessSince !== undefined && at - leaderlessSince >= PATIENCE_MS) {
    state.calmSince = at
    return `a majority of ${state.voters.length} voters runs undisturbed, and for ${seconds} s no leader serves`
  }
  const open = state.unflushed.get(node)
  if (open?.upTo !== undefined && at - open.since >= PATIENCE_MS) {
    state.unflushed.delete(node)
    return `${node} goes on, though nothing has reached its disk for ${seconds} s: ${formatZxid(open.upTo)} waits`
  }
  if (isServer(node)) return undefined
  const asked = state.asked.get(node)
  if (asked === undefined || !(at - (asked.values[0] ?? at) >= PATIENCE_MS)) return undefined
  state.asked.delete(node)
  return `${node} has waited ${seconds} s for the answer to request ${asked.xids[0]}, undisturbed`
}
