/**
 * What a session may rely on (ZooKeeper's FIFO client order and single system image): answers come in the order of the
 * requests, and their zxids never fall, on whatever server. Nobody else has the session, and its writes take effect in its
 * order (`sessionOwners.ts`). And the zxids are honest: a server answers with nothing that its
 * tree has not reached, and with the transaction that the write became.
 *
 * Not promised: that a read sees what others wrote, not even after a sync while leaders change (ZOOKEEPER-2136).
 */
import {
  epochStart,
  formatZxid,
  type LinkId,
  type NodeName,
  type SessionId,
  ZXID_NONE,
  ZXID_ZERO,
  type Zxid,
} from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { TxnHeader } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Of, remember, type Violation } from './checker.ts'
import { WRITES } from './realTime.ts'
import { createSessionOwners, type SessionOwnersState, sessionOwnersRule } from './sessionOwners.ts'

/** `sent`: requests under way, by xid. */
type Client = { readonly session: SessionId; seen: Zxid; sent: number[] }
/** Where a server's tree stands, and what it applied last. */
type Tree = { zxid: Zxid; header: TxnHeader | undefined }
export type SessionOrderState = Counted & {
  readonly clients: Map<NodeName, Client>
  readonly links: Map<LinkId, { readonly node: NodeName; readonly xids: number[] }>
  readonly trees: Map<NodeName, Tree>
  readonly sessions: SessionOwnersState
}

const UNANSWERED: ReadonlySet<KeeperErrorName> = new Set<KeeperErrorName>(['connectionLoss', 'sessionExpired'])

export function createSessionOrder(): SessionOrderState {
  return { count: 0, clients: new Map(), links: new Map(), trees: new Map(), sessions: createSessionOwners() }
}

export function observeSessionOrder(state: SessionOrderState, happening: Happening): Violation | undefined {
  return judged('sessionOrder', happening, sessionOwnersRule(state.sessions, happening) ?? rule(state, happening))
}

/** Lines of `node` are lost: what it was asked, and where it stands, is unknown. */
export function missSessionOrder(state: SessionOrderState, node: NodeName): void {
  state.clients.delete(node)
  state.trees.delete(node)
  for (const [link, owner] of state.links) if (owner.node === node) state.links.delete(link)
}

function rule(state: SessionOrderState, happening: Happening): string | undefined {
  const { node, event } = happening
  switch (event.type) {
    case 'connected': {
      const client = state.clients.get(node)
      const again = client?.session === event.session ? client : undefined
      remember(state.clients, node, {
        session: event.session,
        seen: again?.seen ?? ZXID_ZERO,
        sent: [],
      })
      return undefined
    }
    case 'disconnected':
    case 'expired': {
      const client = state.clients.get(node)
      if (client !== undefined) client.sent = []
      return undefined
    }
    case 'nodeStarted':
      state.clients.delete(node)
      return undefined
    case 'sent':
      if (event.xid >= 0) state.clients.get(node)?.sent.push(event.xid)
      return undefined
    case 'answered': {
      const client = event.xid < 0 ? undefined : state.clients.get(node)
      return client === undefined ? undefined : onAnswered(state, node, client, event)
    }
    default:
      return serverRule(state, happening)
  }
}

function onAnswered(
  state: SessionOrderState,
  node: NodeName,
  client: Client,
  { xid, zxid, error }: Of<'answered'>,
): string | undefined {
  // The client itself tells what was lost with a connection: no server answered.
  if (zxid === ZXID_NONE && UNANSWERED.has(error)) return undefined
  state.count += 1
  const oldest = client.sent.shift()
  if (oldest === undefined) return `${node} gets an answer to request ${xid}, which it never sent`
  if (oldest !== xid) return `${node} gets the answer to request ${xid} before the one to request ${oldest}`
  // Refused without a place in the order: the answer has no zxid.
  if (zxid <= ZXID_ZERO) return undefined
  const { seen } = client
  if (zxid > seen) client.seen = zxid
  if (zxid >= seen) return undefined
  return `${node} has seen ${formatZxid(seen)}, and is answered as of ${formatZxid(zxid)}: time goes back`
}

function serverRule(state: SessionOrderState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'booted':
      state.trees.set(node, { zxid: event.lastZxid, header: undefined })
      return undefined
    case 'reloaded':
      state.trees.set(node, { zxid: event.zxid, header: undefined })
      return undefined
    case 'applied': {
      const tree = state.trees.get(node)
      if (tree === undefined) return undefined
      tree.zxid = event.zxid
      tree.header = event.header
      return undefined
    }
    case 'serving': {
      const tree = state.trees.get(node)
      if (tree !== undefined && event.role === 'leading') tree.zxid = epochStart(event.epoch)
      return undefined
    }
    case 'requested': {
      const known = state.links.get(event.link)
      if (known === undefined) remember(state.links, event.link, { node, xids: [event.xid] })
      else known.xids.push(event.xid)
      return undefined
    }
    case 'replied':
      return onReplied(state, node, state.trees.get(node), event)
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
  // Without a majority a write is refused where it stands: it becomes nothing.
  if (!WRITES.has(op) || header === undefined || error === 'notReadOnly') return undefined
  if (header.clientId === session && header.cxid === xid && header.zxid === zxid) return undefined
  return `${node} answers ${op} with ${formatZxid(zxid)}, but that is not what the request became`
}
