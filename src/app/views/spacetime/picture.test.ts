import { expect, test } from 'vitest'
import { externalNode, type NodeName, serverId, serverNode } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { heightMin, pictureOf, plotOf } from './picture.ts'
import { emptyRecord, remember } from './record.ts'

const s1 = serverNode(serverId(1))
const happens = (at: number, node: NodeName, event: Happening['event']): Happening => ({ at, node, index: 0, event })
const size = { width: 800, height: 200, scale: 1 }

test('a program outside has a lane as long as the window shows something of its time, however it ended', () => {
  const record = emptyRecord()
  const [early, cut, there] = [1, 2, 3].map((number) => externalNode(number, `127.0.0.1:5000${number}`))
  for (const node of [s1, early, cut, there])
    if (node !== undefined) remember(record, [happens(0, node, { type: 'nodeStarted', incarnation: 1 })])
  if (early !== undefined) remember(record, [happens(500, early, { type: 'nodeEnded', how: 'stopped', reason: '' })])
  if (cut !== undefined) remember(record, [happens(1500, cut, { type: 'nodeEnded', how: 'killed', reason: '' })])
  const lanesAt = (now: number) => [
    ...pictureOf(record, { spanMs: 1000, end: undefined }, false, size, now).lanes.keys(),
  ]
  expect(lanesAt(1400)).toEqual([s1, early, cut, there])
  expect(lanesAt(2000)).toEqual([s1, cut, there])
  expect(lanesAt(3000)).toEqual([s1, there])
})

test('where text is twice as large, so is its room: each lane, the names beside it and the times below', () => {
  const room = (scale: number) => {
    const { left, bottom } = plotOf({ width: 800, height: 400, scale })
    return { left, below: 400 - bottom, lane: heightMin(11, scale) - heightMin(10, scale) }
  }
  const [usual, large] = [room(1), room(2)]
  expect(large).toEqual({ left: 2 * usual.left, below: 2 * usual.below, lane: 2 * usual.lane })
})
