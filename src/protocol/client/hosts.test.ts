import { expect, test } from 'vitest'
import { rngOf } from '../../ground/base/rng.ts'
import { type ServerId, serverId } from '../../ground/ids.ts'
import { type Hosts, hostsOf, jumpTo, nextHost, onConnected } from './hosts.ts'

const SERVERS = [1, 2, 3].map(serverId)
/** A walk over 1, 2, 3 in this order. */
function inOrder(): Hosts {
  return { order: SERVERS, current: -1, last: -1 }
}
function walk(hosts: Hosts, steps: number): readonly (readonly [ServerId, boolean])[] {
  return Array.from({ length: steps }, () => {
    const { server, cycled } = nextHost(hosts)
    return [server, cycled] as const
  })
}

test('the walk goes round, and says so when it comes back to where it began', () => {
  expect(walk(inOrder(), 5)).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [1, true],
    [2, false],
  ])
})

test('after a connection the walk begins at the server that had us', () => {
  const hosts = inOrder()
  walk(hosts, 2)
  onConnected(hosts)
  expect(walk(hosts, 3)).toEqual([
    [3, false],
    [1, false],
    [2, true],
  ])
})

test('a list of one server is cycled at every step but the first', () => {
  const hosts: Hosts = { order: [serverId(7)], current: -1, last: -1 }
  expect(walk(hosts, 3).map(([, cycled]) => cycled)).toEqual([false, true, true])
})

test('a jump goes on behind the server that was named; a stranger changes nothing', () => {
  const hosts = inOrder()
  jumpTo(hosts, serverId(2))
  expect(nextHost(hosts).server).toBe(3)
  jumpTo(hosts, serverId(9))
  expect(nextHost(hosts).server).toBe(1)
})

test('clients of different seeds spread over the servers, and each keeps all of them', () => {
  const firsts = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    const { order } = hostsOf(SERVERS, undefined, rngOf(seed))
    expect([...order].sort()).toEqual(SERVERS)
    firsts.add(order[0] ?? 0)
  }
  expect(firsts.size).toBe(3)
})

test('the preferred server comes first, listed once', () => {
  const { order } = hostsOf(SERVERS, serverId(3), rngOf(4))
  expect(order[0]).toBe(3)
  expect([...order].sort()).toEqual(SERVERS)
})
