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
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { ClientOp, PartOutcome } from '../../protocol/client/seam.ts'
import type { Happening } from '../engine.ts'
import { type Counted, judged, type Of, remember, type Violation } from './checker.ts'
import { type Foretold, foretell, TREE_ERRORS, toldBy } from './foretell.ts'
import { createLedger, type Entry, follow, type Ledger, missInLedger } from './ledger.ts'
import { happen, type Known, type Model, now, statOf } from './model.ts'
import { type ByRequest, createByRequest, dropRequest, putRequest, requestAt } from './requests.ts'
import { statDifference } from './stats.ts'
import { type ByZxid, createByZxid, putAt, valueAt } from './zxids.ts'

/** What one part of a transaction left, and the znode where it is known: what its answer must say. */
type Left = { readonly error: KeeperErrorName; readonly path: string | undefined; readonly node: Known | undefined }
type Result = {
  readonly session: SessionId
  readonly cxid: number
  readonly parts: readonly Left[]
  readonly whole: Left
}
export type WritesState = Counted & {
  readonly ledger: Ledger
  readonly sessions: Map<NodeName, SessionId>
  /** What is asked for and not committed yet. */
  readonly requests: ByRequest<ClientOp>
  readonly results: ByZxid<Result>
}

export function createWrites(): WritesState {
  const [requests, results] = [createByRequest<ClientOp>(), createByZxid<Result>()]
  return { count: 0, ledger: createLedger(), sessions: new Map(), requests, results }
}

export function observeWrites(state: WritesState, happening: Happening): Violation | undefined {
  return judged('writes', happening, follow(state.ledger, happening, state, onCommitted) ?? rule(state, happening))
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
      const { request, xid } = event
      const session = request === undefined || !isWrite(request) ? undefined : state.sessions.get(node)
      if (request !== undefined && session !== undefined) putRequest(state.requests, session, xid, request)
      return undefined
    }
    case 'answered':
      return onAnswered(state, node, event)
    default:
      return undefined
  }
}

/** Whether a majority answers it, and the model knows what it does. */
function isWrite({ type }: ClientOp): boolean {
  switch (type) {
    case 'create':
    case 'delete':
    case 'setData':
    case 'setACL':
    case 'check':
    case 'multi':
      return true
    default:
      return false
  }
}
function partsOfOp(op: ClientOp): readonly ClientOp[] {
  return op.type === 'multi' ? op.ops : [op]
}

function onCommitted(state: WritesState, { zxid, header, txn }: Entry): string | undefined {
  const { clientId: session, cxid } = header
  const op = requestAt(state.requests, session, cxid)
  if (op !== undefined) dropRequest(state.requests, session, cxid)
  const { model } = state.ledger
  if (txn.type === 'multi') return onMulti(state, zxid, header, op === undefined ? [] : partsOfOp(op), txn.txns)
  const asked = op?.type === 'multi' ? op.ops[0] : op
  const impossible = asked === undefined ? undefined : impossibleIn(model, asked, txn)
  const whole = txn.type === 'error' ? leftByFailed(txn, false) : doPart(model, header, txn)
  putAt(state.results, zxid, { session, cxid, parts: [whole], whole })
  return impossible === undefined ? undefined : `${formatZxid(zxid)}: ${impossible}`
}

function onMulti(
  state: WritesState,
  zxid: Zxid,
  header: TxnHeader,
  asked: readonly ClientOp[],
  parts: readonly Txn[],
): string | undefined {
  const { model } = state.ledger
  const failedAt = parts.findIndex((part) => part.type === 'error')
  const left: Left[] = []
  let impossible: string | undefined
  for (const [index, part] of parts.entries()) {
    const request = asked[index]
    const isTried = failedAt === -1 || (index === failedAt && isApart(asked, index))
    if (request !== undefined && isTried) impossible ??= impossibleIn(model, request, part)
    left.push(failedAt === -1 ? doPart(model, header, part) : leftByFailed(part, index < failedAt))
  }
  const failed = failedAt === -1 ? undefined : left[failedAt]
  const whole = failed ?? left[0] ?? { error: 'ok', path: undefined, node: undefined }
  putAt(state.results, zxid, { session: header.clientId, cxid: header.cxid, parts: left, whole })
  return impossible === undefined ? undefined : `${formatZxid(zxid)}: ${impossible}`
}

/** Whether no part before it can have changed what it finds: a multi that failed leaves nothing to look at. */
function isApart(asked: readonly ClientOp[], index: number): boolean {
  return index === 0 || asked.slice(0, index).every(({ type }) => type === 'check')
}

function impossibleIn(model: Model, op: ClientOp, txn: Txn): string | undefined {
  const told = foretell(model, op)
  const wrong = told === 'unknown' ? undefined : otherwise(told, txn)
  return wrong === undefined ? undefined : `${op.type} ${'path' in op ? op.path : ''} ${wrong}`
}
/** What became of it where something else was foretold, in words. */
function otherwise(told: Exclude<Foretold, 'unknown'>, txn: Txn): string | undefined {
  if (txn.type === 'error') {
    const error = keeperErrorName(txn.err)
    if (error === undefined || !TREE_ERRORS.has(error) || told.error === error) return undefined
    return `fails with ${error}, but ${told.error === 'ok' ? 'nothing stands against it' : `it must be ${told.error}`}`
  }
  if (told.error !== 'ok') return `is done, but it must fail with ${told.error}`
  const { path, version } = toldBy(txn)
  if (told.path !== undefined && path !== told.path) return `makes ${path}, but ${told.path} is due`
  if (told.version === undefined || version === told.version) return undefined
  return `makes version ${version}, but ${told.version} is due`
}

function doPart(model: Model, header: TxnHeader, part: Txn): Left {
  happen(model, header, part)
  const path = 'path' in part ? part.path : undefined
  const node = path === undefined ? undefined : now(model, path)
  const isKnown = node !== undefined && node !== 'unknown' && !node.vague
  return { error: 'ok', path, node: isKnown ? node : undefined }
}

function leftByFailed(part: Txn, isBefore: boolean): Left {
  const error = part.type === 'error' ? keeperErrorName(part.err) : undefined
  return { error: error ?? (isBefore ? 'ok' : 'runtimeInconsistency'), path: undefined, node: undefined }
}

function onAnswered(state: WritesState, node: NodeName, event: Of<'answered'>): string | undefined {
  const { zxid, outcome, error, op, xid } = event
  if (outcome === undefined || zxid <= ZXID_ZERO || !WRITE_NAMES.has(op)) return undefined
  const session = state.sessions.get(node)
  const result = session === undefined ? undefined : valueAt(state.results, zxid)
  if (result === undefined) return undefined
  // Refused before it had a place in the order: the answer's zxid is not its own.
  const isOwn = result.session === session && result.cxid === xid
  if (!isOwn)
    return error === 'ok' || TREE_ERRORS.has(error) ? told(node, event, "is done, but that is another's") : undefined
  state.count += 1
  const { whole, parts } = result
  if (whole.error !== error) return told(node, event, `ended with ${error}, but the history has ${whole.error}`)
  const results = outcome.results ?? (outcome.ok ? [outcome] : NO_PARTS)
  for (let i = 0; i < parts.length && i < results.length; i++) {
    const [left, answer] = [parts[i], results[i]]
    const wrong = left === undefined || answer === undefined ? undefined : differs(answer, left)
    if (wrong !== undefined) return told(node, event, wrong)
  }
  return undefined
}
const NO_PARTS: readonly PartOutcome[] = []
function told(node: NodeName, { op, path, zxid }: Of<'answered'>, what: string): string {
  return `${node} is told that its ${op} ${path ?? ''} (${formatZxid(zxid)}) ${what}`
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
function differs(answer: PartOutcome, left: Left): string | undefined {
  if (!answer.ok) return answer.error === left.error ? undefined : `has ${answer.error} where ${left.error} is due`
  if (answer.path !== undefined && left.path !== undefined && answer.path !== left.path) {
    return `made ${answer.path}, but the history has ${left.path}`
  }
  const { node } = left
  const field = answer.stat === undefined || node === undefined ? undefined : statDifference(answer.stat, statOf(node))
  return field === undefined ? undefined : `left ${field}`
}
