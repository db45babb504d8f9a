/**
 * One leader an epoch (Leadership1 and Leadership2 of the Zab specification): an epoch belongs to the reign for which a
 * majority promised it, and to no other, not even to a later reign of the same server: its zxids would be given out twice.
 * Whoever is elected has the word of a majority (`elections.ts`).
 */
import { type Epoch, epochOf, type NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, isWipe, judged, remember, type Violation } from './checker.ts'
import { createElections, type ElectionsState, electionRule } from './elections.ts'

/** `reign` counts how often a server became leader. */
type Owner = { readonly node: NodeName; readonly reign: number }
export type LeadersState = Counted & {
  readonly reigns: Map<NodeName, { reign: number; leads: boolean }>
  readonly owners: Map<Epoch, Owner>
  readonly elections: ElectionsState
}

export function createLeaders(): LeadersState {
  return { count: 0, reigns: new Map(), owners: new Map(), elections: createElections() }
}

export function observeLeaders(state: LeadersState, happening: Happening): Violation | undefined {
  if (happening.event.type === 'elected') state.count += 1
  return judged('leaders', happening, electionRule(state.elections, happening) ?? rule(state, happening))
}

function rule(state: LeadersState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) state.owners.clear()
      return undefined
    case 'booted':
    case 'nodeEnded':
      reignOf(state, node).leads = false
      return undefined
    case 'roleChanged': {
      const own = reignOf(state, node)
      own.leads = event.role === 'leading'
      if (own.leads) own.reign += 1
      return undefined
    }
    case 'phaseChanged':
      return event.phase === 'synchronization' && reignOf(state, node).leads
        ? claim(state, node, event.epoch)
        : undefined
    case 'serving':
      return event.role === 'leading' ? claim(state, node, event.epoch) : undefined
    case 'proposed':
      return claim(state, node, epochOf(event.zxid))
    default:
      return undefined
  }
}

function reignOf(state: LeadersState, node: NodeName): { reign: number; leads: boolean } {
  return ensure(state.reigns, node, none)
}

function none(): { reign: number; leads: boolean } {
  return { reign: 0, leads: false }
}

function claim(state: LeadersState, node: NodeName, epoch: Epoch): string | undefined {
  state.count += 1
  const { reign } = reignOf(state, node)
  const owner = state.owners.get(epoch)
  if (owner === undefined) remember(state.owners, epoch, { node, reign })
  else if (owner.node !== node) return `${node} leads epoch ${epoch}, which is the epoch of ${owner.node}`
  else if (owner.reign !== reign)
    return `${node} leads epoch ${epoch} a second time: its zxids would be given out twice`
  return undefined
}
