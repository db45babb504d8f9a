/** What is remembered of requests under way, held against a map. */
import { expect, test } from 'vitest'
import { below, rngOf } from '../../ground/base/rng.ts'
import { createByXid, putXid, takeXid } from './xids.ts'

test('requests are found again in whatever order answers come, and the oldest stays first', () => {
  const dice = rngOf(22_11)
  const [table, map] = [createByXid<number>(), new Map<number, number>()]
  for (let n = 0; n < 2000; n++) {
    // Few numbers, so that some come again before they are answered.
    const xid = below(dice, 12)
    if (below(dice, 2) === 0) {
      putXid(table, xid, n)
      map.set(xid, n)
    } else {
      expect(takeXid(table, xid)).toBe(map.get(xid))
      map.delete(xid)
    }
    expect([table.xids, table.values]).toEqual([[...map.keys()], [...map.values()]])
  }
})
