/**
 * Writes are in real-time order (linearizability, with the zxid as witness): a write that was asked for after another was
 * answered comes after it. What was first is read from the nodes' common clock, not from when we heard of it.
 */
import { formatZxid, type Millis, type NodeName, ZXID_ZERO } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, isWipe, judged, REMEMBERED_MAX, type Violation } from './checker.ts'
import { bestBefore, createSpans, lowerAfter, noteSpan, type Span, type Spans } from './spans.ts'
import { type ByXid, createByXid, putXid, takeXid } from './xids.ts'

/** When each request that is under way was sent, writes and syncs, by client. */
export type Underway = Map<NodeName, ByXid<Millis>>
/** `span`: what ended with the last answer that was followed. `spans`: of writes. */
export type Answered = { readonly underway: Underway; span: Span | undefined; spans: Spans }
export type RealTimeState = Counted & { readonly answered: Answered }

/** Operations that get a zxid of their own. */
export const WRITES: ReadonlySet<OpName> = new Set<OpName>([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'setData',
  'setACL',
  'multi',
])

export function createRealTime(): RealTimeState {
  return { count: 0, answered: createAnswered() }
}
export function createAnswered(): Answered {
  return { underway: new Map(), span: undefined, spans: createSpans() }
}

export function observeRealTime(state: RealTimeState, happening: Happening): Violation | undefined {
  // With a disk gone epochs may begin anew: later writes need not have higher zxids.
  const { answered } = state
  const { event } = happening
  if (isWipe(event)) answered.spans = createSpans()
  const span = spanOf(answered, happening)
  if (span === undefined || event.type !== 'answered' || event.op === 'sync') return undefined
  return judged('realTime', happening, rule(state, span))
}

export function missRealTime(state: RealTimeState, node: NodeName): void {
  state.answered.underway.delete(node)
}

function rule(state: RealTimeState, span: Span): string | undefined {
  const { spans } = state.answered
  state.count += 1
  const before = bestBefore(spans, span.sentAt)
  const after = lowerAfter(spans, span)
  noteSpan(spans, span)
  if (before !== undefined && before.zxid >= span.zxid) return reversed(before, span)
  return after === undefined ? undefined : reversed(span, after)
}

function reversed(first: Span, second: Span): string {
  return `${second.node} wrote ${formatZxid(second.zxid)} after ${formatZxid(first.zxid)} was answered, but comes before it in the order`
}

/** Follows writes and syncs from their sending to their answer: the span of one that ends here. */
export function spanOf(answered: Answered, happening: Happening): Span | undefined {
  answered.span = ending(answered.underway, happening)
  return answered.span
}
function ending(clients: Underway, { at, node, event }: Happening): Span | undefined {
  switch (event.type) {
    case 'connected':
    case 'disconnected':
    case 'nodeEnded':
      clients.delete(node)
      return undefined
    case 'sent': {
      if (event.xid <= 0 || !isTimed(event.op)) return undefined
      const own = ensure(clients, node, nothing)
      if (own.xids.length < REMEMBERED_MAX) putXid(own, event.xid, at)
      return undefined
    }
    case 'answered': {
      const own = isTimed(event.op) ? clients.get(node) : undefined
      const sentAt = own === undefined ? undefined : takeXid(own, event.xid)
      if (sentAt === undefined || event.error !== 'ok' || event.zxid <= ZXID_ZERO) return undefined
      return { node, sentAt, answeredAt: at, zxid: event.zxid }
    }
    default:
      return undefined
  }
}
function isTimed(op: OpName): boolean {
  return op === 'sync' || WRITES.has(op)
}
function nothing(): ByXid<Millis> {
  return createByXid()
}
