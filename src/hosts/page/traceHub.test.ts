import { beforeEach, expect, test } from 'vitest'
import { linkId, type NodeName, serverId, serverNode } from '../../ground/ids.ts'
import type { Flight, Happening } from '../engine.ts'
import { causeWaitMs, historyMax, ingest, release, subscribe, type TraceHub, tell, traceHub } from './traceHub.ts'

const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))
let real = 0
let hub: TraceHub
let heard: Happening[]
let later: number[]

beforeEach(() => {
  real = 0
  heard = []
  later = []
  hub = traceHub(
    () => real,
    (ms) => later.push(ms),
  )
  hub.listeners.add((batch) => heard.push(...batch))
  for (const node of [s1, s2]) tell(hub, node, 0, { type: 'nodeStarted', incarnation: 1 })
  heard = []
})

const flight = (from: NodeName, to: NodeName, seq: number): Flight => ({
  from,
  to,
  seq,
  link: linkId('l'),
  channel: 'quorum',
  kind: 'data',
  sentAt: 0,
  dueAt: 1,
  bytes: new Uint8Array([1]),
})
const sent = (seq: number) => ({ at: 1, event: { type: 'messageSent', flight: flight(s1, s2, seq) } }) as const
const delivered = (seq: number) => ({ at: 2, event: { type: 'messageDelivered', from: s1, seq } }) as const
const mark = (name: string) => ({ at: 3, event: { type: 'mark', name } }) as const
const types = () => heard.map((happening) => happening.event.type)

test('a delivery that is heard first is told after its sending', () => {
  ingest(hub, s2, [delivered(7), mark('after')])
  expect(types()).toEqual([])
  ingest(hub, s1, [sent(7)])
  expect(types()).toEqual(['messageSent', 'messageDelivered', 'mark'])
})
test('a delivery does not wait for a sender that is dead', () => {
  tell(hub, s1, 1, { type: 'nodeEnded', how: 'killed', reason: 'killed by hand' })
  ingest(hub, s2, [delivered(7)])
  expect(types()).toEqual(['nodeEnded', 'messageDelivered'])
})
test('nor longer than a moment for one that says nothing', () => {
  ingest(hub, s2, [delivered(7)])
  expect(later).toEqual([causeWaitMs])
  real = causeWaitMs
  release(hub)
  expect(types()).toEqual(['messageDelivered'])
})
test('the end of a node is told at once, after what it still said', () => {
  ingest(hub, s2, [delivered(7)])
  tell(hub, s2, 5, { type: 'nodeEnded', how: 'killed', reason: 'killed by hand' })
  expect(types()).toEqual(['messageDelivered', 'nodeEnded'])
})
test('messages that were in the air to a node which ended are lost', () => {
  ingest(hub, s1, [sent(7)])
  tell(hub, s2, 5, { type: 'nodeEnded', how: 'killed', reason: 'killed by hand' })
  ingest(hub, s1, [sent(8)])
  expect(types()).toEqual(['messageSent', 'nodeEnded', 'messageLost', 'messageSent', 'messageLost'])
})
test('each node numbers its own happenings without a gap', () => {
  ingest(hub, s1, [mark('a')])
  ingest(hub, s2, [mark('b'), mark('c')])
  expect(heard.map(({ node, index }) => `${node} ${index}`)).toEqual(['s1 1', 's2 1', 's2 2'])
})
test('who subscribes late hears what happened before, then what happens, and nothing after stopping', async () => {
  const late: string[] = []
  const stop = subscribe(hub, (batch) => late.push(...batch.map((h) => h.event.type)))
  await Promise.resolve()
  ingest(hub, s1, [mark('a')])
  stop()
  ingest(hub, s1, [mark('b')])
  expect(late).toEqual(['nodeStarted', 'nodeStarted', 'mark'])
})
test('the history has a bound', () => {
  for (let i = 0; i < 5; i++) ingest(hub, s1, Array(historyMax / 2).fill(mark('x')))
  expect(hub.history.length).toBeLessThanOrEqual(2 * historyMax)
  expect(hub.history.at(-1)?.index).toBe((5 * historyMax) / 2)
})
