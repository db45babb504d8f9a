/**
 * Writes are linearizable, with the zxid as witness: the committed history, replayed request by request in a model tree of
 * our own, gives every client the very answer that it got, error, name and each field of the Stat. A write without an answer
 * (its connection broke) is where the history has it, or nowhere: the history says which.
 *
 * The history must be possible: nothing is done that the tree forbids, nothing is refused that it allows (rights, limits and
 * closed sessions aside). That answers are in real-time order is the matter of `realTime.ts`.
 */
import { formatZxid, type NodeName, type SessionId, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import { type KeeperErrorName, keeperErrorName } from '../../ground/jute/errors.ts'
import type { Stat } from '../../ground/jute/records.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { ClientOp, PartOutcome } from '../../protocol/client/seam.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Of, remember, type Violation } from './checker.ts'
import { foretell, TREE_ERRORS, toldBy } from './foretell.ts'
import { createLedger, type Entry, follow, type Ledger, missInLedger } from './ledger.ts'
import { happen, type Model, now, statOf } from './model.ts'
import { statDifference } from './stats.ts'

/** What one part of a transaction left: what its answer must say. */
type Left = { readonly error: KeeperErrorName; readonly path: string | undefined; readonly stat: Stat | undefined }
type Result = {
  readonly session: SessionId
  readonly cxid: number
  readonly parts: readonly Left[]
  readonly whole: Left
}
export type WritesState = Counted & {
  readonly ledger: Ledger
  readonly sessions: Map<NodeName, SessionId>
  /** What is asked for and not committed yet, by session and xid. */
  readonly requests: Map<string, ClientOp>
  readonly results: Map<Zxid, Result>
}

export function createWrites(): WritesState {
  return { count: 0, ledger: createLedger(), sessions: new Map(), requests: new Map(), results: new Map() }
}

export function observeWrites(state: WritesState, happening: Happening): Violation | undefined {
  let impossible: string | undefined
  follow(state.ledger, happening, (entry) => {
    impossible ??= onCommitted(state, entry)
  })
  return judged('writes', happening, impossible ?? rule(state, happening))
}

export function missWrites(state: WritesState, node: NodeName): void {
  missInLedger(state.ledger, node)
  state.sessions.delete(node)
}

function rule(state: WritesState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'connected':
      remember(state.sessions, node, event.session)
      return undefined
    case 'sent': {
      const session = state.sessions.get(node)
      if (session === undefined || event.request === undefined || !isWrite(event.request)) return undefined
      remember(state.requests, keyOf(session, event.xid), event.request)
      return undefined
    }
    case 'answered':
      return onAnswered(state, node, event)
    default:
      return undefined
  }
}

function keyOf(session: SessionId, xid: number): string {
  return `${session}/${xid}`
}
/** Whether a majority answers it, and the model knows what it does. */
function isWrite({ type }: ClientOp): boolean {
  return ['create', 'delete', 'setData', 'setACL', 'check', 'multi'].includes(type)
}
function partsOfOp(op: ClientOp): readonly ClientOp[] {
  return op.type === 'multi' ? op.ops : [op]
}
function partsOfTxn(txn: Txn): readonly Txn[] {
  return txn.type === 'multi' ? txn.txns : [txn]
}

function onCommitted(state: WritesState, { zxid, header, txn }: Entry): string | undefined {
  const { model } = state.ledger
  const key = keyOf(header.clientId, header.cxid)
  const op = state.requests.get(key)
  state.requests.delete(key)
  const parts = partsOfTxn(txn)
  const failedAt = parts.findIndex((part) => part.type === 'error')
  const asked = op === undefined ? [] : partsOfOp(op)
  const left: Left[] = []
  let impossible: string | undefined
  for (const [index, part] of parts.entries()) {
    const request = asked[index]
    const isTried = failedAt === -1 || (index === failedAt && isApart(asked, index))
    if (request !== undefined && isTried) impossible ??= impossibleIn(model, request, part)
    left.push(failedAt === -1 ? doPart(model, header, part) : leftByFailed(part, index < failedAt))
  }
  const failed = failedAt === -1 ? undefined : left[failedAt]
  const whole = failed ?? left[0] ?? { error: 'ok', path: undefined, stat: undefined }
  remember(state.results, zxid, { session: header.clientId, cxid: header.cxid, parts: left, whole })
  return impossible === undefined ? undefined : `${formatZxid(zxid)}: ${impossible}`
}

/** Whether no part before it can have changed what it finds: a multi that failed leaves nothing to look at. */
function isApart(asked: readonly ClientOp[], index: number): boolean {
  return index === 0 || asked.slice(0, index).every(({ type }) => type === 'check')
}

function impossibleIn(model: Model, op: ClientOp, txn: Txn): string | undefined {
  const told = foretell(model, op)
  if (told === 'unknown') return undefined
  const what = `${op.type} ${'path' in op ? op.path : ''}`
  if (txn.type === 'error') {
    const error = keeperErrorName(txn.err)
    if (error === undefined || !TREE_ERRORS.has(error) || told.error === error) return undefined
    return `${what} fails with ${error}, but ${told.error === 'ok' ? 'nothing stands against it' : `it must be ${told.error}`}`
  }
  if (told.error !== 'ok') return `${what} is done, but it must fail with ${told.error}`
  const { path, version } = toldBy(txn)
  if (told.path !== undefined && path !== told.path) return `${what} makes ${path}, but ${told.path} is due`
  if (told.version === undefined || version === told.version) return undefined
  return `${what} makes version ${version}, but ${told.version} is due`
}

function doPart(model: Model, header: TxnHeader, part: Txn): Left {
  happen(model, header, part)
  const { path } = toldBy(part)
  const node = path === undefined ? undefined : now(model, path)
  const isKnown = node !== undefined && node !== 'unknown' && !node.vague
  return { error: 'ok', path, stat: isKnown ? statOf(node) : undefined }
}

function leftByFailed(part: Txn, isBefore: boolean): Left {
  const error = part.type === 'error' ? keeperErrorName(part.err) : undefined
  return { error: error ?? (isBefore ? 'ok' : 'runtimeInconsistency'), path: undefined, stat: undefined }
}

function onAnswered(state: WritesState, node: NodeName, event: Of<'answered'>): string | undefined {
  const { zxid, outcome, error, op, xid } = event
  const session = state.sessions.get(node)
  if (session === undefined || outcome === undefined || zxid <= ZXID_ZERO || !WRITE_NAMES.has(op)) return undefined
  const result = state.results.get(zxid)
  if (result === undefined) return undefined
  // Refused before it had a place in the order: the answer's zxid is not its own.
  const isOwn = result.session === session && result.cxid === xid
  const told = `${node} is told that its ${op} ${event.path ?? ''} (${formatZxid(zxid)})`
  if (!isOwn) return error === 'ok' || TREE_ERRORS.has(error) ? `${told} is done, but that is another's` : undefined
  state.count += 1
  const { whole, parts } = result
  if (whole.error !== error) return `${told} ended with ${error}, but the history has ${whole.error}`
  const answers: readonly PartOutcome[] = outcome.results ?? (outcome.ok ? [outcome] : [])
  for (const [index, left] of parts.entries()) {
    const wrong = differs(answers[index], left)
    if (wrong !== undefined) return `${told} ${wrong}`
  }
  return undefined
}
const WRITE_NAMES: ReadonlySet<string> = new Set([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'setData',
  'setACL',
  'multi',
])

/** How an answer differs from what the history left, in words. */
function differs(answer: PartOutcome | undefined, left: Left): string | undefined {
  if (answer === undefined) return undefined
  if (!answer.ok) return answer.error === left.error ? undefined : `has ${answer.error} where ${left.error} is due`
  if (answer.path !== undefined && left.path !== undefined && answer.path !== left.path) {
    return `made ${answer.path}, but the history has ${left.path}`
  }
  const field =
    answer.stat === undefined || left.stat === undefined ? undefined : statDifference(answer.stat, left.stat)
  return field === undefined ? undefined : `left ${field}`
}
