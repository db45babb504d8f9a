import { describe, expect, test } from 'vitest'
import { clientNode, serverId, serverNode } from '../../ground/ids.ts'
import {
  centredAt,
  laneHeights,
  laneOrder,
  lineOf,
  moved,
  nearestLine,
  type Passage,
  SPAN_MS_MAX,
  SPAN_MS_MIN,
  ticksOf,
  timeAt,
  windowOf,
  xOf,
  zoomed,
} from './spaceTime.ts'

const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))
const s10 = serverNode(serverId(10))
const plot = { left: 0, right: 1000, top: 0, bottom: 200 }
const window = { start: 1000, end: 2000 }
const lanes = laneHeights([s1, s2], plot)
const passage: Passage = { from: s1, to: s2, sentAt: 1100, dueAt: 1200, endedAt: 1200, lost: false }

test('servers come before clients, and ten comes after two', () => {
  expect(laneOrder([clientNode('B'), s10, clientNode('A'), s2, s1])).toEqual([
    s1,
    s2,
    s10,
    clientNode('A'),
    clientNode('B'),
  ])
})

test('a place is a time and a time is a place', () => {
  expect(xOf(window, plot, 1250)).toBe(250)
  expect(timeAt(window, plot, 250)).toBe(1250)
})

describe('a message', () => {
  test('slants from the lane of its sender to the lane of its receiver', () => {
    expect(lineOf(passage, lanes, window, plot, 5000)).toEqual({ from: { x: 100, y: 50 }, to: { x: 200, y: 150 } })
  })
  test('that is under way reaches as far as the clock', () => {
    const line = lineOf({ ...passage, endedAt: undefined }, lanes, window, plot, 1150)
    expect(line?.to).toEqual({ x: 150, y: 100 })
  })
  test('that was lost ends between the lanes', () => {
    const line = lineOf({ ...passage, endedAt: 1125, lost: true }, lanes, window, plot, 5000)
    expect(line?.to).toEqual({ x: 125, y: 75 })
  })
  test('without any delay is upright', () => {
    const line = lineOf({ ...passage, dueAt: 1100, endedAt: 1100 }, lanes, window, plot, 5000)
    expect(line).toEqual({ from: { x: 100, y: 50 }, to: { x: 100, y: 150 } })
  })
  test('of another time, or to a node without a lane, has no line', () => {
    expect(lineOf(passage, lanes, { start: 1300, end: 2000 }, plot, 5000)).toBeUndefined()
    expect(lineOf(passage, lanes, { start: 0, end: 1000 }, plot, 5000)).toBeUndefined()
    expect(lineOf({ ...passage, to: s10 }, lanes, window, plot, 5000)).toBeUndefined()
  })
})

describe('the view', () => {
  const live = { spanMs: 1000, end: undefined }
  const kept = { start: 0, end: 10_000 }
  test('follows the clock, with a little room after now', () => {
    const { start, end } = windowOf(live, 10_000)
    expect(end).toBeGreaterThan(10_000)
    expect(end - start).toBe(1000)
  })
  test('dragged back leaves the clock, and dragged to now follows it again', () => {
    const past = moved(live, -3000, kept)
    expect(past.end).toBeCloseTo(7030)
    expect(moved(past, 2000, kept).end).toBeCloseTo(9030)
    expect(moved(past, 4000, kept)).toEqual(live)
  })
  test('stays within what is kept', () => {
    expect(moved(live, -99_000, kept).end).toBe(500)
  })
  test('keeps its anchor in place when it is zoomed, between the shortest and the longest span', () => {
    const past = { spanMs: 1000, end: 5000 }
    const near = zoomed(past, 0.5, 4500)
    expect(xOf(windowOf(near, 0), plot, 4500)).toBe(xOf(windowOf(past, 0), plot, 4500))
    expect(zoomed(past, 0.001, 4500).spanMs).toBe(SPAN_MS_MIN)
    expect(zoomed(past, 1000, 4500).spanMs).toBe(SPAN_MS_MAX)
    expect(zoomed(live, 2, 4500)).toEqual({ spanMs: 2000, end: undefined })
  })
  test('has a chosen moment in its middle', () => {
    expect(windowOf(centredAt(live, 4000), 10_000)).toEqual({ start: 3500, end: 4500 })
  })
})

test('ticks are round and not too near to each other', () => {
  expect(ticksOf(window, plot, 90)).toEqual([1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000])
  expect(ticksOf(window, plot, 120)).toEqual([1000, 1200, 1400, 1600, 1800, 2000])
  expect(ticksOf({ start: -500, end: 500 }, plot, 300)).toEqual([0, 500])
  expect(ticksOf(window, { ...plot, right: 0 }, 90)).toEqual([])
})

test('the pointer finds the nearest line within its reach', () => {
  const lines = [
    { from: { x: 0, y: 0 }, to: { x: 100, y: 100 } },
    { from: { x: 50, y: 0 }, to: { x: 150, y: 100 } },
  ]
  expect(nearestLine(lines, { x: 52, y: 50 }, 6)).toBe(0)
  expect(nearestLine(lines, { x: 99, y: 50 }, 6)).toBe(1)
  expect(nearestLine(lines, { x: 75, y: 50 }, 6)).toBeUndefined()
})
