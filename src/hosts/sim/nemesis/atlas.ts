/**
 * The recoverability atlas: what may be taken from a disk without asking more of the ensemble than any ensemble can do.
 *
 * A server that forgets what it acknowledged (a wipe, a falsified log) is forgiven only while every other voter holds all
 * of it on disk and nothing is under way: then each later majority still knows everything. One server at a time, until
 * it has the history back. An observer's disk promises nothing to anybody.
 */
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import type { Server } from '../../../protocol/server/state.ts'
import { isFrozen } from '../faults.ts'
import { leaderOf, stateOf } from '../roles.ts'
import type { Nemesis } from './nemesis.ts'

/** Whether the disk of `id` may be lost now. `id` itself may be dead. */
export function mayForget(nemesis: Nemesis, id: ServerId): boolean {
  const { world, machine, impaired } = nemesis
  if (isObserver(nemesis, id)) return true
  if (nemesis.options.voters < 3 || [...impaired].some((other) => other !== id)) return false
  const leaderId = leaderOf(machine)
  const leader = leaderId === undefined ? undefined : stateOf(machine, leaderId)
  if (leader?.role.type !== 'leading' || leader.role.proposals.size > 0) return false
  const { epoch } = leader.role
  for (const other of world.servers) {
    if (isObserver(nemesis, other) || (other === id && stateOf(machine, id) === undefined)) continue
    const state = stateOf(machine, other)
    if (state === undefined || isFrozen(machine, serverNode(other))) return false
    if (!holdsAll(state, leader, epoch) || machine.nodes.get(serverNode(other))?.disk.waiting.length !== 0) return false
  }
  return true
}

export function isObserver({ options }: Nemesis, id: ServerId): boolean {
  return id > options.voters
}

function holdsAll(state: Server, leader: Server, epoch: number | undefined): boolean {
  const { role } = state
  if (role.type === 'looking' || role.phase !== 'broadcast' || role.epoch !== epoch) return false
  // What was proposed and is not committed anywhere else must be nowhere.
  if (state.tail.length > 0 || state.currentEpoch !== epoch) return false
  return state === leader || state.db.tree.digest === leader.db.tree.digest
}
