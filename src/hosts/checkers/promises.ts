/**
 * Promises kept (Zab's discovery and synchronisation; ZOOKEEPER-4643, 4646): what a server wrote into acceptedEpoch and
 * currentEpoch holds over crashes, nobody follows a leader of an older epoch, and a leader goes on only when a majority has
 * its part on disk: acceptedEpoch before it synchronises, currentEpoch (with the history under it) before it serves.
 */
import { type Epoch, epochOf, formatZxid, type NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, hasLeft, isFreshStart, isWipe, judged, type Of, type Violation } from './checker.ts'
import {
  agree,
  createElectorates,
  type Electorates,
  electoratesOf,
  followElectorates,
  votersIn,
} from './electorates.ts'

/** The two epochs as they are on the server's disk, as far as the trace told. */
type Epochs = { accepted: Epoch; current: Epoch; leads: boolean }
export type PromisesState = Counted & {
  readonly electorates: Electorates
  readonly servers: Map<NodeName, Epochs>
  /** Who had the epoch on disk, ever. */
  readonly promised: Map<Epoch, Set<NodeName>>
  readonly established: Map<Epoch, Set<NodeName>>
  /** Servers of whose present life lines are lost. */
  readonly missed: Set<NodeName>
}

export function createPromises(): PromisesState {
  const maps = { servers: new Map(), promised: new Map(), established: new Map(), missed: new Set<NodeName>() }
  return { count: 0, electorates: createElectorates(), ...maps }
}

export function observePromises(state: PromisesState, happening: Happening): Violation | undefined {
  return judged('promises', happening, rule(state, happening))
}

function rule(state: PromisesState, happening: Happening): string | undefined {
  const { node, event } = happening
  followElectorates(state.electorates, happening)
  if (event.type === 'booted') return onBooted(state, node, event)
  if (isWipe(event) || isFreshStart(event) || hasLeft(event)) {
    state.servers.delete(node)
    return undefined
  }
  const own = state.servers.get(node)
  if (own === undefined) return undefined
  switch (event.type) {
    case 'roleChanged':
      own.leads = event.role === 'leading'
      return undefined
    case 'promised':
      return onPromised(state, node, own, event.epoch)
    case 'epochEstablished':
      return onEstablished(state, node, own, event.epoch)
    case 'phaseChanged':
      return event.phase === 'synchronization' ? onSynchronization(state, node, own, event.epoch) : undefined
    case 'serving':
      return onServing(state, node, own, event)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: what it promised last is told when it starts again, and until then it may have promised anything. */
export function missPromises(state: PromisesState, node: NodeName): void {
  state.servers.delete(node)
  state.missed.add(node)
}

function onBooted(state: PromisesState, node: NodeName, event: Of<'booted'>): string | undefined {
  const { acceptedEpoch: accepted, currentEpoch: current, lastZxid } = event
  const before = state.servers.get(node)
  state.servers.set(node, { accepted, current, leads: false })
  state.missed.delete(node)
  // What it finds on its disk it has promised.
  ensure(state.promised, accepted, () => new Set()).add(node)
  ensure(state.established, current, () => new Set()).add(node)
  if (accepted < current) return `${node} starts with acceptedEpoch ${accepted} below its currentEpoch ${current}`
  if (epochOf(lastZxid) > accepted) {
    return `${node} starts with ${formatZxid(lastZxid)} in its log, but has accepted no epoch beyond ${accepted}`
  }
  if (before === undefined) return undefined
  state.count += 1
  if (accepted < before.accepted) {
    return `${node} starts with acceptedEpoch ${accepted}, but it had promised epoch ${before.accepted}`
  }
  if (current < before.current) {
    return `${node} starts with currentEpoch ${current}, but it had established epoch ${before.current}`
  }
  return undefined
}

function onPromised(state: PromisesState, node: NodeName, own: Epochs, epoch: Epoch): string | undefined {
  state.count += 1
  const before = own.accepted
  own.accepted = epoch
  ensure(state.promised, epoch, () => new Set()).add(node)
  if (epoch === before) return `${node} promises epoch ${epoch} twice: once is all it may`
  return epoch < before ? `${node} promises epoch ${epoch} after it promised epoch ${before}` : undefined
}

function onEstablished(state: PromisesState, node: NodeName, own: Epochs, epoch: Epoch): string | undefined {
  state.count += 1
  const before = own.current
  own.current = epoch
  ensure(state.established, epoch, () => new Set()).add(node)
  if (epoch < before) return `${node} goes back from currentEpoch ${before} to ${epoch}`
  return epoch > own.accepted
    ? `${node} establishes epoch ${epoch}, but it has accepted only ${own.accepted}`
    : undefined
}

function onSynchronization(state: PromisesState, node: NodeName, own: Epochs, epoch: Epoch): string | undefined {
  state.count += 1
  if (epoch < own.accepted) {
    return `${node} ${own.leads ? 'leads' : 'follows the leader of'} epoch ${epoch}, but it promised epoch ${own.accepted}`
  }
  if (!own.leads || isMajority(state, node, state.promised.get(epoch))) return undefined
  return `${node} takes epoch ${epoch} for its own, but only ${list(state, node, state.promised.get(epoch))} promised it on disk`
}

function onServing(state: PromisesState, node: NodeName, own: Epochs, event: Of<'serving'>): string | undefined {
  const { epoch } = event
  state.count += 1
  if (epoch < own.accepted) return `${node} serves in epoch ${epoch}, but it promised epoch ${own.accepted}`
  if (event.role !== 'leading') return undefined
  const established = state.established.get(epoch)
  if (established?.has(node) !== true) return `${node} leads epoch ${epoch} before its own currentEpoch is on disk`
  if (isMajority(state, node, established)) return undefined
  return `${node} leads epoch ${epoch}, but only ${list(state, node, established)} established it on disk`
}

/** Of the membership that the leader goes by (and, while it sees a newer one proposed, of that too, once it serves). */
function isMajority(
  { electorates, missed }: PromisesState,
  leader: NodeName,
  nodes: ReadonlySet<NodeName> | undefined,
): boolean {
  return agree(
    electoratesOf(electorates, leader).slice(0, 1),
    (voter) => nodes?.has(voter) === true || missed.has(voter),
  )
}
function list({ electorates }: PromisesState, leader: NodeName, nodes: ReadonlySet<NodeName> | undefined): string {
  const voters = votersIn(electoratesOf(electorates, leader))
  return voters.filter((voter) => nodes?.has(voter) === true).join(' and ') || 'nobody'
}
