import { beforeEach, expect, test } from 'vitest'
import { linkId, serverId, serverNode } from '../../ground/ids.ts'
import type { VirtualClock } from '../clock.ts'
import type { Flight, Happening } from '../engine.ts'
import { WATCH_SPEED } from './autoTempo.ts'
import {
  acted,
  clockView,
  conductorOf,
  heed,
  moveTo,
  nowOf,
  retempo,
  setHidden,
  setOutsiders,
  setPaused,
  setSpeed,
  speedMax,
  speedMin,
} from './conductor.ts'

let real = 0
let announced: VirtualClock[] = []
const conductor = (speed: number | 'auto') =>
  conductorOf(
    speed,
    (clock) => announced.push(clock),
    () => real,
  )
const s1 = serverNode(serverId(1))
const vote: Flight = {
  from: s1,
  to: serverNode(serverId(2)),
  seq: 1,
  link: linkId('l'),
  channel: 'election',
  kind: 'data',
  sentAt: 0,
  dueAt: 40,
  bytes: new Uint8Array(8),
}
const happening = (event: Happening['event']): Happening => ({ at: 0, node: s1, index: 0, event })

beforeEach(() => {
  real = 1000
  announced = []
})

test('pausing stops virtual time, playing goes on where it stopped', () => {
  const it = conductor(1)
  real = 1200
  setPaused(it, true)
  real = 5000
  expect(nowOf(it)).toBe(200)
  setPaused(it, false)
  real = 5100
  expect(nowOf(it)).toBe(300)
  expect(announced.map((clock) => clock.rate)).toEqual([0, 1])
})
test('a hidden tab stands still, and a paused one stays paused when it is seen again', () => {
  const it = conductor(1)
  setHidden(it, true)
  expect(clockView(it, 0).paused).toBe(true)
  setHidden(it, false)
  expect(clockView(it, 0).paused).toBe(false)
  setPaused(it, true)
  setHidden(it, true)
  setHidden(it, false)
  expect(clockView(it, 0).paused).toBe(true)
})
test('nodes hear of a change of the clock, and of nothing else', () => {
  const it = conductor(1)
  setSpeed(it, 1)
  retempo(it)
  expect(announced).toEqual([])
  setSpeed(it, 0.5)
  expect(announced.map((clock) => clock.rate)).toEqual([0.5])
})
test('a speed beyond the limits is the limit', () => {
  const it = conductor(1e9)
  expect(it.clock.rate).toBe(speedMax)
  setSpeed(it, 0)
  expect(it.speed).toBe(speedMin)
})
test('the auto tempo slows down for votes after an act, and speeds up when all have landed', () => {
  const it = conductor('auto')
  real += 60_000
  retempo(it)
  expect(it.clock.rate).toBe(1)
  acted(it)
  heed(it, [happening({ type: 'messageSent', flight: vote })])
  expect(it.clock.rate).toBe(WATCH_SPEED)
  heed(it, [happening({ type: 'messageDelivered', from: s1, seq: 1 })])
  real += 1000
  retempo(it)
  expect(it.clock.rate).toBe(1)
})
test('a step moves a paused clock forward, never back', () => {
  const it = conductor(1)
  real = 1100
  setPaused(it, true)
  moveTo(it, 350)
  expect(nowOf(it)).toBe(350)
  moveTo(it, 10)
  expect(nowOf(it)).toBe(350)
})

test('a hidden tab stands still, but not under a program outside: its timeouts run on', () => {
  const it = conductor(0.5)
  setHidden(it, true)
  expect(it.clock.rate).toBe(0)
  setOutsiders(it, 1)
  expect(it.clock.rate).toBe(0.5)
  expect(clockView(it, 0).paused).toBe(false)
  setOutsiders(it, 0)
  expect(it.clock.rate).toBe(0)
})
test('the auto tempo does not slow down while a program outside is connected, and a chosen speed holds', () => {
  const it = conductor('auto')
  setOutsiders(it, 1)
  acted(it)
  heed(it, [happening({ type: 'messageSent', flight: vote })])
  expect(it.clock.rate).toBe(1)
  setSpeed(it, 0.1)
  expect(it.clock.rate).toBe(0.1)
  setPaused(it, true)
  expect(it.clock.rate).toBe(0)
})
