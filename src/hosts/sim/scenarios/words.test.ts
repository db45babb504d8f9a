/** What servers of a whole ensemble say to four-letter words, line by line as 3.8.0 does. */
import { expect, test } from 'vitest'
import { type ServerId, serverId } from '../../../ground/ids.ts'
import type { ServerConfig } from '../../../protocol/config.ts'
import recorded from '../../../protocol/server/words/testdata/mntr-3.8.0.txt?raw'
import { type Carriers, call, carriers } from '../carrier.suite.ts'

type Kind = 'integer' | 'decimal' | 'text'
const KINDS: { readonly [kind in Kind]: RegExp } = { integer: /^-?\d+$/, decimal: /^-?\d+\.\d+$/, text: /./ }
const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text)

/** Names and kinds of the lines that a leader (L), a follower (F) or an observer (O) of 3.8.0 printed. */
function linesOf(role: string): readonly (readonly [name: string, kind: Kind])[] {
  return recorded.split('\n').flatMap((line) => {
    const [name = '', kind = '', roles = ''] = line.split('\t')
    return isKind(kind) && roles.includes(role) ? [[name, kind] as const] : []
  })
}

function ensemble(
  config: Partial<ServerConfig> = {},
): Carriers & { readonly role: { [role in 'L' | 'F' | 'O']: ServerId } } {
  const c = carriers({ servers: 3, observers: 1, seed: 2, config })
  c.world.settle()
  const leader = c.world.leader() ?? serverId(3)
  return { ...c, role: { L: leader, F: leader === 1 ? serverId(2) : serverId(1), O: serverId(4) } }
}
function mntr(c: Carriers, server: ServerId): ReadonlyMap<string, string> {
  const lines = c.word(server, 'mntr').trimEnd().split('\n')
  return new Map(lines.map((line) => [line.replace(/^zk_|\t.*/g, ''), line.replace(/^.*\t/, '')] as const))
}

test.each(['L', 'F', 'O'] as const)(
  'mntr has the names of 3.8.0 in its order, each with its kind of value (%s)',
  (role) => {
    const c = ensemble()
    const told = mntr(c, c.role[role])
    expect([...told.keys()].filter((name) => !name.endsWith('_per_namespace'))).toEqual(
      linesOf(role).map(([name]) => name),
    )
    for (const [name, kind] of linesOf(role)) expect(told.get(name), name).toMatch(KINDS[kind])
  },
)

test('mntr tells what happened: on the leader, on a follower, and by namespace', () => {
  const c = ensemble()
  const caller = call(c, c.role.F)
  if (caller === undefined) throw new Error('nobody answered')
  caller.ask({ op: 'create', path: '/app', data: 'abcd' })
  caller.ask({ op: 'getData', path: '/app', watch: true })
  caller.ask({ op: 'setData', path: '/app', data: 'x' })
  caller.ask({ op: 'delete', path: '/missing' })
  const [leads, follows] = [mntr(c, c.role.L), mntr(c, c.role.F)]
  const numbers = (told: ReadonlyMap<string, string>, names: readonly string[]): readonly number[] =>
    names.map((name) => Number(told.get(name)))
  // The session and three writes, one of them in vain.
  expect(numbers(leads, ['proposal_count', 'commit_count', 'cnt_quorum_ack_latency', 'cnt_prep_process_time'])).toEqual(
    [4, 4, 4, 4],
  )
  expect(numbers(leads, ['outstanding_changes_queued', 'outstanding_changes_removed'])).toEqual([3, 3])
  expect(numbers(leads, ['cnt_election_time', 'cnt_leader_unavailable_time', 'looking_count', 'learners'])).toEqual([
    1, 1, 1, 3,
  ])
  expect(numbers(follows, ['learner_proposal_received_count', 'learner_commit_received_count'])).toEqual([4, 4])
  expect(numbers(follows, ['cnt_readlatency', 'cnt_updatelatency', 'connection_request_count'])).toEqual([1, 4, 1])
  expect(
    numbers(follows, ['cnt_node_changed_watch_count', 'max_node_changed_watch_count', 'cnt_node_created_watch_count']),
  ).toEqual([1, 1, 0])
  expect(Number(follows.get('p99_updatelatency'))).toBeGreaterThanOrEqual(Number(follows.get('min_updatelatency')))
  expect(
    numbers(follows, ['cnt_app_write_per_namespace', 'max_app_write_per_namespace', 'sum_app_write_per_namespace']),
  ).toEqual([2, 8, 13])
  expect(follows.get('cnt_app_read_per_namespace')).toBe('1')
  expect(follows.has('missing_write_per_namespace')).toBe(false)
})

test('srst starts all of it again, but for the time that the server runs', () => {
  const c = ensemble()
  call(c, c.role.L)?.ask({ op: 'create', path: '/a', data: '' })
  expect(c.word(c.role.L, 'srst')).toBe('Server stats reset.\n')
  const told = mntr(c, c.role.L)
  for (const name of ['proposal_count', 'cnt_quorum_ack_latency', 'cnt_election_time'])
    expect(told.get(name), name).toBe('0')
  expect(Number(told.get('leader_uptime'))).toBeGreaterThan(0)
})

test('a server in a new role counts what srvr tells from 0, and what mntr measures goes on', () => {
  const c = ensemble()
  const caller = call(c, c.role.F)
  caller?.ask({ op: 'create', path: '/a', data: '' })
  expect(c.word(c.role.F, 'srvr')).toMatch(/\nReceived: 3\nSent: 2\n/)
  c.world.kill(c.role.L)
  c.world.settle()
  expect(c.word(c.role.F, 'srvr')).toMatch(/\nReceived: 1\nSent: 0\n/)
  const told = mntr(c, c.role.F)
  expect(told.get('cnt_election_time')).toBe('2')
  expect(told.get('cnt_updatelatency')).toBe('2')
})

test('a leader that refuses what goes over a quota counts it', () => {
  const c = ensemble({ enforceQuota: true })
  const caller = call(c, c.role.L)
  for (const [path, data] of [
    ['/app', ''],
    ['/zookeeper/quota/app', ''],
    ['/zookeeper/quota/app/zookeeper_limits', 'countHardLimit=1'],
    ['/zookeeper/quota/app/zookeeper_stats', ''],
  ] as const)
    expect(caller?.ask({ op: 'create', path, data }).error).toBe('ok')
  expect(caller?.ask({ op: 'create', path: '/app/a', data: '' }).error).toBe('quotaExceeded')
  expect(mntr(c, c.role.L).get('app_quota_exceeded_error_per_namespace')).toBe('1')
})

test('hash tells the digest of every 128th zxid, the same on every server', () => {
  const c = ensemble()
  const caller = call(c, c.role.F)
  for (let i = 0; i < 260; i++) caller?.ask({ op: 'create', path: `/n${i}`, data: '' })
  const told = c.word(c.role.L, 'hash')
  expect(told).toMatch(/^100000080: -?\d+\n100000100: -?\d+\n$/)
  for (const server of [c.role.F, c.role.O]) expect(c.word(server, 'hash')).toBe(told)
})

test('a read-only server says so in isro, srvr, stat and mntr, and has no membership to tell', () => {
  const c = carriers({ servers: 3, seed: 5, config: { readOnlyMode: true } })
  c.world.settle()
  c.world.kill(serverId(2))
  c.world.kill(serverId(3))
  c.world.runFor(30_000)
  const one = serverId(1)
  expect(c.word(one, 'isro')).toBe('ro')
  expect(c.word(one, 'srvr')).toMatch(
    /^Zookeeper version: .*\nREAD-ONLY mode; serving only read-only clients\nLatency [\s\S]*\nMode: read-only\n/,
  )
  expect(c.word(one, 'stat')).toMatch(/\nREAD-ONLY mode; serving only read-only clients\nClients:\n/)
  expect(c.word(one, 'mntr')).toMatch(/^zk_version\t.*\nzk_server_state\tread-only\nzk_ephemerals_count\t0\n/)
  expect(c.word(one, 'conf')).toMatch(/\npeerType=0\n$/)
  expect(call(c, 1, { canBeReadOnly: true })?.isReadOnly).toBe(true)
  expect(c.word(one, 'dump')).toMatch(
    /^SessionTracker dump:\nLocal Session Sets \(1\)\/\(1\):\n1 expire at .*:\n\t0x1\w+\nGlobal Sessions\(0\):\n/,
  )
})

test('a leader with local sessions tells them apart from those of the ensemble', () => {
  const c = ensemble({ localSessions: true })
  call(c, c.role.L)
  expect(c.word(c.role.L, 'dump')).toMatch(
    /^SessionTracker dump:\nLocal Session Sets \(1\)\/\(1\):\n[\s\S]*\nGlobal Session Sets \(0\)\/\(0\):\nephemeral/,
  )
  expect(mntr(c, c.role.L).get('local_sessions')).toBe('1')
})
