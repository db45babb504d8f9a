/**
 * What a sync promises, and no more: when it is answered, the server has everything that was answered to anybody before the
 * sync was sent, if the leader that it went through is the newest. Leaders don't ask a majority about a sync
 * (ZOOKEEPER-2136; apache/zookeeper PR 2069): one that is deposed and does not know may answer with less. That is noted.
 */
import { type Epoch, epochOf, formatZxid, type NodeName, serverNode } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { allow, type Counted, isWipe, judged, type Violation } from './checker.ts'
import { type Answered, createAnswered, spanOf } from './realTime.ts'
import { bestBefore, createSpans, noteSpan, type Span } from './spans.ts'

export type SyncsState = Counted & {
  readonly answered: Answered
  /** Whether what is answered is its own table: else whose it is has heard of it before, and notes the writes. */
  readonly isAlone: boolean
  /** The server of each client, and the epoch that each server serves in. */
  readonly servers: Map<NodeName, NodeName>
  readonly epochs: Map<NodeName, Epoch>
}

export function createSyncs(answered?: Answered): SyncsState {
  const [own, isAlone] = [answered ?? createAnswered(), answered === undefined]
  return { count: 0, answered: own, isAlone, servers: new Map(), epochs: new Map() }
}

export function observeSyncs(state: SyncsState, happening: Happening): Violation | undefined {
  const { node, event } = happening
  const { answered } = state
  if (isWipe(event) && state.isAlone) answered.spans = createSpans()
  if (event.type === 'serving') state.epochs.set(node, event.epoch)
  if (event.type === 'connected') state.servers.set(node, serverNode(event.server))
  const span = state.isAlone ? spanOf(answered, happening) : answered.span
  if (span === undefined || event.type !== 'answered') return undefined
  if (event.op === 'sync') return judged('syncs', happening, onSync(state, happening, span))
  if (state.isAlone) noteSpan(answered.spans, span)
  return undefined
}

export function missSyncs(state: SyncsState, node: NodeName): void {
  state.answered.underway.delete(node)
  state.epochs.delete(node)
}

function onSync(state: SyncsState, happening: Happening, { node, sentAt, zxid }: Span): string | undefined {
  state.count += 1
  const due = bestBefore(state.answered.spans, sentAt)
  if (due === undefined || due.zxid <= zxid) return undefined
  const server = state.servers.get(node)
  const epoch = server === undefined ? undefined : state.epochs.get(server)
  const what = `${node} synced up to ${formatZxid(zxid)}, but ${formatZxid(due.zxid)} was answered before it asked`
  if (epoch !== undefined && epoch >= epochOf(due.zxid)) return what
  allow(state, happening, `${what}: its leader was deposed and did not know`)
  return undefined
}
