/**
 * Answered operations of the recent past with when they were asked and answered, for rules about real time. They may be
 * noted in any order: which came first is read from their times, never from when we heard of them.
 */
import type { Millis, NodeName, Zxid } from '../../ground/ids.ts'

/** Spans that are kept. */
export const SPANS_MAX: number = 2000

export type Span = {
  readonly node: NodeName
  readonly sentAt: Millis
  readonly answeredAt: Millis
  readonly zxid: Zxid
}
/** `best` of an entry is the span with the highest zxid up to it, in the order of `answeredAt`. */
export type Spans = { entries: { readonly span: Span; best: Span }[]; lastSentAt: Millis }

export function createSpans(): Spans {
  return { entries: [], lastSentAt: Number.NEGATIVE_INFINITY }
}

export function noteSpan(spans: Spans, span: Span): void {
  const { entries } = spans
  let index = entries.length
  while (index > 0 && (entries[index - 1]?.span.answeredAt ?? 0) > span.answeredAt) index--
  if (index === entries.length) entries.push({ span, best: span })
  else entries.splice(index, 0, { span, best: span })
  for (let i = index; i < entries.length; i++) {
    const entry = entries[i]
    const before = entries[i - 1]?.best
    if (entry !== undefined) entry.best = before !== undefined && before.zxid > entry.span.zxid ? before : entry.span
  }
  spans.lastSentAt = Math.max(spans.lastSentAt, span.sentAt)
  // The best of what is dropped lives on in `best` of those behind it.
  if (entries.length >= 2 * SPANS_MAX) entries.splice(0, SPANS_MAX)
}

/** Of all that was answered before `sentAt`, the span with the highest zxid. */
export function bestBefore({ entries }: Spans, sentAt: Millis): Span | undefined {
  let high = entries.length
  // Mostly all but the last few were answered before.
  let low = Math.max(0, high - 8)
  if ((entries[low]?.span.answeredAt ?? 0) >= sentAt) low = 0
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.span.answeredAt ?? 0) < sentAt) low = middle + 1
    else high = middle
  }
  return entries[low - 1]?.best
}

/** One that was asked after `answeredAt` and has a zxid below `zxid`. */
export function lowerAfter({ entries, lastSentAt }: Spans, { answeredAt, zxid }: Span): Span | undefined {
  if (lastSentAt <= answeredAt) return undefined
  return entries.find(({ span }) => span.sentAt > answeredAt && span.zxid < zxid)?.span
}
