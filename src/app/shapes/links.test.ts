/** What a line between two servers says of its speed. */
import { expect, test } from 'vitest'
import { serverId, serverNode } from '../../ground/ids.ts'
import { type ClusterModel, emptyCluster, type SlowWay } from '../store/model.ts'
import { isSlow, slowest } from './links.ts'

const [one, two, three] = [serverId(1), serverId(2), serverId(3)]
const way = { from: serverNode(one), to: serverNode(two) }
const at = (now: number, ...slow: readonly SlowWay[]): ClusterModel => ({ ...emptyCluster(), at: now, slow })

test('a stall is over when its time has come, and a delay stays', () => {
  const stalled: SlowWay = { ...way, type: 'stalled', until: 700 }
  expect(slowest(at(699, stalled), two, one)).toEqual(stalled)
  expect(slowest(at(700, stalled), two, one)).toBeUndefined()
  expect(isSlow(at(99_999, { ...way, type: 'delayed', delayMs: 50 }), one, two)).toBe(true)
  expect(isSlow(at(0, stalled), one, three)).toBe(false)
})
