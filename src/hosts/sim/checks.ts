/**
 * The invariants of Zab, read from the trace alone and told as soon as one is broken (Junqueira, Reed, Serafini 2011, §III).
 *
 * 1. An epoch has one leader.
 * 2. Agreement: a zxid names one transaction, and after it every tree has the same digest, the one the leader foretold.
 * 3. What was committed is never lost: whoever leads later begins with it.
 * 4. A client never sees time go back: the zxids of its answers do not fall within a session.
 * 5. No process crashes.
 */
import { assert } from '../../ground/base/assert.ts'
import {
  type Epoch,
  epochOf,
  formatZxid,
  type NodeName,
  type SessionId,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import type { Happening } from '../engine.ts'

type Of<K extends TraceEvent['type']> = Extract<TraceEvent, { type: K }>
/** What was seen so far. */
type Seen = {
  /** How much of the trace is read. */
  length: number
  readonly leaders: Map<Epoch, NodeName>
  readonly transactions: Map<Zxid, string>
  readonly digests: Map<Zxid, bigint>
  lastCommitted: Zxid | undefined
  readonly answered: Map<NodeName, { readonly session: SessionId; readonly zxid: Zxid }>
}

/** A checker for one world: give it the trace after each step. Throws AssertionError. */
export function traceChecker(): (trace: readonly Happening[]) => void {
  const seen: Seen = {
    length: 0,
    leaders: new Map(),
    transactions: new Map(),
    digests: new Map(),
    lastCommitted: undefined,
    answered: new Map(),
  }
  return (trace) => {
    for (; seen.length < trace.length; seen.length++) {
      const happening = trace[seen.length]
      if (happening !== undefined) check(seen, happening)
    }
  }
}

function check(seen: Seen, { node, event }: Happening): void {
  switch (event.type) {
    case 'nodeEnded':
      return assert(event.how !== 'crashed', `${node} crashed: ${event.reason}`)
    case 'serving':
      return event.role === 'leading' ? onLeader(seen, node, event) : undefined
    case 'proposed':
      return onTransaction(seen, node, event)
    case 'applied':
      onTransaction(seen, node, event)
      return onDigest(seen, node, event)
    case 'committed':
      if (seen.lastCommitted === undefined || event.zxid > seen.lastCommitted) seen.lastCommitted = event.zxid
      return
    case 'connected':
      seen.answered.set(node, { session: event.session, zxid: sameSession(seen, node, event.session) })
      return
    case 'answered':
      return onAnswer(seen, node, event)
    default:
      return
  }
}

function onLeader(seen: Seen, node: NodeName, { epoch, zxid }: Of<'serving'>): void {
  const other = seen.leaders.get(epoch)
  assert(other === undefined || other === node, `${node} and ${other} both lead epoch ${epoch}`)
  seen.leaders.set(epoch, node)
  const last = seen.lastCommitted
  if (last === undefined || epochOf(last) >= epoch) return
  assert(zxid >= last, `${node} leads epoch ${epoch} from ${formatZxid(zxid)}, but ${formatZxid(last)} is committed`)
}

function onTransaction(seen: Seen, node: NodeName, { zxid, header, txn }: Of<'proposed' | 'applied'>): void {
  const text = JSON.stringify({ header, txn }, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  const known = seen.transactions.get(zxid)
  assert(known === undefined || known === text, `${formatZxid(zxid)} is ${text} at ${node}, but ${known} elsewhere`)
  seen.transactions.set(zxid, text)
}

function onDigest(seen: Seen, node: NodeName, { zxid, digest, expected }: Of<'applied'>): void {
  const known = seen.digests.get(zxid)
  assert(known === undefined || known === digest, `after ${formatZxid(zxid)} the tree of ${node} is another one`)
  seen.digests.set(zxid, digest)
  assert(expected === undefined || expected === digest, `${node} applied ${formatZxid(zxid)} to another tree`)
}

/** The zxid that the client's session has seen: nothing yet where the session is new. */
function sameSession(seen: Seen, node: NodeName, session: SessionId): Zxid {
  const before = seen.answered.get(node)
  return before?.session === session ? before.zxid : ZXID_ZERO
}

function onAnswer(seen: Seen, node: NodeName, { op, zxid, error }: Of<'answered'>): void {
  // Clients don't heed the zxid of a ping's answer: a leader's may be the bare start of its epoch (ClientCnxn.readResponse).
  if (op === 'ping') return
  const before = seen.answered.get(node)
  if (before === undefined || error !== 'ok') return
  assert(zxid >= before.zxid, `${node} saw ${formatZxid(before.zxid)}, then ${formatZxid(zxid)}`)
  seen.answered.set(node, { session: before.session, zxid })
}
