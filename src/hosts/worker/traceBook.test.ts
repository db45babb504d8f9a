import { expect, test } from 'vitest'
import { linkId, serverId, serverNode } from '../../ground/ids.ts'
import {
  leaveIn,
  note,
  takeLines,
  traceBook,
  traced,
  tracedBytesMax,
  traceEveryMs,
  traceLinesMax,
} from './traceBook.ts'

const line = { at: 1, event: { type: 'mark', name: 'x' } } as const

test('the first line of a quiet moment leaves at once, the next ones together', () => {
  const book = traceBook()
  expect(leaveIn(book, 1000)).toBe(Number.POSITIVE_INFINITY)
  note(book, line)
  expect(leaveIn(book, 1000)).toBe(0)
  expect(takeLines(book, 1000)).toEqual([line])
  note(book, line)
  expect(leaveIn(book, 1004)).toBe(traceEveryMs - 4)
  expect(leaveIn(book, 1000 + traceEveryMs)).toBe(0)
})
test('a flood does not wait for its turn', () => {
  const book = traceBook()
  takeLines(book, 1000)
  for (let i = 0; i < traceLinesMax; i++) note(book, line)
  expect(leaveIn(book, 1001)).toBe(0)
})
test('the trace of a huge message shows its beginning; the message itself is untouched', () => {
  const s1 = serverNode(serverId(1))
  const bytes = new Uint8Array(2 * tracedBytesMax)
  const head = { from: s1, to: s1, seq: 1, link: linkId('l'), channel: 'quorum', kind: 'data' } as const
  const flight = { ...head, sentAt: 0, dueAt: 0, bytes }
  expect(traced(flight).bytes).toHaveLength(tracedBytesMax)
  expect(flight.bytes).toHaveLength(2 * tracedBytesMax)
})
