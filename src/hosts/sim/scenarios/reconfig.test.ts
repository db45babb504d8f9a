/** Dynamic reconfiguration: majorities of old and new, a lead that is handed over, and crashes at every turn of it. */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import { type ServerId, serverId } from '../../../ground/ids.ts'
import { customaryAddress, votersOf } from '../../../protocol/membership.ts'
import { joiningText } from '../../membership.ts'
import { create } from '../ops.ts'
import type { World } from '../world.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

/** For those who run many worlds, on a machine that has other things to do. */
const PATIENT = { timeout: 60_000 }

const voters = (c: World, who: number): readonly ServerId[] => votersOf(c.server(who).views.current)
const line = (id: number, role: 'participant' | 'observer' = 'participant'): string =>
  joiningText(serverId(id), role, customaryAddress(serverId(id)))
/** The version line of the configuration that `who` goes by, as /zookeeper/config shows it. */
function configOf(c: World, who: number): string {
  const node = c.treeOf(who).znodes.find(({ path }) => path === '/zookeeper/config')
  return decodeUtf8(node?.data ?? new Uint8Array())
}
/** The administrator has a session: what it asks next is on its way at once. */
function connectAdmin(c: World): void {
  expect(c.reconfigure({ newMembers: 'nonsense' })).toEqual({ ok: false, error: 'badArguments' })
}
function write(c: World, path: string): void {
  connect(c, 'A')
  expect(c.ask('A', create(path))).toMatchObject({ ok: true })
}

test('the first leader gives the membership of the configuration files its epoch for a version, and all go by it', () => {
  const c = cluster(3)
  c.settle()
  for (const id of c.servers) {
    expect(configOf(c, id)).toBe(
      'server.1=zk1:2888:3888:participant;0.0.0.0:2181\nserver.2=zk2:2888:3888:participant;0.0.0.0:2181\nserver.3=zk3:2888:3888:participant;0.0.0.0:2181\nversion=100000000',
    )
    expect(c.filesOf(id).map((file) => file.name)).toContain('zoo.cfg.dynamic.100000000')
  }
})

test('three servers become five and three again while a client writes, and nothing is lost', PATIENT, () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  const paths: string[] = []
  const some = (): void => {
    for (let i = 0; i < 5; i++) {
      paths.push(`/n${paths.length}`)
      write(c, paths.at(-1) ?? '')
    }
  }
  some()
  expect(c.addServer('participant')).toBe(4)
  some()
  expect(c.addServer('participant')).toBe(5)
  some()
  c.settle()
  for (const id of c.servers) expect(voters(c, id)).toEqual([1, 2, 3, 4, 5])
  for (const id of [1, 2]) {
    expect(c.removeServer(serverId(id))).toBeUndefined()
    some()
  }
  c.settle()
  expect(c.servers).toEqual([3, 4, 5])
  for (const id of c.servers) {
    expect(voters(c, id)).toEqual([3, 4, 5])
    expect([...c.pathsOf(id)].sort()).toEqual([...paths].sort())
  }
})

test('a leader that is removed hands over to the voter that the commit names, without an election', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  write(c, '/before')
  const old = c.pick('leader')
  const heir = c.pick('B1')
  const elections = eventsOf(c, 'elected').length
  expect(c.reconfigure({ leaving: String(old) })).toMatchObject({ ok: true })
  c.runUntil(() => c.leader() === heir, 5000, 'the designated server leads')
  expect(eventsOf(c, 'elected')).toHaveLength(elections)
  c.settle()
  // It runs on as a follower without a vote, as a real one does until somebody stops it.
  expect(c.server(old).role.type).toBe('following')
  expect(voters(c, old)).toEqual(voters(c, heir))
  write(c, '/after')
})

test('a change without a majority of the new members in step is refused at once', () => {
  const c = cluster(3)
  c.settle()
  expect(c.reconfigure({ joining: [4, 5, 6].map((id) => line(id)).join(',') })).toEqual({
    ok: false,
    error: 'newConfigNoQuorum',
  })
  for (const id of c.servers) expect(voters(c, id)).toEqual([1, 2, 3])
})

test('a proposal that loses the new majority on the way commits nothing until it is back', () => {
  const c = cluster(3, { clients: ['A'], hopMs: 5 })
  c.settle()
  connect(c, 'A')
  const joiners = [c.join(), c.join()]
  c.settle()
  // Five voters need three. The reconfiguration is proposed, then only the leader is left of the new members.
  const leader = c.pick('leader')
  const others = c.servers.filter((id) => id !== leader)
  const id = c.change({ newMembers: [leader, ...joiners].map((one) => line(one)).join('\n') })
  c.runUntil(
    () => eventsOf(c, 'configPending').some(({ event }) => event.version > 0x100000000n),
    5000,
    'it is proposed',
  )
  for (const one of joiners) c.isolate(one)
  c.runFor(1000)
  // The old majority has it on disk, and that is not enough.
  expect(eventsOf(c, 'committed').filter(({ event }) => event.acks.length >= 3)).toEqual([])
  expect(c.outcome(id)).toBeUndefined()
  for (const one of others) expect(c.server(one).views.current.version).toBe(0x100000000n)
  c.heal()
  c.settle()
  const now = c.pick('leader')
  expect(c.server(now).views.current.version).toBe(c.server(now).views.lastSeen.version)
})

test('an observer becomes a participant and back, and only a participant counts', () => {
  const c = cluster(2, { observers: 1, clients: ['A'] })
  c.settle()
  expect(c.server(3).role.type).toBe('observing')
  expect(c.reconfigure({ joining: line(3) })).toMatchObject({ ok: true })
  c.settle()
  expect(c.server(3).role.type).toBe('following')
  // With three voters one may fall, whichever it is.
  const fallen = c.kill('B1')
  c.settle()
  write(c, '/with-the-third')
  c.restart(fallen)
  c.settle()
  expect(c.reconfigure({ joining: line(3, 'observer') })).toMatchObject({ ok: true })
  c.settle()
  expect(c.server(3).role.type).toBe('observing')
  expect(voters(c, 3)).toEqual([1, 2])
})

test('old members that were removed can elect nobody: they know, or they are told', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  const joiners = [c.join(), c.join()]
  c.settle()
  const [leader, cutOff] = [c.pick('leader'), c.pick('B1')]
  const kept = [leader, ...joiners]
  // One old member hears nothing of the change that removes it.
  c.isolate(cutOff)
  expect(c.reconfigure({ newMembers: kept.map((id) => line(id)).join(',') })).toMatchObject({ ok: true })
  write(c, '/new-members')
  const other = c.servers.find((id) => id !== cutOff && !kept.includes(id)) ?? serverId(0)
  // Now the two old ones are alone with each other: two of the three that the one remembers.
  c.heal()
  for (const id of kept) for (const old of [cutOff, other]) c.cut(id, old)
  c.runFor(30_000)
  expect(c.server(cutOff).role.type).toBe('looking')
  expect(c.server(other).role.type).toBe('looking')
  expect(voters(c, cutOff)).toEqual([...kept].sort((a, b) => a - b))
  expect(kept).toContain(c.leader())
})

test.each([
  ['the new leader has it, and completes it', true],
  ['nobody who is left has it, and it never was', false],
])('the leader crashes in the middle of a reconfiguration: %s', (_moral, isLogged) => {
  const c = cluster(3, { clients: ['A'], hopMs: 20, flushMs: 5 })
  c.settle()
  write(c, '/x')
  const joiner = c.join()
  c.settle()
  const leader = c.pick('leader')
  const others = c.servers.filter((id) => id !== leader)
  connectAdmin(c)
  if (!isLogged) for (const id of others) c.cut(leader, id, false)
  c.change({ joining: line(joiner) })
  const isSeen = (id: number): boolean => c.server(id).views.lastSeen.version > 0x1_0000_0000n
  c.runUntil(() => (isLogged ? others.every(isSeen) : isSeen(leader)), 5000, 'it is proposed')
  if (isLogged) c.runFor(6)
  c.kill(leader)
  c.settle()
  const expected = isLogged ? [1, 2, 3, 4] : [1, 2, 3]
  for (const id of others) expect(voters(c, id)).toEqual(expected)
  c.heal()
  c.restart(leader, 'keep')
  c.settle()
  expect(voters(c, leader)).toEqual(expected)
  expect(c.server(leader).views.lastSeen.version).toBe(c.server(leader).views.current.version)
  write(c, '/y')
})

test(
  'a power failure right after the commit: all come back with the new members, whatever was flushed',
  PATIENT,
  () => {
    for (const after of [0, 1, 3, 7, 15, 40]) {
      const c = cluster(3, { clients: ['A'], hopMs: 3, flushMs: 4 })
      c.settle()
      write(c, '/x')
      const joiner = c.join()
      c.settle()
      const id = c.change({ joining: line(joiner) })
      c.runUntil(() => c.outcome(id) !== undefined, 5000, 'it is committed')
      c.runFor(after)
      for (const one of c.servers) c.kill(one)
      for (const one of c.servers) c.restart(one, 'loseUnflushed')
      c.settle()
      for (const one of c.servers) expect(voters(c, one)).toEqual([1, 2, 3, 4])
      write(c, '/y')
    }
  },
)

test('a power failure at any moment of a change leaves one membership, the old or the new', PATIENT, () => {
  for (let after = 0; after < 60; after += 4) {
    const c = cluster(3, { clients: ['A'], hopMs: 4, flushMs: 3, seed: 1 + after })
    c.settle()
    const old = c.pick('leader')
    const joiner = c.join()
    c.settle()
    connectAdmin(c)
    c.change({ joining: line(joiner), leaving: String(old) })
    c.runFor(after)
    for (const one of c.servers) c.kill(one)
    for (const one of c.servers) c.restart(one, after % 8 === 0 ? 'loseUnflushed' : 'keep')
    c.settle()
    const all = new Set(c.servers.map((one) => voters(c, one).join()))
    expect(all.size).toBe(1)
    expect(['1,2,3', [1, 2, 3, joiner].filter((one) => one !== old).join()]).toContain([...all][0])
    write(c, '/after')
  }
})

test('a proposed membership that nobody else saw is cut off with the log, and a crash right then does not bring it back', () => {
  const c = cluster(3, { clients: ['A'], sessionTimeoutMs: 30_000 })
  c.settle()
  const joiner = c.join()
  c.settle()
  const old = c.pick('leader')
  connectAdmin(c)
  for (const id of c.servers) if (id !== old) c.cut(old, id, false)
  c.change({ joining: line(joiner) })
  c.runUntil(() => c.server(old).views.lastSeen.version > 0x1_0000_0000n, 5000, 'the old leader proposes')
  c.runUntil(() => c.leader() !== undefined && c.leader() !== old, 60_000, 'the others elect another leader')
  c.heal()
  c.settle()
  expect(eventsOf(c, 'configForgotten')).toMatchObject([{ node: `s${old}` }])
  expect(c.filesOf(old).map((file) => file.name)).not.toContain('zoo.cfg.dynamic.next')
  c.restart(old)
  c.settle()
  expect(voters(c, old)).toEqual([1, 2, 3])
})

// 3.8.0 sends the proposed membership with NEWLEADER, and the learner activates it with UPTODATE: then a handful of such
// learners could elect a leader among themselves that lacks what the old members commit meanwhile.
test('who joins while a change is under way goes by it only when it is committed', () => {
  const c = cluster(3, { clients: ['A'], hopMs: 3 })
  c.settle()
  const joiners = [c.join(), c.join()]
  c.settle()
  connectAdmin(c)
  const leader = c.pick('leader')
  // Three of the new five are enough to begin with; then two of them are gone, and it can not be committed.
  c.change({ newMembers: [leader, ...joiners].map((one) => line(one)).join(',') })
  c.runUntil(() => c.server(leader).views.lastSeen.version > 0x1_0000_0000n, 5000, 'it is proposed')
  for (const one of joiners) c.kill(one)
  c.runFor(50)
  const late = c.join()
  c.runUntil(
    () => c.server(late).role.type === 'following' && c.server(late).views.lastSeen.version > 0x1_0000_0000n,
    5000,
    'it hears of the change',
  )
  c.runFor(100)
  expect(c.server(leader).views.current.version).toBe(0x1_0000_0000n)
  expect(c.server(late).views.current.version).toBe(0x1_0000_0000n)
  for (const one of joiners) c.restart(one)
  c.settle()
  expect(voters(c, late)).toEqual([leader, ...joiners].sort((a, b) => a - b))
})

test('an observer does not help a change that makes it a voter, since it acknowledges nothing', () => {
  const c = cluster(1, { observers: 1 })
  c.settle()
  expect(c.reconfigure({ joining: line(2) })).toEqual({ ok: false, error: 'newConfigNoQuorum' })
  expect(voters(c, 1)).toEqual([1])
})

test('a voter that a change under way adds joins the election of those that wait for it, whatever its round', () => {
  const c = cluster(2, { observers: 1, hopMs: 5, flushMs: 4 })
  c.settle()
  const joiner = c.join()
  c.settle()
  connectAdmin(c)
  c.change({ joining: [3, joiner].map((id) => line(id)).join(',') })
  c.runUntil(() => [1, 2].every((id) => c.server(id).views.lastSeen.version > 0x1_0000_0000n), 5000, 'it is proposed')
  c.runFor(6)
  for (const id of [1, 2]) c.kill(id)
  // Alone, the new ones look and look.
  c.runFor(10_000)
  for (const id of [1, 2]) c.restart(id)
  c.settle()
  for (const id of c.servers) expect(voters(c, id)).toEqual([1, 2, 3, joiner])
})

test('only one change at a time, and only of the version that was meant', () => {
  const c = cluster(3, { hopMs: 20 })
  c.settle()
  const joiner = c.join()
  c.settle()
  const first = c.change({ joining: line(joiner) })
  const second = c.change({ leaving: '1' })
  c.runUntil(() => c.outcome(second) !== undefined && c.outcome(first) !== undefined, 10_000, 'both are answered')
  expect(c.outcome(first)).toMatchObject({ ok: true })
  expect(c.outcome(second)).toEqual({ ok: false, error: 'reconfigInProgress' })
  const stale = c.submit('Admin', { type: 'reconfig', joining: null, leaving: '1', newMembers: null, fromConfig: 1n })
  c.runUntil(() => c.outcome(stale) !== undefined, 10_000, 'it is answered')
  expect(c.outcome(stale)).toEqual({ ok: false, error: 'badVersion' })
})

test('who has no right to write the configuration can not change it, and who watches it hears of each change', () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  expect(c.ask('A', { type: 'getConfig', watch: true })).toMatchObject({ ok: true })
  const wish = { type: 'reconfig', joining: null, leaving: '1', newMembers: null, fromConfig: -1n } as const
  expect(c.ask('A', wish)).toEqual({ ok: false, error: 'noAuth' })
  expect(c.addServer('observer')).toBe(4)
  c.settle()
  expect(c.server(4).role.type).toBe('observing')
  expect(eventsOf(c, 'watchEvent')).toMatchObject([{ event: { event: 'nodeDataChanged', path: '/zookeeper/config' } }])
})

test('a lone server takes in others, and the last voter can not be removed', () => {
  const c = cluster(1)
  c.settle()
  expect(c.removeServer(serverId(1))).toBe('server 1 is the only one that votes')
  expect(c.addServer('participant')).toBe(2)
  expect(c.addServer('participant')).toBe(3)
  expect(c.removeServer(serverId(1))).toBeUndefined()
  c.settle()
  expect(c.servers).toEqual([2, 3])
  c.addClient('A')
  write(c, '/without-the-first')
  expect(c.addServer('participant')).toBe(1)
})
