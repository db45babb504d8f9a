/**
 * What a commit sets free (CommitProcessor, FinalRequestProcessor): the transaction is applied, the request that asked for
 * it is answered, and the reads that waited behind it in its session go on. Law: one session's answers leave in the order
 * of its requests.
 */
import { mut } from '../../ground/base/mut.ts'
import type { SessionId } from '../../ground/ids.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import type { Effect } from '../seam.ts'
import { commitLocally, sessionChange } from './apply.ts'
import { closeConnection, finishHandshake, greetAgain, reply } from './connections.ts'
import { forgetLocal } from './localSessions.ts'
import { readNow } from './pipeline.ts'
import { answerWrite } from './reply.ts'
import { isRead } from './request.ts'
import type { Proposal, Queued, Server } from './state.ts'

/** Applies a committed proposal and answers the local client that asked for it, if one did. */
export function commitAndAnswer(server: Server, proposal: Proposal, out: Effect[]): void {
  const { header, txn } = proposal.record
  const from = out.length
  const applied = commitLocally(server, proposal, out)
  // The first is the trace of the transaction.
  // Zoo 49: FinalRequestProcessor.
  const late = mut('watchAfterReply') ? out.splice(from + 1) : undefined
  const change = sessionChange(proposal)
  if (change !== undefined) forgetLocal(server, change.session)
  if (change?.type === 'opens') onSessionOpened(server, change.session, out)
  const queue = server.queues.size === 0 ? undefined : server.queues.get(header.clientId)
  const head = queue?.[0]
  if (
    queue !== undefined &&
    head !== undefined &&
    head.request.cxid === header.cxid &&
    (change?.type !== 'opens' || head.request.op === OpCode.createSession) &&
    head.request.op !== OpCode.sync
  ) {
    takeHead(server, queue)
    // A session that moved: its old connection is closed without an answer (03 B5).
    if (applied.error === 'sessionMoved') closeConnection(server, head.link, 'the session moved to another server', out)
    else if (change?.type === 'opens') greetAgain(server, head, header.zxid, out)
    else {
      const answer = answerWrite(server.db, head.request, header, txn, applied)
      // Only this server knows why: to the leader the session is just unknown (FinalRequestProcessor).
      const error = txn.type === 'error' ? (head.refusal ?? answer.error) : answer.error
      reply(server, head, header.zxid, error, answer.body, out)
    }
    drain(server, header.clientId, out)
  }
  if (late !== undefined) out.push(...late)
  if (change?.type === 'closes') onSessionClosed(server, change.session, out)
}

/** The leader has answered a sync: every commit before it is applied here. */
export function completeSync(server: Server, session: SessionId, cxid: number, out: Effect[]): void {
  const queue = server.queues.get(session)
  const head = queue?.[0]
  if (queue === undefined || head === undefined || head.request.cxid !== cxid) return
  takeHead(server, queue)
  readNow(server, head, out)
  drain(server, session, out)
}

/** Answers the reads at the head of a session's queue, up to its next write. */
function drain(server: Server, session: SessionId, out: Effect[]): void {
  const queue = server.queues.get(session)
  if (queue === undefined) return
  for (;;) {
    const head = queue[0]
    if (head === undefined) break
    // A leader's own sync waits for the session's writes before it, and for nobody else.
    const isOwnSync = head.request.op === OpCode.sync && server.role.type === 'leading' && !mut('ownSyncUnanswered')
    if (!isRead(head.request.op) && !isOwnSync && head.isLocal !== true) break
    takeHead(server, queue)
    readNow(server, head, out)
  }
  if (queue.length === 0) server.queues.delete(session)
}

function takeHead(server: Server, queue: Queued[]): void {
  queue.shift()
  server.queued -= 1
}

function onSessionOpened(server: Server, session: SessionId, out: Effect[]): void {
  for (const connection of server.connections.values()) {
    if (connection.phase === 'opening' && connection.session === session)
      return finishHandshake(server, connection.link, true, out)
  }
}

function onSessionClosed(server: Server, session: SessionId, out: Effect[]): void {
  const queue = server.queues.get(session)
  if (queue !== undefined) {
    server.queued -= queue.length
    server.queues.delete(session)
  }
  for (const connection of [...server.connections.values()]) {
    if (connection.session === session) closeConnection(server, connection.link, 'the session was closed', out)
  }
}
