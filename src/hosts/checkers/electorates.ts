/**
 * Whose majorities decide, as the trace tells: each server goes by a membership, and sees a newer one proposed. What a leader
 * proposes needs a majority of both as they are then.
 */
import { type NodeName, type ServerId, serverNode, type Zxid } from '../../ground/ids.ts'
import { type Membership, votersOf } from '../../protocol/membership.ts'
import type { Happening } from '../engine.ts'
import { remember } from './checker.ts'

type Voters = readonly ServerId[]
export type Electorates = {
  /** What each server goes by, and the newer one that it has seen. */
  readonly servers: Map<NodeName, { current: Voters; pending: Voters | undefined }>
  /** Which majorities a transaction needs. */
  readonly needed: Map<Zxid, readonly Voters[]>
  /** The newest membership that any server goes by. */
  newest: { version: Zxid | undefined; voters: Voters }
}

export function createElectorates(): Electorates {
  return { servers: new Map(), needed: new Map(), newest: { version: undefined, voters: [] } }
}

/** Reads what `happening` says of memberships. Call it before anything is judged by them. */
export function followElectorates(state: Electorates, { node, event }: Happening): void {
  switch (event.type) {
    case 'booted':
      state.servers.set(node, { current: event.voters, pending: undefined })
      if (state.newest.version === undefined) state.newest = { version: undefined, voters: event.voters }
      return
    case 'configActivated': {
      const { version, members } = event
      const voters = votersOf({ version, members } satisfies Membership)
      state.servers.set(node, { current: voters, pending: undefined })
      if (state.newest.version === undefined || version > state.newest.version) state.newest = { version, voters }
      return
    }
    case 'configPending': {
      const views = state.servers.get(node)
      if (views !== undefined) views.pending = votersOf({ version: event.version, members: event.members })
      return
    }
    case 'configForgotten': {
      const views = state.servers.get(node)
      if (views !== undefined) views.pending = undefined
      return
    }
    case 'proposed':
      remember(state.needed, event.zxid, electoratesOf(state, node))
      return
    default:
      return
  }
}

/** Whose majorities `node` needs now; the newest membership's where it told none. */
export function electoratesOf(state: Electorates, node: NodeName): readonly Voters[] {
  const views = state.servers.get(node)
  if (views === undefined) return [state.newest.voters]
  return views.pending === undefined ? [views.current] : [views.current, views.pending]
}

/** Whose majorities the transaction needs; those of the newest membership where its proposal was not seen. */
export function neededFor(state: Electorates, zxid: Zxid): readonly Voters[] {
  return state.needed.get(zxid) ?? [state.newest.voters]
}

/** The nodes of all voters in `electorates`, each once, ascending. */
export function votersIn(electorates: readonly Voters[]): readonly NodeName[] {
  return [...new Set(electorates.flat())].sort((a, b) => a - b).map(serverNode)
}

/** Whether those voters for whom `agrees` holds are a majority in each. */
export function agree(electorates: readonly Voters[], agrees: (voter: NodeName) => boolean): boolean {
  return electorates.every((voters) => {
    const count = voters.filter((voter) => agrees(serverNode(voter))).length
    return count > Math.floor(voters.length / 2)
  })
}
