import { expect, test } from 'vitest'
import { serverId, serverNode } from '../../ground/ids.ts'
import type { Happening } from '../../hosts/engine.ts'
import { HISTORY_MAX, initialState } from './app.ts'
import { withHappenings } from './bridge.ts'
import { readSettings } from './settings.ts'

const state = initialState(readSettings('', []))
const node = serverNode(serverId(1))
const mark = (index: number): Happening => ({ at: index, node, index, event: { type: 'mark', name: `${index}` } })

test('a frame in which nothing happened changes nothing: nobody draws', () => {
  expect(withHappenings(state, [], { ...state.clock, now: 99 })).toBe(state)
})

test('a batch is one change', () => {
  const started: Happening = { at: 5, node, index: 0, event: { type: 'nodeStarted', incarnation: 1 } }
  const next = withHappenings(state, [started, mark(1)], state.clock)
  expect(next.cluster.servers.get(serverId(1))?.life).toBe('alive')
  expect(next.history).toEqual([started, mark(1)])
  expect(next.clock).toBe(state.clock)
})

test('messages in the air are drawn, not remembered', () => {
  const landed: Happening = { at: 5, node, index: 0, event: { type: 'messageDelivered', from: node, seq: 1 } }
  expect(withHappenings(state, [landed], state.clock).history).toEqual([])
})

test('the memory of what happened has a bound: the oldest goes first', () => {
  const batch = Array.from({ length: HISTORY_MAX + 10 }, (_, index) => mark(index))
  const { history } = withHappenings(state, batch, state.clock)
  expect(history).toHaveLength(HISTORY_MAX)
  expect(history[0]).toEqual(mark(10))
})
