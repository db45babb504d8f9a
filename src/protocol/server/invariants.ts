/**
 * What holds after each step of a server, whatever came in; simulated worlds and tests ask after every one. The numbers
 * are those of state.ts.
 */
import { assert } from '../../ground/base/assert.ts'
import { epochOf } from '../../ground/ids.ts'
import type { Server } from './state.ts'

/** Throws AssertionError, naming the fact, where a server's state contradicts itself. */
export function checkInvariants(server: Server): void {
  if (server.ended !== undefined || !server.started) return
  assert(server.currentEpoch <= server.acceptedEpoch, '1: no epoch is current that was not accepted')
  let last = server.db.lastProcessedZxid
  for (const proposal of server.tail) {
    assert(proposal.zxid > last, '2: the tail goes on where the tree stands, in order')
    last = proposal.zxid
  }
  let ticket = server.disk.storedTo
  for (const waiting of server.disk.waiting) {
    assert(waiting.ticket > server.disk.storedTo, '3: what is durable waits no more')
    assert(waiting.ticket >= ticket, '3: continuations stand in ticket order')
    ticket = waiting.ticket
  }
  checkCommittedLog(server)
  checkRole(server)
}

function checkCommittedLog(server: Server): void {
  const { committedLog, config, db } = server
  assert(committedLog.length <= config.committedLogMax, 'the committed log is bounded')
  const newest = committedLog.at(-1)
  if (newest !== undefined) assert(newest.zxid <= db.lastProcessedZxid, 'what is in the committed log is in the tree')
}

function checkRole(server: Server): void {
  const { role } = server
  if (role.type === 'looking') {
    assert(server.connections.size === 0 || server.queued === 0, 'a looking server has nothing under way for clients')
    return
  }
  if (role.type !== 'leading' || role.phase !== 'broadcast') return
  assert(role.epoch === server.currentEpoch, '4: a leader broadcasts in the epoch that it established')
  let next = role.lastCommitted
  for (const proposal of role.proposals.values()) {
    assert(proposal.zxid === next + 1n, 'proposals under way leave no gap')
    next = proposal.zxid
  }
  assert(next === role.lastProposed, 'every proposal is under way or committed')
  assert(epochOf(role.lastProposed) === role.epoch, 'a leader proposes in its own epoch only')
}
