/**
 * The learner's half of synchronisation: DIFF keeps the tree, TRUNC cuts the log and reads it again, SNAP replaces the
 * tree. Then NEWLEADER: first the committed transactions are logged and applied, then the epoch is written, and only when
 * both are durable is it acknowledged (3.9.3; the older orders lose data: ZOOKEEPER-4643, 4646, 4685).
 */
import { mut } from '../../ground/base/mut.ts'
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { type Database, emptyDatabase } from '../../ground/data/tree.ts'
import { epochOf, epochStart, formatZxid, type Millis, type Zxid } from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import type { QuorumPacket } from '../../ground/jute/peer.ts'
import { takeTreeStream } from '../../ground/log/snapshot.ts'
import { planTruncate } from '../../ground/log/truncate.ts'
import { parseConfig } from '../membershipText.ts'
import type { DiskFile, Effect } from '../seam.ts'
import { packet } from '../zab/packets.ts'
import { commitAndAnswer } from './commits.ts'
import { exit, mark, sendPacket, trace } from './effects.ts'
import { type LearnerRole, onCommit, onInform, onReconfigCommitted, seeProposed, sendAck, takeTurn } from './learner.ts'
import { activateConfig, forgetConfigAfter, seeConfig } from './reconfig.ts'
import { serve } from './serve.ts'
import type { Proposal, Server } from './state.ts'
import { append, disk, rollLog, storeEpoch, takeSnapshot } from './storage.ts'
import { isOfLater } from './syncStream.ts'

/** The leader's decision how we are brought up to date. */
export function startSync(
  server: Server,
  role: LearnerRole,
  name: 'diff' | 'trunc' | 'snap',
  zxid: Zxid,
  out: Effect[],
): void {
  const mode = name === 'diff' ? 'DIFF' : name === 'trunc' ? 'TRUNC' : 'SNAP'
  if (role.syncMode !== undefined)
    throw new ProtocolError(`${mode} after ${role.syncMode}: one synchronisation, one mode`)
  if (isOfLater(role, zxid))
    throw new ProtocolError(`${mode} to ${formatZxid(zxid)}, but epoch ${role.epoch} was agreed`)
  role.syncMode = mode
  trace(out, { type: 'syncStarted', mode, zxid })
  if (name === 'trunc') role.reading = { type: 'truncate', zxid, ticket: disk(server, out, { type: 'read' }) }
  if (name === 'snap') role.reading = { type: 'snapshot', zxid }
}

/** Whether packets may be read on. A SNAP's stream is taken from the inbox as soon as it is whole. */
export function continueReading(server: Server, role: LearnerRole, out: Effect[]): boolean {
  if (role.reading === undefined) return true
  if (role.reading.type === 'truncate') return false
  const database = takeTreeStream(role.inbox)
  if (database === undefined) {
    // Zoo 15: ZOOKEEPER-2872, 3642.
    if (mut('halfSnap')) server.db = { ...emptyDatabase(), lastProcessedZxid: role.reading.zxid }
    return false
  }
  replaceTree(server, { ...database, lastProcessedZxid: role.reading.zxid }, out)
  // Our committed log speaks of a history that the tree no longer grew from.
  server.committedLog = []
  // At once, not with NEWLEADER: a vote speaks for the tree in memory, and may leave before NEWLEADER comes.
  if (!mut('treeWrittenLater')) takeSnapshot(server, out)
  role.reading = undefined
  return true
}

/** The folder, for TRUNC: cut what nobody committed, and read the rest again. */
export function onFilesForTruncate(
  server: Server,
  role: LearnerRole,
  ticket: number,
  files: readonly DiskFile[],
  out: Effect[],
): void {
  const { reading } = role
  if (reading?.type !== 'truncate' || reading.ticket !== ticket) return
  const plan = planTruncate(files, reading.zxid)
  // Zoo 12: LearnerHandler.
  if (plan.type === 'impossible' && mut('truncToUnknown')) {
    server.db.lastProcessedZxid = reading.zxid
    role.reading = undefined
    return
  }
  if (plan.type === 'impossible')
    return exit(server, out, `can't truncate to ${formatZxid(reading.zxid)}: ${plan.reason}`)
  // Told first: a crash may come between any two of these operations, and what it leaves is no loss then.
  trace(out, { type: 'truncated', zxid: reading.zxid, lost: plan.lost })
  for (const op of plan.ops) disk(server, out, op)
  mark(out, 'truncates on rejoin')
  replaceTree(server, { ...plan.recovered.database, lastProcessedZxid: reading.zxid }, out)
  // The start of an epoch stands in no log: the disk must know of it, too.
  if (plan.recovered.lastLoggedZxid !== reading.zxid) takeSnapshot(server, out)
  server.committedLog = server.committedLog.filter((item) => item.zxid <= reading.zxid)
  forgetConfigAfter(server, reading.zxid, out)
  role.reading = undefined
}

function replaceTree(server: Server, database: Database, out: Effect[]): void {
  server.db = database
  server.digests = []
  server.tail = []
  rollLog(server)
  trace(out, { type: 'reloaded', zxid: database.lastProcessedZxid, znodes: database.tree.nodes.size })
}

/** NEWLEADER: our history becomes the leader's. */
export function acceptNewLeader(server: Server, role: LearnerRole, taken: QuorumPacket, out: Effect[]): void {
  if (role.phase !== 'synchronization') return
  const epoch = epochOf(taken.zxid)
  // An epoch that was never promised would stand on the disk as current.
  if (epoch !== role.epoch && !mut('epochNeverAgreed'))
    throw new ProtocolError(`NEWLEADER of epoch ${epoch}, but ${role.epoch} was agreed`)
  if (role.syncMode === undefined) throw new ProtocolError('NEWLEADER came before DIFF, TRUNC or SNAP')
  const parsed = parseConfig(decodeUtf8(taken.data ?? new Uint8Array()))
  if (taken.data !== null && taken.data.length > 1 && parsed.ok) {
    role.membership = parsed.value
    seeConfig(server, parsed.value, out)
    // One that is proposed and not committed came before, and still stands.
    for (const proposal of role.notCommitted)
      if (!role.committed.includes(proposal.zxid)) seeProposed(server, proposal, out)
  }
  const committed = takeCommitted(role)
  // Zoo 16: ZOOKEEPER-4643.
  if (mut('epochBeforeHistory')) storeEpoch(server, out, 'currentEpoch', epoch, { type: 'establish', epoch })
  for (const proposal of committed) {
    append(server, out, proposal, { type: 'ackProposal', zxid: proposal.zxid })
    commitAndAnswer(server, proposal, out)
  }
  if (mut('treeWrittenLater') && role.syncMode === 'SNAP') takeSnapshot(server, out)
  role.phase = 'established'
  // Zoo 17: ZOOKEEPER-4646.
  if (mut('ackNewLeaderEarly')) sendAck(role, taken.zxid, out)
  if (mut('epochBeforeHistory')) return
  storeEpoch(server, out, 'currentEpoch', epoch, { type: 'establish', epoch })
}

/** History and epoch are durable: the leader may count us. */
export function onEstablishDurable(server: Server, role: LearnerRole, out: Effect[]): void {
  if (role.phase === 'established' && role.link !== undefined) {
    sendPacket(out, role.link, packet('ack', epochStart(server.currentEpoch)))
  }
}

/** UPTODATE: a majority has the history. What came meanwhile is logged now, and clients are served. */
export function acceptUpToDate(server: Server, role: LearnerRole, now: Millis, out: Effect[]): void {
  if (role.phase !== 'established' || role.link === undefined) return
  const { membership } = role
  const turn = membership === undefined ? 'stay' : activateConfig(server, membership, 'synchronized', undefined, out)
  if (turn !== 'stay') return takeTurn(server, now, turn, undefined, out)
  sendAck(role, epochStart(server.currentEpoch), out)
  role.phase = 'broadcast'
  const proposals = role.notCommitted.splice(0)
  const committed = role.committed.splice(0)
  // Zoo 10: Zab, ambiguity 3 of the TLA+ specification.
  if (mut('upToDateAtNewLeader')) committed.length = 0
  for (const proposal of proposals) {
    if (role.type === 'observing') onInform(server, role, now, proposal, out, role.designations.get(proposal.zxid))
    else {
      role.pending.push(proposal)
      append(server, out, proposal, { type: 'ackProposal', zxid: proposal.zxid })
    }
    if (server.role !== role) return
  }
  for (const zxid of role.type === 'following' ? committed : []) {
    const designated = role.designations.get(zxid)
    if (designated === undefined) onCommit(server, role, zxid, out)
    else onReconfigCommitted(server, role, now, zxid, designated, out)
    if (server.role !== role) return
  }
  trace(out, { type: 'phaseChanged', phase: 'broadcast', epoch: server.currentEpoch })
  serve(server, out)
}

/** Takes the proposals that are committed, in order; the rest stays. */
function takeCommitted(role: LearnerRole): readonly Proposal[] {
  const zxids = new Set(role.committed)
  const taken = role.notCommitted.filter((item) => zxids.has(item.zxid))
  role.notCommitted = role.notCommitted.filter((item) => !zxids.has(item.zxid))
  role.committed = []
  return taken
}
