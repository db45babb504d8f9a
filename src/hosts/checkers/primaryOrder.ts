/**
 * Primary order (Zab paper §III: Local primary order, Global primary order): a leader gives out the zxids of its epoch from
 * 1 without a gap and commits them in that order, only what it proposed itself; and nobody applies a transaction of an
 * older epoch after one of a newer.
 */
import {
  type Epoch,
  epochOf,
  epochStart,
  formatZxid,
  type NodeName,
  nextZxid,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isWipe, judged, type Violation } from './checker.ts'

/** What a serving leader proposed and committed last; at first the bare start of its epoch. */
type Reign = { readonly epoch: Epoch; proposed: Zxid; committed: Zxid }
export type PrimaryOrderState = Counted & {
  readonly reigns: Map<NodeName, Reign>
  readonly applied: Map<NodeName, { zxid: Zxid }>
  readonly missed: Set<NodeName>
}

export function createPrimaryOrder(): PrimaryOrderState {
  return { count: 0, reigns: new Map(), applied: new Map(), missed: new Set() }
}

export function observePrimaryOrder(state: PrimaryOrderState, happening: Happening): Violation | undefined {
  return judged('primaryOrder', happening, rule(state, happening))
}

function rule(state: PrimaryOrderState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) state.applied.delete(node)
      return undefined
    case 'booted':
      state.applied.set(node, { zxid: event.lastZxid })
      state.reigns.delete(node)
      state.missed.delete(node)
      return undefined
    case 'reloaded':
      state.applied.set(node, { zxid: event.zxid })
      return undefined
    case 'nodeEnded':
    case 'roleChanged':
      state.reigns.delete(node)
      return undefined
    case 'serving': {
      if (event.role !== 'leading') return undefined
      const start = epochStart(event.epoch)
      state.reigns.set(node, { epoch: event.epoch, proposed: start, committed: start })
      return undefined
    }
    case 'proposed':
      return onProposed(state, node, event.zxid)
    case 'committed':
      return onCommitted(state, node, event.zxid)
    case 'applied':
      return onApplied(state, node, event.zxid)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: its reign can't be followed. Deeds of a reign that nobody saw begin are not judged. */
export function missPrimaryOrder(state: PrimaryOrderState, node: NodeName): void {
  state.reigns.delete(node)
  state.applied.delete(node)
  state.missed.add(node)
}

function onProposed(state: PrimaryOrderState, node: NodeName, zxid: Zxid): string | undefined {
  state.count += 1
  const reign = state.reigns.get(node)
  if (reign === undefined && state.missed.has(node)) return undefined
  if (reign === undefined) return `${node} proposes ${formatZxid(zxid)}, but it leads nobody`
  const due = nextZxid(reign.proposed)
  reign.proposed = zxid
  if (epochOf(zxid) !== reign.epoch) return `${node} leads epoch ${reign.epoch} and proposes ${formatZxid(zxid)}`
  return zxid === due ? undefined : `${node} proposes ${formatZxid(zxid)} where ${formatZxid(due)} is due`
}

function onCommitted(state: PrimaryOrderState, node: NodeName, zxid: Zxid): string | undefined {
  const reign = state.reigns.get(node)
  if (reign === undefined && state.missed.has(node)) return undefined
  if (reign === undefined) return `${node} commits ${formatZxid(zxid)}, but it leads nobody`
  const due = nextZxid(reign.committed)
  reign.committed = zxid
  if (zxid > reign.proposed) return `${node} commits ${formatZxid(zxid)}, which it has not proposed`
  return zxid === due ? undefined : `${node} commits ${formatZxid(zxid)} where ${formatZxid(due)} is due`
}

function onApplied(state: PrimaryOrderState, node: NodeName, zxid: Zxid): string | undefined {
  const tip = state.applied.get(node)
  const last = tip?.zxid ?? ZXID_ZERO
  if (tip === undefined) state.applied.set(node, { zxid })
  else tip.zxid = zxid
  if (epochOf(zxid) >= epochOf(last)) return undefined
  return `${node} applies ${formatZxid(zxid)} of epoch ${epochOf(zxid)} after one of epoch ${epochOf(last)}`
}
