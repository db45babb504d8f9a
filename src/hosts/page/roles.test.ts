import { expect, test } from 'vitest'
import { epoch, serverId, serverNode, ZXID_ZERO } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { heedRoles, leaderOf, leaderToKill, noLeaders } from './roles.ts'

const at = (server: number, event: Happening['event']): Happening => ({
  at: 0,
  node: serverNode(serverId(server)),
  index: 0,
  event,
})
const leads = (server: number, reign: number) =>
  at(server, { type: 'serving', role: 'leading', epoch: epoch(reign), zxid: ZXID_ZERO })
const after = (...batch: readonly Happening[]) => {
  const leaders = noLeaders()
  heedRoles(leaders, batch)
  return leaderOf(leaders)
}
const killedAfter = (...batch: readonly Happening[]) => {
  const leaders = noLeaders()
  heedRoles(leaders, batch)
  return leaderToKill(leaders)
}
const wins = (server: number) =>
  at(server, { type: 'roleChanged', role: 'leading', leader: serverId(server), reason: 'elected' })
const loses = (server: number) =>
  at(server, { type: 'roleChanged', role: 'looking', leader: undefined, reason: 'lost quorum' })

test('the leader is who serves as leader; a follower is not', () => {
  expect(after(at(1, { type: 'serving', role: 'following', epoch: epoch(1), zxid: ZXID_ZERO }))).toBeUndefined()
  expect(after(leads(3, 1))).toBe(3)
})
test('of two that believe to lead, the newer epoch leads', () => {
  expect(after(leads(5, 2), leads(3, 1))).toBe(5)
})
test('a leader that ended or looks again leads no more', () => {
  expect(after(leads(3, 1), at(3, { type: 'nodeEnded', how: 'killed', reason: 'by hand' }))).toBeUndefined()
  expect(
    after(leads(3, 1), at(3, { type: 'roleChanged', role: 'looking', leader: undefined, reason: 'lost quorum' })),
  ).toBeUndefined()
})
test('who was elected and does not serve yet is no leader, but is whom to kill where nobody else leads', () => {
  expect(after(wins(2))).toBeUndefined()
  expect(killedAfter(wins(2))).toBe(2)
  expect(killedAfter(wins(2), loses(2))).toBeUndefined()
  expect(killedAfter(wins(2), wins(3))).toBe(3)
  expect(killedAfter(wins(2), leads(2, 1), wins(3))).toBe(2)
  expect(killedAfter(wins(2), leads(2, 1), wins(3), loses(2))).toBe(3)
})
