/** Servers by role, and the question whether a simulated ensemble has come to rest. */
import { assert } from '../../ground/base/assert.ts'
import type { Database } from '../../ground/data/tree.ts'
import { counterOf, type NodeName, type ServerId, serverId, serverNode, serverOf, ZXID_ZERO } from '../../ground/ids.ts'
import { type Membership, peerTypeOf } from '../../protocol/membership.ts'
import type { Server } from '../../protocol/server/state.ts'
import type { Machine } from './machine.ts'

/** A server by id or by role: the leader, the Nth other voter that runs (ascending by id, `B1` first), the first observer. */
export type Who = number | 'leader' | 'B1' | 'B2' | 'B3' | 'B4' | 'observer'

export function serversOf(machine: Machine): readonly ServerId[] {
  return [...machine.nodes.keys()].flatMap((name) => serverOf(name) ?? [])
}

/** The live state of a server; undefined where it does not run or is a stand-in. */
export function stateOf(machine: Machine, id: ServerId): Server | undefined {
  const running = machine.nodes.get(serverNode(id))?.running
  return running?.type === 'server' ? running.program.state : undefined
}

/** The server that leads and serves; of several (the older ones don't know yet) the one of the newest epoch. */
export function leaderOf(machine: Machine): ServerId | undefined {
  let best: NodeName | undefined
  let newest = Number.NEGATIVE_INFINITY
  for (const { name, running } of machine.nodes.values()) {
    const role = running.type === 'server' ? running.program.state?.role : undefined
    if (role?.type !== 'leading' || role.phase !== 'broadcast' || role.epoch === undefined) continue
    if (role.epoch <= newest) continue
    best = name
    newest = role.epoch
  }
  return best === undefined ? undefined : serverOf(best)
}

/** Who won an election and does not serve yet; of several, the one with the largest id. */
export function electedOf(machine: Machine): ServerId | undefined {
  return serversOf(machine).findLast((id) => stateOf(machine, id)?.role.type === 'leading')
}

const NOBODY: Membership = { version: ZXID_ZERO, members: [] }

/** The server that a role means now. Asserts that there is one. */
export function pick(machine: Machine, who: Who): ServerId {
  if (typeof who === 'number') return serverId(who)
  const leader = leaderOf(machine)
  if (who === 'leader') {
    assert(leader !== undefined, 'there is no leader now')
    return leader
  }
  const isObserver = (id: ServerId): boolean =>
    peerTypeOf(stateOf(machine, id)?.views.current ?? NOBODY, id) === 'observer'
  const running = serversOf(machine).filter((id) => stateOf(machine, id) !== undefined)
  const wanted = who === 'observer' ? running.find(isObserver) : backups()[Number(who.slice(1)) - 1]
  assert(wanted !== undefined, `there is no ${who} now`)
  return wanted

  function backups(): readonly ServerId[] {
    return running.filter((id) => id !== leader && !isObserver(id))
  }
}

/** Whether a leader serves and every server that runs, thawed and not isolated, holds what it holds, with no work left. */
export function converged(machine: Machine): boolean {
  const { isolated, frozen } = machine.rules
  return convergedAmong(
    machine,
    serversOf(machine).filter((id) => {
      const name = serverNode(id)
      return stateOf(machine, id) !== undefined && !isolated.includes(name) && !frozen.includes(name)
    }),
  )
}

/** Whether a leader serves and each of `ids` runs and holds what it holds, with no work left. */
export function convergedAmong(machine: Machine, ids: readonly ServerId[]): boolean {
  const leaderId = leaderOf(machine)
  const leader = leaderId === undefined ? undefined : stateOf(machine, leaderId)
  if (leader?.role.type !== 'leading' || leader.role.proposals.size > 0) return false
  const { epoch } = leader.role
  return ids.every((id) => {
    const state = stateOf(machine, id)
    if (state === undefined) return false
    const { role, db } = state
    const settled = role.type !== 'looking' && role.phase === 'broadcast' && role.epoch === epoch
    const quiet = machine.nodes.get(serverNode(id))?.disk.waiting.length === 0
    return settled && quiet && holdsTheSame(db, leader.db)
  })
}

/** A leader of a new epoch stands at the epoch's bare start until its first transaction; its learners stay where they are. */
function holdsTheSame(db: Database, leaders: Database): boolean {
  if (db.lastProcessedZxid === leaders.lastProcessedZxid) return true
  return counterOf(leaders.lastProcessedZxid) === 0 && db.tree.digest === leaders.tree.digest
}
