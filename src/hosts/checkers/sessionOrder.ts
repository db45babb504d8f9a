/**
 * What a session may rely on (ZooKeeper's FIFO client order, single system image and linearizable writes): answers come in
 * the order of the requests, their zxids never fall, reads see the session's own writes; a write that began after another
 * was answered comes after it. And the zxids are honest: a server answers with nothing that its tree has not reached, and
 * with the transaction that the write became.
 *
 * Not promised: that a read sees what others wrote, not even after a sync while leaders change (ZOOKEEPER-2136).
 */
import {
  epochStart,
  formatZxid,
  type LinkId,
  type Millis,
  type NodeName,
  type SessionId,
  ZXID_NONE,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { TxnHeader } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, isWipe, judged, type Of, remember, type Violation } from './checker.ts'

/** A request under way. `floor`: the highest zxid of a write that was answered before this was sent. */
type Sent = { readonly xid: number; readonly floor: Zxid }
type Client = { readonly session: SessionId; seen: Zxid; wrote: Zxid; sent: Sent[] }
/** Where a server's tree stands, and what it applied last. */
type Tree = { zxid: Zxid; header: TxnHeader | undefined }
export type SessionOrderState = Counted & {
  readonly clients: Map<NodeName, Client>
  readonly links: Map<LinkId, { readonly node: NodeName; readonly xids: number[] }>
  readonly trees: Map<NodeName, Tree>
  /** The highest zxid of an answered write: up to `at`, and before `at`. */
  answered: { readonly at: Millis; readonly upTo: Zxid; readonly before: Zxid }
}

const WRITES: ReadonlySet<OpName> = new Set<OpName>([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'setData',
  'setACL',
  'multi',
])

const UNANSWERED: ReadonlySet<KeeperErrorName> = new Set<KeeperErrorName>(['connectionLoss', 'sessionExpired'])

export function createSessionOrder(): SessionOrderState {
  const answered = { at: 0, upTo: ZXID_ZERO, before: ZXID_ZERO }
  return { count: 0, clients: new Map(), links: new Map(), trees: new Map(), answered }
}

export function observeSessionOrder(state: SessionOrderState, happening: Happening): Violation | undefined {
  return judged('sessionOrder', happening, rule(state, happening) ?? serverRule(state, happening))
}

function rule(state: SessionOrderState, { at, node, event }: Happening): string | undefined {
  const client = state.clients.get(node)
  switch (event.type) {
    case 'connected': {
      const again = client?.session === event.session ? client : undefined
      remember(state.clients, node, {
        session: event.session,
        seen: again?.seen ?? ZXID_ZERO,
        wrote: again?.wrote ?? ZXID_ZERO,
        sent: [],
      })
      return undefined
    }
    case 'disconnected':
    case 'expired':
      if (client !== undefined) client.sent = []
      return undefined
    case 'nodeStarted':
      state.clients.delete(node)
      return undefined
    case 'sent':
      if (event.xid >= 0) client?.sent.push({ xid: event.xid, floor: answeredBefore(state, at) })
      return undefined
    case 'answered':
      return client === undefined || event.xid < 0 ? undefined : onAnswered(state, at, node, client, event)
    default:
      return undefined
  }
}

function onAnswered(
  state: SessionOrderState,
  at: Millis,
  node: NodeName,
  client: Client,
  { xid, op, zxid, error }: Of<'answered'>,
): string | undefined {
  // The client itself tells what was lost with a connection: no server answered.
  if (zxid === ZXID_NONE && UNANSWERED.has(error)) return undefined
  state.count += 1
  const oldest = client.sent.shift()
  if (oldest === undefined) return `${node} gets an answer to request ${xid}, which it never sent`
  if (oldest.xid !== xid) return `${node} gets the answer to request ${xid} before the one to request ${oldest.xid}`
  // Refused without a place in the order: the answer has no zxid.
  if (zxid <= ZXID_ZERO) return undefined
  const { seen, wrote } = client
  const isWrite = WRITES.has(op)
  if (zxid > seen) client.seen = zxid
  if (isWrite && zxid > wrote) client.wrote = zxid
  if (isWrite) noteWrite(state, at, zxid)
  if (!isWrite && zxid < wrote)
    return `${node} reads as of ${formatZxid(zxid)}, but its own write was ${formatZxid(wrote)}`
  if (zxid < seen)
    return `${node} has seen ${formatZxid(seen)}, and is answered as of ${formatZxid(zxid)}: time goes back`
  if (!isWrite || error !== 'ok' || zxid > oldest.floor) return undefined
  return `${node} wrote ${formatZxid(zxid)} after ${formatZxid(oldest.floor)} was answered, but comes before it in the order`
}

/** Only what was answered at an earlier time counts: clocks of two nodes may differ by less. */
function answeredBefore({ answered }: SessionOrderState, at: Millis): Zxid {
  return at > answered.at ? answered.upTo : answered.before
}
function noteWrite(state: SessionOrderState, at: Millis, zxid: Zxid): void {
  const { answered } = state
  const upTo = zxid > answered.upTo ? zxid : answered.upTo
  if (at > answered.at) state.answered = { at, upTo, before: answered.upTo }
  else state.answered = { at: answered.at, upTo, before: answered.before }
}

function serverRule(state: SessionOrderState, { node, event }: Happening): string | undefined {
  const tree = state.trees.get(node)
  switch (event.type) {
    case 'diskFate':
      // With a disk gone epochs may begin anew: later writes need not have higher zxids.
      if (isWipe(event)) state.answered = { at: state.answered.at, upTo: ZXID_ZERO, before: ZXID_ZERO }
      return undefined
    case 'booted':
      state.trees.set(node, { zxid: event.lastZxid, header: undefined })
      return undefined
    case 'reloaded':
      state.trees.set(node, { zxid: event.zxid, header: undefined })
      return undefined
    case 'applied':
      if (tree !== undefined) Object.assign(tree, { zxid: event.zxid, header: event.header })
      return undefined
    case 'serving':
      if (tree !== undefined && event.role === 'leading') tree.zxid = epochStart(event.epoch)
      return undefined
    case 'requested':
      ensure(state.links, event.link, () => ({ node, xids: [] })).xids.push(event.xid)
      return undefined
    case 'replied':
      return onReplied(state, node, tree, event)
    case 'clientClosed':
      state.links.delete(event.link)
      return undefined
    case 'nodeEnded':
      for (const [link, owner] of state.links) if (owner.node === node) state.links.delete(link)
      return undefined
    default:
      return undefined
  }
}

function onReplied(
  state: SessionOrderState,
  node: NodeName,
  tree: Tree | undefined,
  { link, session, xid, op, zxid, error }: Of<'replied'>,
): string | undefined {
  // An unknown operation is answered at once, and its connection ends.
  if (error === 'unimplemented') return undefined
  const oldest = state.links.get(link)?.xids.shift()
  if (oldest !== undefined && oldest !== xid) return `${node} answers request ${xid} before request ${oldest}`
  if (tree === undefined || zxid <= ZXID_ZERO) return undefined
  if (zxid > tree.zxid) {
    return `${node} answers ${op} with ${formatZxid(zxid)}, but its tree stands at ${formatZxid(tree.zxid)}`
  }
  const { header } = tree
  if (!WRITES.has(op) || header === undefined) return undefined
  if (header.clientId === session && header.cxid === xid && header.zxid === zxid) return undefined
  return `${node} answers ${op} with ${formatZxid(zxid)}, but that is not what the request became`
}
