import { expect, test } from 'vitest'
import { epoch, nodeName, serverId, ZXID_ZERO } from '../../ground/ids.ts'
import type { Happening } from '../../hosts/engine.ts'
import { percentile, totalOf } from '../../hosts/histogram.ts'
import { phaseTimes } from '../store/election.ts'
import { emptyMeasures, lastSeconds, measured, SECONDS_MAX } from './live.ts'

let index = 0
const happens = (at: number, node: string, event: Happening['event']): Happening => {
  return { at, node: nodeName(node), index: index++, event }
}
const answer = (
  at: number,
  op: 'getData' | 'setData' | 'ping',
  tookMs: number,
  error: 'ok' | 'connectionLoss' = 'ok',
) => happens(at, 'cA', { type: 'answered', xid: 1, op, path: '/a', error, zxid: ZXID_ZERO, tookMs })

test('reads, writes and watch events are counted in the second of their answer, pings are none', () => {
  const watched = happens(1800, 'cA', { type: 'watchEvent', event: 'nodeDataChanged', path: '/a' })
  const after = measured(emptyMeasures(), [
    answer(1100, 'getData', 2),
    answer(1900, 'setData', 5),
    watched,
    answer(1950, 'ping', 1),
    answer(2100, 'getData', 2),
  ])
  expect(lastSeconds(after, 2000, 1)).toEqual([{ second: 1, reads: 1, writes: 1, watches: 1 }])
  expect([...after.ops.keys()]).toEqual(['getData', 'setData'])
})

test('a lost connection is no answer: it has no latency, and is counted by itself', () => {
  const after = measured(emptyMeasures(), [answer(100, 'setData', 4), answer(200, 'setData', 4000, 'connectionLoss')])
  const op = after.ops.get('setData')
  expect(op?.failed).toBe(1)
  expect(totalOf(op?.counts ?? [])).toBe(1)
  expect(percentile(op?.counts ?? [], 0.99)).toBeLessThan(5)
})

test('seconds in which nothing happened are there, as nothing; old ones are forgotten', () => {
  let after = emptyMeasures()
  for (let second = 0; second < 3 * SECONDS_MAX; second += 2)
    after = measured(after, [answer(second * 1000, 'getData', 1)])
  expect(after.seconds.length).toBe(SECONDS_MAX)
  expect(lastSeconds(after, 3 * SECONDS_MAX * 1000, 4).map(({ reads }) => reads)).toEqual([1, 0, 1, 0])
})

test('an election is told from the end of its leader to the service of the next, phase by phase', () => {
  const serving = (at: number, node: string, number: number) =>
    happens(at, node, { type: 'serving', role: 'leading', epoch: epoch(number), zxid: ZXID_ZERO })
  const role = (at: number, node: string, to: 'looking' | 'leading') =>
    happens(at, node, { type: 'roleChanged', role: to, leader: undefined, reason: '' })
  const after = measured(emptyMeasures(), [
    happens(0, 's1', { type: 'nodeStarted', incarnation: 1 }),
    role(20, 's5', 'leading'),
    serving(50, 's5', 1),
    happens(1000, 's3', { type: 'nodeEnded', how: 'killed', reason: '' }),
    happens(2000, 's5', { type: 'nodeEnded', how: 'killed', reason: '' }),
    role(2002, 's1', 'looking'),
    role(2013, 's4', 'leading'),
    happens(2020, 's4', { type: 'phaseChanged', phase: 'broadcast', epoch: epoch(2) }),
    serving(2024, 's4', 2),
  ])
  expect(after.elections.map(({ cause, lost, leader }) => [cause, lost, leader])).toEqual([
    ['start', undefined, 5],
    ['leaderLost', serverId(5), 4],
  ])
  const [, second] = after.elections
  expect(second === undefined ? undefined : phaseTimes(second)).toEqual({
    noticed: 2,
    elected: 11,
    synced: 7,
    serving: 24,
  })
})

test('a new ensemble is measured anew', () => {
  const before = measured(emptyMeasures(), [answer(100, 'getData', 1)])
  const renewed = happens(200, 'page', { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } })
  expect(measured(before, [renewed]).ops.size).toBe(0)
})
