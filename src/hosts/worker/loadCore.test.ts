import { expect, test } from 'vitest'
import { linkId, serverId } from '../../ground/ids.ts'
import type { ClientConfig } from '../../protocol/client/seam.ts'
import { emptyTally, loadCore, takeTally } from './loadCore.ts'

const CONFIG: ClientConfig = {
  name: 'L1',
  servers: [serverId(1)],
  preferred: serverId(1),
  sessionTimeoutMs: 10_000,
  reconnectDelayMsMax: 1000,
  outstandingMax: 100,
  seed: 7,
  incarnation: 1,
}

test('a session that is not connected asks nothing, however often it fails to connect', () => {
  const tally = emptyTally()
  const core = loadCore(CONFIG, { writePercent: 30, window: 4, bytes: 16 }, tally, () => 0)
  const first = core.step(0, { type: 'started' })
  expect(first.map(({ type }) => type)).toContain('dial')
  const dial = first.find((effect) => effect.type === 'dial')
  const link = dial?.type === 'dial' ? dial.link : linkId('none')
  const after = core.step(5, { type: 'closed', link, reason: 'refused' })
  expect(after.filter(({ type }) => type === 'send')).toEqual([])
  expect(takeTally(tally, 10)).toMatchObject({ reads: 0, writes: 0, failed: 0 })
})

test('what was counted is told once', () => {
  const tally = { ...emptyTally(), reads: 3, readMs: [0, 3] }
  expect(takeTally(tally, 1)).toMatchObject({ reads: 3, readMs: [0, 3] })
  expect(takeTally(tally, 2)).toMatchObject({ reads: 0, readMs: [] })
})
