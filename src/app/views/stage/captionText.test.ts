import { describe, expect, test } from 'vitest'
import { epoch, serverId } from '../../../ground/ids.ts'
import { en } from '../../i18n/en.ts'
import { zh } from '../../i18n/zh.ts'
import { type ClusterModel, type ElectionModel, emptyCluster, newServer } from '../../store/model.ts'
import { captionSentence, electionPhases, formatMs } from './captionText.ts'

/** Five servers of which `down` do not run. */
function servers(...down: readonly number[]): ClusterModel['servers'] {
  return new Map(
    [1, 2, 3, 4, 5].map((number) => {
      const id = serverId(number)
      return [id, { ...newServer(id), life: down.includes(number) ? 'down' : 'alive' }]
    }),
  )
}

const done: ElectionModel = {
  cause: 'leaderLost',
  lost: serverId(3),
  startedAt: 100,
  noticedAt: 102,
  electedAt: 113,
  syncedAt: 122,
  servingAt: 124,
  leader: serverId(5),
  epoch: epoch(5),
}

describe('an election is told with its times', () => {
  test('when it is done', () => {
    const cluster = { ...emptyCluster(), election: done, caption: { type: 'election' } as const }
    expect(captionSentence(en, cluster)).toBe('Server 5 leads epoch 5.')
    expect(electionPhases(en, done).join(' · ')).toBe(
      'noticed 2 ms · elected 11 ms · synced 9 ms · serving after 24 ms',
    )
  })

  test('while it goes on, only of what is done', () => {
    const going = { ...done, electedAt: undefined, syncedAt: undefined, servingAt: undefined, leader: undefined }
    const cluster = { ...emptyCluster(), election: going, caption: { type: 'election' } as const }
    expect(captionSentence(en, { ...cluster, servers: servers(3) })).toBe(
      'Server 3 is gone. The others look for a new leader.',
    )
    expect(captionSentence(en, { ...cluster, servers: servers() })).toBe(
      'Server 3 is not heard any more. The others look for a new leader.',
    )
    expect(captionSentence(en, { ...cluster, servers: servers(1, 2, 3) })).toBe(en.caption.noMajority)
    expect(electionPhases(en, going)).toEqual(['noticed 2 ms'])
  })

  test('in Chinese too', () => {
    expect(electionPhases(zh, done).join(' · ')).toBe('发现 2 ms · 选举 11 ms · 同步 9 ms · 共 24 ms 后恢复服务')
  })
})

test.each([
  [0.42, '0.4 ms'],
  [2, '2 ms'],
  [24.4, '24 ms'],
  [226, '226 ms'],
  [12_345, '12.3 s'],
])('a time is as exact as it is useful: %d', (ms, words) => {
  expect(formatMs(ms)).toBe(words)
})
