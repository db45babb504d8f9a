import { expect, test } from 'vitest'
import { type ServerId, serverId, ZXID_NONE } from '../../ground/ids.ts'
import { elector, kill, leaders, look, type Network, network, run, vote } from './network.suite.ts'

const traced = (net: Network, server: number, type: string) =>
  net.log.filter((l) => l.server === server && l.action.type === 'trace' && l.action.event.type === type)
const spoke = (net: Network, server: number, type: 'broadcast' | 'connectAll' | 'elected'): readonly number[] =>
  net.log.filter((l) => l.server === server && l.action.type === type).map((l) => l.at)
const verdicts = (net: Network, server: number): readonly string[] =>
  net.log.flatMap((l) =>
    l.server === server && l.action.type === 'trace' && l.action.event.type === 'voteReceived'
      ? [`${l.action.event.from} ${l.action.event.verdict}`]
      : [],
  )

test('three servers that start together elect the highest id, all in round 1', () => {
  const net = network(3)
  for (const id of [1, 2, 3]) look(net, id)
  run(net, 1000)
  expect(leaders(net)).toEqual([3, 3, 3])
  expect([1, 2, 3].map((id) => elector(net, id).result?.round)).toEqual([1, 1, 1])
})

test('whoever completes the majority of five leads, and later starters with higher ids only join', () => {
  const net = network(5)
  for (const id of [1, 2, 3, 4, 5]) {
    look(net, id)
    run(net, net.now + 500)
    if (id === 2) expect(leaders(net)).toEqual([undefined, undefined])
  }
  expect(leaders(net)).toEqual([3, 3, 3, 3, 3])
})

test('a newer epoch beats a longer history, and a longer history beats a higher id', () => {
  const net = network(3)
  look(net, 3, vote(3, 1, 4))
  look(net, 2, vote(2, 1, 90))
  look(net, 1, { ...vote(1, 1, 5), epoch: vote(0, 2).epoch })
  run(net, 1000)
  expect(leaders(net)).toEqual([1, 1, 1])
  for (const id of [1, 2, 3]) kill(net, id)
  look(net, 3, vote(3, 2, 4))
  look(net, 2, vote(2, 2, 90))
  run(net, 2000)
  expect(leaders(net)).toEqual([2, 2])
})

test('one of three alone never leads, however long it asks', () => {
  const net = network(3)
  look(net, 2)
  run(net, 3_600_000)
  expect(leaders(net)).toEqual([undefined])
})

test('a server that nobody hears asks after 200 ms, 400 ms, 800 ms, … and at last once a minute', () => {
  const net = network(3)
  look(net, 2)
  run(net, 250_000)
  const asked = spoke(net, 2, 'connectAll')
  const waits = asked.map((at, i) => at - (asked[i - 1] ?? 0))
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60000, 60000])
  expect(elector(net, 2).election?.round).toBe(1)
})

test('with a live link the notification itself is repeated, since it may have been lost, and the others are dialled', () => {
  const net = network(5)
  look(net, 1)
  look(net, 2)
  run(net, 350)
  const repeated = spoke(net, 1, 'broadcast').at(-1)
  expect(repeated).toBeGreaterThan(200)
  expect(spoke(net, 1, 'connectAll')).toEqual([repeated])
})

test('a late joiner with a better vote follows the leader that is there', () => {
  const net = network(3)
  look(net, 1)
  look(net, 2)
  run(net, 500)
  look(net, 3, vote(3, 5, 5))
  run(net, 510)
  expect(leaders(net)).toEqual([2, 2, 2])
  expect(elector(net, 3).result?.voters).toEqual([1, 2])
})

test('who looks in an older round is told so, and jumps to the newer one', () => {
  const net = network(3)
  elector(net, 2).up = true
  elector(net, 2).round = 6
  look(net, 2)
  look(net, 1)
  run(net, 500)
  expect(verdicts(net, 2)[0]).toBe('1 oldRound')
  expect(verdicts(net, 1)[0]).toBe('2 newRound')
  expect(leaders(net)).toEqual([2, 2])
  expect(elector(net, 1).result?.round).toBe(7)
})

test('a jump forgets what was adopted in the old round: its voter may be gone', () => {
  const net = network(5)
  look(net, 1, vote(1, 1, 7))
  look(net, 5, vote(5, 1, 9))
  run(net, 10)
  expect(elector(net, 1).election?.proposal.leader).toBe(5)
  kill(net, 5)
  elector(net, 2).up = true
  elector(net, 2).round = 1
  look(net, 2, vote(2, 1, 3))
  run(net, 20)
  const { election } = elector(net, 1)
  expect(election?.round).toBe(2)
  expect(election?.proposal).toEqual(vote(1, 1, 7))
  expect([...(election?.receiveSet.keys() ?? [])].toSorted()).toEqual([1, 2])
})

test('votes of the round still stand when the proposal changes', () => {
  const net = network(5)
  for (const id of [1, 2]) look(net, id)
  run(net, 10)
  look(net, 4)
  run(net, 11)
  expect([...(elector(net, 1).election?.receiveSet.keys() ?? [])].toSorted()).toEqual([1, 2, 4])
})

test('a majority decides at once when everybody within reach has voted', () => {
  const net = network(3)
  look(net, 1)
  look(net, 2)
  run(net, 1000)
  expect(Math.max(...spoke(net, 1, 'elected'), ...spoke(net, 2, 'elected'))).toBeLessThan(10)
  expect(elector(net, 1).result?.early).toBe(true)
})

test('ZooKeeper’s own way: a majority waits 200 ms of silence for a better vote', () => {
  const net = network(3, { changes: { finalizeEarly: false } })
  look(net, 1)
  look(net, 2)
  run(net, 1000)
  expect(leaders(net)).toEqual([2, 2])
  expect(Math.min(...spoke(net, 1, 'elected'))).toBeGreaterThanOrEqual(200)
  expect(elector(net, 2).result?.early).toBe(false)
})

test('a better vote inside the finalize wait opens the question again', () => {
  const net = network(3, { changes: { finalizeEarly: false } })
  look(net, 1)
  look(net, 2)
  run(net, 150)
  expect(elector(net, 1).election?.finalizing).toBeDefined()
  look(net, 3)
  run(net, 1000)
  expect(leaders(net)).toEqual([3, 3, 3])
})

test('a voter that is connected but silent holds the majority up for the finalize wait, and no longer', () => {
  const slow = (from: ServerId): number => (from === 3 ? 5000 : 1)
  const net = network(3, { delay: slow })
  for (const id of [1, 2, 3]) look(net, id)
  run(net, 1000)
  expect(leaders(net).slice(0, 2)).toEqual([2, 2])
  expect(Math.min(...spoke(net, 1, 'elected'))).toBeGreaterThanOrEqual(200)
})

test('the death of the one that was waited for ends the wait', () => {
  const slow = (from: ServerId): number => (from === 3 ? 5000 : 1)
  const net = network(3, { delay: slow })
  for (const id of [1, 2, 3]) look(net, id)
  run(net, 50)
  expect(leaders(net)).toEqual([undefined, undefined, undefined])
  kill(net, 3)
  run(net, 51)
  expect(leaders(net)).toEqual([2, 2])
})

test('a voter that restarts inside the finalize wait takes its support back', () => {
  const net = network(3, { changes: { finalizeEarly: false } })
  look(net, 1)
  look(net, 2)
  run(net, 100)
  expect(elector(net, 2).election?.finalizing).toBeDefined()
  kill(net, 1)
  look(net, 1, vote(1))
  net.messages = net.messages.filter((m) => m.to === 2)
  run(net, 101)
  expect(elector(net, 2).election?.finalizing).toBeUndefined()
})

test('a dead leader is not elected from the memories of those who follow it', () => {
  const net = network(5)
  for (const id of [1, 2, 3, 4, 5]) look(net, id)
  run(net, 500)
  expect(leaders(net)).toEqual([5, 5, 5, 5, 5])
  kill(net, 5)
  kill(net, 4)
  look(net, 4)
  run(net, 600)
  expect(elector(net, 4).election?.outOfElection.size).toBe(3)
  expect(leaders(net)).toEqual([5, 5, 5, undefined])
  for (const id of [1, 2, 3]) look(net, id)
  run(net, 1200)
  expect(leaders(net)).toEqual([4, 4, 4, 4])
})

test('an observer never wins and never counts, and joins whom the voters elect', () => {
  const net = network(3, { observers: 2 })
  look(net, 4)
  look(net, 5)
  look(net, 1)
  run(net, 2000)
  expect(leaders(net)).toEqual([undefined, undefined, undefined])
  look(net, 2)
  run(net, 6000)
  expect(leaders(net)).toEqual([2, 2, 2, 2])
  expect(elector(net, 5).settled?.state).toBe('observing')
  expect(elector(net, 1).result?.voters).toEqual([1, 2])
})

test('an observer in a newer round than the voters goes by theirs, and does not talk with them without end', () => {
  const net = network(3, { observers: 1 })
  look(net, 1)
  elector(net, 4).up = true
  elector(net, 4).round = 9
  look(net, 4)
  run(net, 190)
  expect(net.messages.length).toBe(0)
  expect(traced(net, 1, 'voteReceived').length).toBe(2)
  expect(elector(net, 4).election?.round).toBe(1)
})

test('an observer between two voters in different rounds, who do not hear each other, does not go back and forth', () => {
  const net = network(3, { observers: 1, loses: (from, to) => from !== 4 && to !== 4 })
  for (const [id, round] of [
    [1, 2],
    [2, 3],
  ] as const) {
    elector(net, id).up = true
    elector(net, id).round = round
    look(net, id)
  }
  look(net, 4)
  run(net, 190)
  expect(elector(net, 4).election?.round).toBe(4)
  expect(spoke(net, 4, 'broadcast').length).toBeLessThan(5)
  expect(net.messages).toEqual([])
})

test('an observer that has settled and a voter that still waits do not talk without end', () => {
  const net = network(3, { observers: 1 })
  look(net, 1)
  look(net, 4)
  // Its question is under way, and meanwhile others have told it who leads.
  elector(net, 4).election = undefined
  elector(net, 4).settled = { state: 'observing', vote: vote(3), round: 1 }
  run(net, 150)
  expect(net.messages).toEqual([])
})

test('an empty database that nobody trusts neither persuades nor is persuaded, but joins', () => {
  const net = network(3)
  look(net, 3, { ...vote(3), zxid: ZXID_NONE })
  look(net, 1)
  run(net, 100)
  expect(leaders(net)).toEqual([undefined, undefined])
  expect(verdicts(net, 1)).toEqual(expect.arrayContaining(['3 ignored']))
  look(net, 2)
  run(net, 2000)
  expect(leaders(net)).toEqual([2, 2, 2])
})

test('a lone voter elects itself on the spot', () => {
  const net = network(1)
  look(net, 1)
  expect(leaders(net)).toEqual([1])
})

test('strangers and candidates that may not lead are not counted, and the reason is told', () => {
  const net = network(3)
  look(net, 1)
  look(net, 2, { ...vote(7, 9, 9) })
  run(net, 100)
  expect(verdicts(net, 1)[0]).toBe('2 ignored')
  expect(elector(net, 1).election?.proposal.leader).toBe(serverId(1))
})
