/** Answers as servers of 3.8.0 gave them. */
import { expect, test } from 'vitest'
import { consOf, isIdle, isRefused, mntrFacts, serverIdIn, srvrOf, watchTotalIn, wchpOf } from './words.ts'

const SRVR = `Zookeeper version: 3.8.0-5a02a05eddb59aee6ac762f7ea82e92a68eb9c0f, built on 2022-02-25 08:49 UTC
Latency min/avg/max: 1/34.5/97
Received: 5
Sent: 4
Connections: 2
Outstanding: 0
Zxid: 0x100000002
Mode: follower
Node count: 6
`

test('srvr tells role, zxid, epoch and a few numbers', () => {
  expect(srvrOf(SRVR)).toEqual({
    role: 'following',
    zxid: 0x100000002n,
    epoch: 1,
    facts: [
      ['version', '3.8.0'],
      ['avg_latency', '34.5'],
      ['max_latency', '97'],
      ['outstanding_requests', '0'],
      ['num_alive_connections', '2'],
      ['znode_count', '6'],
    ],
  })
})

test.each([
  ['leader', 'leading'],
  ['observer', 'observing'],
  ['standalone', 'leading'],
  ['read-only', 'looking'],
])('the mode %s is the role %s', (mode, role) => {
  expect(srvrOf(SRVR.replace('follower', mode))).toMatchObject({ role })
})

test('a server that refuses a word, or has no leader, is told from one that answers', () => {
  expect(isRefused('mntr is not executed because it is not in the whitelist.\n')).toBe(true)
  expect(isIdle('This ZooKeeper instance is not currently serving requests\n')).toBe(true)
  expect([isRefused(SRVR), isIdle(SRVR)]).toEqual([false, false])
  expect(srvrOf('This ZooKeeper instance is not currently serving requests\n')).toBeUndefined()
  expect(srvrOf('')).toBeUndefined()
})

test('mntr tells more; what is not shown is passed over', () => {
  const answer =
    'zk_version\t3.8.0-5a02a05, built on x\nzk_server_state\tleader\nzk_synced_followers\t2\nzk_avg_latency\t0.3\n'
  expect(mntrFacts(answer)).toEqual([
    ['version', '3.8.0'],
    ['avg_latency', '0.3'],
    ['synced_followers', '2'],
  ])
})

test('cons tells who is connected, with a session or without', () => {
  const answer = ` /127.0.0.1:55230[1](queued=0,recved=4,sent=4,sid=0x20000e5ef2c0000,lop=GETC,est=1795353424568,to=30000)
 /0:0:0:0:0:0:0:1:55244[0](queued=0,recved=1,sent=0)

`
  expect(consOf(answer)).toEqual([
    { address: '127.0.0.1:55230', session: 0x20000e5ef2c0000n },
    { address: '0:0:0:0:0:0:0:1:55244', session: undefined },
  ])
})

test('wchp tells who watches what, and is read up to a bound', () => {
  const answer = '/w\n\t0x20000e5ef2c0000\n\t0x10000e5ef2c0001\n/x y\n\t0x20000e5ef2c0000\n\n'
  const watches = wchpOf(answer, 10)
  expect(watches.map(({ path }) => path)).toEqual(['/w', '/w', '/x y'])
  expect(wchpOf(answer, 1)).toHaveLength(1)
})

test('wchs tells how many watches there are, before anybody asks for all of them', () => {
  expect(watchTotalIn('2 connections watching 3 paths\nTotal watches:4\n')).toBe(4)
  expect(watchTotalIn('wchs is not executed because it is not in the whitelist.\n')).toBeUndefined()
})

test('conf tells the id of a server in an ensemble', () => {
  expect(serverIdIn('clientPort=2181\nserverId=2\ninitLimit=10\n')).toBe(2)
  expect(serverIdIn('serverId=0\n')).toBeUndefined()
  expect(serverIdIn('conf is not executed because it is not in the whitelist.\n')).toBeUndefined()
})
