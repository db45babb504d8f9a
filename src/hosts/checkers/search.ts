/**
 * A second opinion that trusts no zxid: for each znode, what clients asked and were told is searched for an order that
 * explains it (`configurations.ts`). Linearizability is local (Herlihy & Wing 1990): each znode may be looked at alone.
 *
 * Only writes are judged, as reads may be stale. Names with numbers are left out: who asks doesn't know the path. Where
 * somebody writes whom the trace does not show (a program outside, lost lines), all begin anew, or are silent.
 */
import type { Millis, NodeName } from '../../ground/ids.ts'
import { isSequential } from '../../ground/jute/opcodes.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isWipe, type Of, remember, type Violation } from './checker.ts'
import {
  type Answer,
  call,
  createSearch,
  lose as loseIn,
  type Operation,
  retire,
  type Search,
  settle,
} from './configurations.ts'

const ZNODES_MAX = 2000
/** The id of the one operation that takes a znode away with its session, as often as it is there. */
const VANISHING = -1
const VANISH: Operation = { type: 'vanish' }
/** Operations that are open on one znode, and happenings that wait for their turn: beyond that the search gives up. */
const OPEN_MAX = 12
const WAITING_MAX = 5000
/** A request that was lost on its way arrives within this time, or never: every link and server gave up long before. */
const LOST_MS_MAX: Millis = 120_000
/** Time by which a client's lines may be late. */
const LATE_MS_MAX: Millis = 30_000

/** What one part of a request does to its znode; `index` is its place in a multi. `id` names it in the search. */
type Part = { readonly path: string; readonly operation: Operation; readonly id: number; readonly index: number }
export type SearchState = Counted & {
  readonly znodes: Map<string, Search>
  readonly underway: Map<NodeName, Map<number, readonly Part[]>>
  /** Parts without an answer, oldest first. */
  lost: { readonly node: NodeName; readonly at: Millis; readonly part: Part }[]
  /** What clients told and is not looked at yet, as somebody may still tell of an earlier time. */
  waiting: Happening[]
  /** The earliest time among them. */
  oldest: Millis
  /** When each client was heard of last. */
  readonly heard: Map<NodeName, Millis>
  nextId: number
  /** Somebody writes whom nobody shows. */
  isBlind: boolean
}

export function createSearching(): SearchState {
  const maps = { znodes: new Map(), underway: new Map(), heard: new Map() }
  return { count: 0, ...maps, lost: [], waiting: [], oldest: Number.POSITIVE_INFINITY, nextId: 0, isBlind: false }
}

export function observeSearch(state: SearchState, happening: Happening): Violation | undefined {
  const { at, node, event } = happening
  if (event.type === 'externalOpened' || event.type === 'remoteChanged') state.isBlind = true
  if (state.isBlind) return undefined
  if (isWipe(event)) restart(state)
  if (!node.startsWith('c')) return undefined
  switch (event.type) {
    case 'connected':
      state.heard.set(node, at)
      break
    case 'sent':
    case 'answered':
      // Who is met in the middle of its life may have asked for what we did not see.
      if (!state.heard.has(node)) restart(state)
      state.heard.set(node, at)
      if (event.xid > 0) wait(state, happening)
      break
    case 'nodeEnded':
    case 'disconnected':
    case 'nodeFrozen':
    case 'clientStopped':
      state.heard.set(node, Number.POSITIVE_INFINITY)
      if (event.type === 'nodeEnded' || event.type === 'clientStopped') wait(state, happening)
      break
    default:
      return undefined
  }
  return lookAt(state)
}

/** Lines of a client are lost: what it wrote then is unknown. */
export function missSearch(state: SearchState, node: NodeName): void {
  if (node.startsWith('c')) restart(state)
}

function restart(state: SearchState): void {
  state.znodes.clear()
  state.underway.clear()
  state.waiting = []
  state.oldest = Number.POSITIVE_INFINITY
  state.lost = []
}

function wait(state: SearchState, happening: Happening): void {
  state.waiting.push(happening)
  state.oldest = Math.min(state.oldest, happening.at)
}

/** Looks at all that is older than what anybody may still tell. */
function lookAt(state: SearchState): Violation | undefined {
  if (state.waiting.length > WAITING_MAX) restart(state)
  let newest = 0
  let until = Number.POSITIVE_INFINITY
  for (const at of state.heard.values()) {
    if (at < until) until = at
    if (at !== Number.POSITIVE_INFINITY && at > newest) newest = at
  }
  until = Math.max(until, newest - LATE_MS_MAX)
  if (state.oldest >= until) return undefined
  const ready = state.waiting.filter(({ at }) => at < until)
  state.waiting = state.waiting.filter(({ at }) => at >= until)
  state.oldest = state.waiting.reduce((oldest, { at }) => Math.min(oldest, at), Number.POSITIVE_INFINITY)
  // At one time, whoever asks comes first: the two may have been under way together.
  ready.sort((a, b) => a.at - b.at || rank(a) - rank(b))
  for (const happening of ready) {
    const reason = onTurn(state, happening)
    if (reason !== undefined) return { checker: 'search', reason, happening }
  }
  return undefined
}
function rank({ event }: Happening): number {
  return event.type === 'sent' ? 0 : 1
}

function onTurn(state: SearchState, { at, node, event }: Happening): string | undefined {
  while (state.lost[0] !== undefined && state.lost[0].at < at - LOST_MS_MAX) retireParts(state, state.lost.splice(0, 1))
  switch (event.type) {
    case 'sent':
      return event.request === undefined ? undefined : onSent(state, node, event.xid, event.request)
    case 'answered':
      return onAnswered(state, at, node, event)
    default:
      for (const parts of state.underway.get(node)?.values() ?? []) lose(state, at, node, parts)
      state.underway.delete(node)
      return undefined
  }
}

function lose({ lost, znodes }: SearchState, at: Millis, node: NodeName, parts: readonly Part[]): void {
  for (const part of parts) {
    lost.push({ node, at, part })
    const search = znodes.get(part.path)
    if (search !== undefined) loseIn(search, part.id)
  }
}
function retireParts({ znodes }: SearchState, lost: SearchState['lost']): void {
  for (const { part } of lost) {
    const search = znodes.get(part.path)
    if (search !== undefined) retire(search, part.id)
  }
}

function onSent(state: SearchState, node: NodeName, xid: number, request: ClientOp): undefined {
  const parts: Part[] = []
  const ops: readonly ClientOp[] = request.type === 'multi' ? request.ops : [request]
  for (const [index, op] of ops.entries()) {
    const operation = operationOf(op)
    if (operation === undefined || !('path' in op)) continue
    const search = znodeOf(state, op.path)
    const id = state.nextId++
    call(search, id, operation)
    if (op.type === 'create' && op.mode !== 'persistent') call(search, VANISHING, VANISH)
    parts.push({ path: op.path, operation, id, index })
  }
  if (parts.length === 0) return
  const own = state.underway.get(node) ?? new Map<number, readonly Part[]>()
  own.set(xid, parts)
  state.underway.set(node, own)
}

/** The search for a znode. Where it gave up, another begins that knows nothing, once there is less under way. */
function znodeOf(state: SearchState, path: string): Search {
  const known = state.znodes.get(path)
  if (known !== undefined && !known.gaveUp && known.open.size >= OPEN_MAX) known.gaveUp = true
  const search = known === undefined || (known.gaveUp && known.open.size < OPEN_MAX / 2) ? createSearch() : known
  if (search === known) return search
  for (const [id, operation] of known?.open ?? []) call(search, id, operation)
  for (const id of known?.lost ?? []) loseIn(search, id)
  remember(state.znodes, path, search, ZNODES_MAX)
  return search
}

/** What a request does to the znode at its path. */
function operationOf(op: ClientOp): Operation | undefined {
  switch (op.type) {
    case 'create':
      return isSequential(op.mode) ? undefined : { type: 'create' }
    case 'delete':
      return { type: 'delete', version: op.version }
    case 'setData':
      return { type: 'set', version: op.version }
    case 'check':
      return { type: 'check', version: op.version }
    default:
      return undefined
  }
}

function onAnswered(state: SearchState, at: Millis, node: NodeName, event: Of<'answered'>): string | undefined {
  const own = state.underway.get(node)
  const parts = own?.get(event.xid)
  if (parts === undefined) return undefined
  own?.delete(event.xid)
  const { outcome } = event
  if (outcome === undefined) {
    lose(state, at, node, parts)
    return undefined
  }
  // Requests of a session keep their order: what it lost before is done, or will not be.
  if (outcome.ok && state.lost.some((one) => one.node === node)) {
    retireParts(
      state,
      state.lost.filter((one) => one.node === node),
    )
    state.lost = state.lost.filter((one) => one.node !== node)
  }
  for (const part of parts) {
    const search = state.znodes.get(part.path)
    if (search === undefined) continue
    const answer = answerTo(part, event.op === 'multi', outcome)
    if (!settle(search, part.id, answer)) {
      state.znodes.delete(part.path)
      return `${node} is told ${told(answer)} of ${part.path} by its ${event.op}, and no order of what clients did explains it`
    }
    if (!search.gaveUp && search.open.size === (search.open.has(VANISHING) ? 1 : 0)) state.count += 1
  }
  return undefined
}

const NOTHING: Answer = { type: 'nothing' }
/** What the answer says of one znode. Of a multi that failed, nothing; nor of a create that lacks its parent. */
function answerTo({ operation, index }: Part, isMulti: boolean, outcome: OpOutcome): Answer {
  if (isMulti && !outcome.ok) return NOTHING
  const own = outcome.results?.[index] ?? outcome
  if (own.ok) return own.stat === undefined ? { type: 'ok' } : { type: 'ok', version: own.stat.version }
  const { error } = own
  if (error === 'noNode') return operation.type === 'create' ? NOTHING : { type: 'noNode' }
  return error === 'nodeExists' || error === 'badVersion' ? { type: error } : NOTHING
}
function told(answer: Answer): string {
  if (answer.type !== 'ok') return answer.type
  return answer.version === undefined ? 'success' : `version ${answer.version}`
}
