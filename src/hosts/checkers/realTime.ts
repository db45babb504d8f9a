/**
 * Writes are in real-time order (linearizability, with the zxid as witness): a write that was asked for after another was
 * answered comes after it. What was first is read from the nodes' common clock, not from when we heard of it.
 */
import { formatZxid, type Millis, type NodeName, ZXID_ZERO } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, isWipe, judged, REMEMBERED_MAX, type Violation } from './checker.ts'
import { bestBefore, createSpans, lowerAfter, noteSpan, type Span, type Spans } from './spans.ts'

/** When each request that is under way was sent, by xid. */
export type Underway = Map<NodeName, Map<number, Millis>>
export type RealTimeState = Counted & { readonly underway: Underway; spans: Spans }

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
  return { count: 0, underway: new Map(), spans: createSpans() }
}

export function observeRealTime(state: RealTimeState, happening: Happening): Violation | undefined {
  // With a disk gone epochs may begin anew: later writes need not have higher zxids.
  if (isWipe(happening.event)) state.spans = createSpans()
  const span = spanOf(state.underway, happening, isWrite)
  return judged('realTime', happening, span === undefined ? undefined : rule(state, span))
}

export function missRealTime(state: RealTimeState, node: NodeName): void {
  state.underway.delete(node)
}

function isWrite(op: OpName): boolean {
  return WRITES.has(op)
}

function rule(state: RealTimeState, span: Span): string | undefined {
  state.count += 1
  const before = bestBefore(state.spans, span.sentAt)
  const after = lowerAfter(state.spans, span)
  noteSpan(state.spans, span)
  if (before !== undefined && before.zxid >= span.zxid) return reversed(before, span)
  return after === undefined ? undefined : reversed(span, after)
}

function reversed(first: Span, second: Span): string {
  return `${second.node} wrote ${formatZxid(second.zxid)} after ${formatZxid(first.zxid)} was answered, but comes before it in the order`
}

/** Follows requests that are `wanted` from their sending to their answer: the span of one that ends here. */
export function spanOf(
  underway: Underway,
  { at, node, event }: Happening,
  wanted: (op: OpName) => boolean,
): Span | undefined {
  switch (event.type) {
    case 'connected':
    case 'disconnected':
    case 'nodeEnded':
      underway.delete(node)
      return undefined
    case 'sent': {
      if (event.xid <= 0 || !wanted(event.op)) return undefined
      const own = ensure(underway, node, none)
      if (own.size < REMEMBERED_MAX) own.set(event.xid, at)
      return undefined
    }
    case 'answered': {
      if (!wanted(event.op)) return undefined
      const own = underway.get(node)
      const sentAt = own?.get(event.xid)
      own?.delete(event.xid)
      if (sentAt === undefined || event.error !== 'ok' || event.zxid <= ZXID_ZERO) return undefined
      return { node, sentAt, answeredAt: at, zxid: event.zxid }
    }
    default:
      return undefined
  }
}
function none(): Map<number, Millis> {
  return new Map()
}
