/**
 * Whose majorities decide, as the trace tells: each server goes by a membership, and sees a newer one proposed. What a leader
 * proposes needs a majority of both as they are then.
 */
import { type NodeName, type ServerId, serverNode, serverOf, type Zxid } from '../../ground/ids.ts'
import { votersOf } from '../../protocol/membership.ts'
import type { Happening } from '../engine.ts'
import { type ByZxid, createByZxid, putAt, valueAt } from './zxids.ts'

type Voters = readonly NodeName[]
/** What a server goes by; behind it the newer membership that it has seen. */
type Views = readonly Voters[]
export type Electorates = {
  readonly servers: Map<NodeName, Views>
  /** Which majorities a transaction needs. */
  readonly needed: ByZxid<Views>
  /** The newest membership that any server goes by. */
  newest: { readonly version: Zxid | undefined; readonly views: Views }
}

export function createElectorates(): Electorates {
  return { servers: new Map(), needed: createByZxid(), newest: { version: undefined, views: [[]] } }
}

/** Reads what `happening` says of memberships. Call it before anything is judged by them. */
export function followElectorates(state: Electorates, { node, event }: Happening): void {
  switch (event.type) {
    case 'booted': {
      const views = [named(event.voters)]
      state.servers.set(node, views)
      if (state.newest.version === undefined) state.newest = { version: undefined, views }
      return
    }
    case 'configActivated': {
      const { version, members } = event
      const views = [named(votersOf({ version, members }))]
      state.servers.set(node, views)
      if (state.newest.version === undefined || version > state.newest.version) state.newest = { version, views }
      return
    }
    case 'configPending': {
      const [current] = state.servers.get(node) ?? []
      const pending = named(votersOf({ version: event.version, members: event.members }))
      if (current !== undefined) state.servers.set(node, [current, pending])
      return
    }
    case 'configForgotten': {
      const [current] = state.servers.get(node) ?? []
      if (current !== undefined) state.servers.set(node, [current])
      return
    }
    default:
      return
  }
}
function named(ids: readonly ServerId[]): Voters {
  return ids.map(serverNode)
}

/** Whose majorities `node` needs now; the newest membership's where it told none. */
export function electoratesOf(state: Electorates, node: NodeName): Views {
  return state.servers.get(node) ?? state.newest.views
}

/** Notes which majorities a transaction needs that `node` proposes now. */
export function noteNeeded(state: Electorates, node: NodeName, zxid: Zxid): void {
  putAt(state.needed, zxid, electoratesOf(state, node))
}

/** Whose majorities the transaction needs; those of the newest membership where its proposal was not seen. */
export function neededFor(state: Electorates, zxid: Zxid): Views {
  return valueAt(state.needed, zxid) ?? state.newest.views
}

/** All voters in `electorates`, each once, ascending. */
export function votersIn(electorates: Views): readonly NodeName[] {
  return [...new Set(electorates.flat())].sort((a, b) => (serverOf(a) ?? 0) - (serverOf(b) ?? 0))
}

/** Whether those voters for whom `agrees` holds are a majority in each. */
export function agree(electorates: Views, agrees: (voter: NodeName) => boolean): boolean {
  for (const voters of electorates) {
    let count = 0
    for (const voter of voters) if (agrees(voter)) count += 1
    if (!isMajority(count, voters)) return false
  }
  return true
}
export function isMajority(count: number, voters: Voters): boolean {
  return count > Math.floor(voters.length / 2)
}
