/** What the fuzzer of the gate `peer` has found, as tests of their own. */
import { expect, test } from 'vitest'
import { EPOCH_HIGHEST, epoch, epochStart, linkId, serverId, serverNode } from '../../../ground/ids.ts'
import { encodeQuorumPacket, learnerInfoPacket, packet } from '../../../protocol/zab/packets.ts'
import { nodeOf, stepServer } from '../machine.ts'
import { cluster, eventsOf } from '../scenarios/cluster.suite.ts'

test('a learner that has accepted the last epoch there is throws no leader over', () => {
  const c = cluster(3)
  c.settle()
  const leader = c.pick('leader')
  const node = nodeOf(c.machine, serverNode(leader))
  const link = linkId('liar')
  const info = learnerInfoPacket(false, serverId(9), EPOCH_HIGHEST, epochStart(epoch(0)))
  stepServer(c.machine, node, {
    type: 'opened',
    link,
    channel: 'quorum',
    peer: serverId(9),
    dialled: false,
    address: 'zk9:2888',
  })
  stepServer(c.machine, node, { type: 'received', link, bytes: encodeQuorumPacket(info) })
  const refused = eventsOf(c, 'ignored').map(({ event }) => event.reason)
  expect(refused).toContain(`server 9 accepted epoch ${EPOCH_HIGHEST}: none comes after it`)
  expect(c.leader()).toBe(leader)
})

test('a leader that names another epoch than it agreed on is left, and its epoch is not taken', () => {
  const c = cluster(3)
  const phaseOf = () => {
    const { role } = c.server(1)
    return role.type === 'following' ? role : undefined
  }
  c.runUntil(() => phaseOf()?.phase === 'synchronization', 10_000, 's1 synchronises')
  const link = phaseOf()?.link
  if (link === undefined) throw new Error('who synchronises has a link')
  const lie = encodeQuorumPacket(packet('newLeader', epochStart(epoch(7))))
  stepServer(c.machine, nodeOf(c.machine, serverNode(serverId(1))), { type: 'received', link, bytes: lie })
  expect(c.server(1).role.type).toBe('looking')
  c.settle()
  expect(c.server(1).currentEpoch).toBeLessThan(7)
})
