/**
 * A read shows one committed state: the znode (or its absence, or the names below it) as it was when the answer's zxid was
 * the last transaction, in every field. A read may be behind what others wrote, on any server: that is allowed, and noted.
 */
import { counterOf, epochOf, formatZxid, type NodeName, ZXID_NONE, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import type { Happening } from '../engine.ts'
import { allow, type Counted, judged, type Of, REMEMBERED_MAX, type Violation } from './checker.ts'
import { createLedger, type Entry, follow, type Ledger, missInLedger } from './ledger.ts'
import { childrenAt, happen, isReserved, type Lookup, lookupAt, statOf } from './model.ts'
import { isSameData } from './sameTxn.ts'
import { statDifference } from './stats.ts'

/** What each request was, and the newest write that anybody had an answer to when it was sent. */
type Asked = { readonly xid: number; readonly request: ClientOp; readonly floor: Zxid }
type Reader = { isReadOnly: boolean; asked: Asked[] }
export type ReadsState = Counted & {
  readonly ledger: Ledger
  /** Whether the ledger is its own: else whose it is reads it on, and lets happen what is committed. */
  readonly isAlone: boolean
  readonly readers: Map<NodeName, Reader>
  answered: Zxid
}

export function createReads(ledger?: Ledger): ReadsState {
  const [own, isAlone] = [ledger ?? createLedger(), ledger === undefined]
  return { count: 0, ledger: own, isAlone, readers: new Map(), answered: ZXID_ZERO }
}

export function observeReads(state: ReadsState, happening: Happening): Violation | undefined {
  if (state.isAlone) follow(state.ledger, happening, state.ledger, put)
  return judged('reads', happening, rule(state, happening))
}
function put({ model }: Ledger, { header, txn }: Entry): undefined {
  happen(model, header, txn)
}

export function missReads(state: ReadsState, node: NodeName): void {
  missInLedger(state.ledger, node)
  state.readers.delete(node)
}

function rule(state: ReadsState, happening: Happening): string | undefined {
  const { node, event } = happening
  switch (event.type) {
    case 'connected':
      state.readers.set(node, { isReadOnly: event.isReadOnly === true, asked: [] })
      return undefined
    case 'disconnected':
    case 'nodeEnded':
      state.readers.delete(node)
      return undefined
    case 'sent': {
      const asked = state.readers.get(node)?.asked
      if (asked === undefined || event.request === undefined) return undefined
      asked.push({ xid: event.xid, request: event.request, floor: state.answered })
      if (asked.length > REMEMBERED_MAX) asked.shift()
      return undefined
    }
    case 'answered':
      return onAnswered(state, happening, event)
    default:
      return undefined
  }
}

function onAnswered(state: ReadsState, happening: Happening, event: Of<'answered'>): string | undefined {
  const { node } = happening
  const reader = state.readers.get(node)
  const { xid, outcome, zxid } = event
  if (reader === undefined || outcome === undefined) return undefined
  const asked = takeAsked(reader, xid)
  if (asked === undefined || zxid <= ZXID_ZERO) return undefined
  const { request } = asked
  if (request.type !== 'getData' && request.type !== 'exists' && request.type !== 'getChildren') {
    if (request.type !== 'sync' && event.error === 'ok' && zxid > state.answered) noteWrite(state, request, zxid)
    return undefined
  }
  if (reader.isReadOnly || !isSure(state.ledger, zxid) || isReserved(request.path)) return undefined
  const { path } = request
  const due = lookupAt(state.ledger.model, path, zxid)
  if (due === 'unknown') return undefined
  state.count += 1
  noteStale(state, happening, asked, path, zxid)
  const wrong = differs(outcome, due) ?? namesDiffer(state.ledger, request, outcome, zxid)
  return wrong === undefined ? undefined : `${node} reads ${path} as of ${formatZxid(zxid)} and gets ${wrong}`
}

/** Mostly it is the oldest that is answered. */
function takeAsked({ asked }: Reader, xid: number): Asked | undefined {
  if (asked[0]?.xid === xid) return asked.shift()
  const index = asked.findIndex((one) => one.xid === xid)
  return index === -1 ? undefined : asked.splice(index, 1)[0]
}

function noteWrite(state: ReadsState, { type }: ClientOp, zxid: Zxid): void {
  if (type === 'create' || type === 'delete' || type === 'setData' || type === 'setACL' || type === 'multi')
    state.answered = zxid
}

/** Whether everything up to `zxid` is known to be committed. The start of an epoch stands for all before it. */
function isSure(ledger: Ledger, zxid: Zxid): boolean {
  if (ledger.at === ZXID_NONE) return false
  return zxid <= ledger.at || (counterOf(zxid) === 0 && epochOf(zxid) === ledger.epoch)
}

/** Whether the znode had changed already, and somebody had the answer, when the read was sent. */
function noteStale(state: ReadsState, happening: Happening, { floor }: Asked, path: string, zxid: Zxid): void {
  if (floor <= zxid) return
  const newer = lookupAt(state.ledger.model, path, floor)
  if (newer === 'unknown' || newer === undefined || newer.mzxid <= zxid) return
  const reason = `${happening.node} reads ${path} as of ${formatZxid(zxid)}, and ${formatZxid(newer.mzxid)} was answered before it asked`
  allow(state, happening, reason)
}

function differs(outcome: OpOutcome, due: Exclude<Lookup, 'unknown'>): string | undefined {
  if (!outcome.ok) return outcome.error === 'noNode' && due !== undefined ? 'noNode, but it was there' : undefined
  if (due === undefined) return 'an answer, but there was none'
  if (due.vague) return undefined
  if (outcome.data !== undefined && !isSameData(outcome.data, due.data)) return 'other data than it had'
  const field = outcome.stat === undefined ? undefined : statDifference(outcome.stat, statOf(due))
  return field
}

function namesDiffer(ledger: Ledger, request: ClientOp, outcome: OpOutcome, zxid: Zxid): string | undefined {
  if (request.type !== 'getChildren' || !outcome.ok || outcome.children === undefined) return undefined
  const due = childrenAt(ledger.model, request.path, zxid)
  if (due === undefined) return undefined
  const { children } = outcome
  const extra = children.find((name) => !due.has(name))
  if (extra !== undefined) return `a child ${extra} that was not there`
  if (children.length === due.size) return undefined
  const lost = [...due].find((name) => !children.includes(name))
  return `no child ${lost ?? ''}, but it was there`
}
