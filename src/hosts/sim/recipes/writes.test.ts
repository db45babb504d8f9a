/** Queue, counter and configuration under trouble: nothing is done twice, nothing that was acknowledged is lost. */
import { expect, test } from 'vitest'
import { below } from '../../../ground/base/rng.ts'
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { deedsOf, isBusy, outcomeOf, type Play, play, run, trouble } from './trouble.suite.ts'

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
const BEATS = 100

function text(data: Uint8Array | null | undefined): string {
  return data === null || data === undefined ? '' : decodeUtf8(data)
}
/** Sessions that ended with something under way: what came of that nobody was told. */
function endedSessions(p: Play): number {
  const expired = p.world.trace.filter(({ node, event }) => node.startsWith('c') && event.type === 'expired').length
  return expired + [...p.lives.values()].reduce((sum, lives) => sum + lives, 0)
}

test.each(SEEDS)('each item that was put is taken once, and none is lost (seed %i)', (seed) => {
  const p = play(seed, ['P', 'Q', 'X', 'Y'])
  const puts = new Map<string, number>()
  const takes = new Map<string, number>()
  const take = (client: string): void => void takes.set(client, run(p, client, { recipe: 'queueTake', path: '/q' }))
  trouble(p, BEATS, (client, beat) => {
    if (client === 'P' || client === 'Q') {
      if (beat % 4 !== 0 || isBusy(p, client, 'queuePut')) return
      const word = `${client} ${beat}`
      const priority = below(p.dice, 3) === 0 ? { priority: below(p.dice, 100) } : {}
      puts.set(word, run(p, client, { recipe: 'queuePut', path: '/q', data: encodeUtf8(word), ...priority }))
    } else if (!isBusy(p, client, 'queueTake')) take(client)
  })
  for (const client of ['X', 'Y']) take(client)
  p.world.runFor(20_000)
  const taken = deedsOf(p.world, 'itemTaken').map(({ deed }) => text(deed.data))
  expect(new Set(taken).size).toBe(taken.length)
  const acknowledged = [...puts].filter(([, id]) => outcomeOf(p, id)?.ok === true).map(([word]) => word)
  expect(acknowledged.length).toBeGreaterThan(5)
  const missing = acknowledged.filter((word) => !taken.includes(word))
  // A consumer that dies between its delete and its answer takes the item with it, one for each death.
  expect(missing.length).toBeLessThanOrEqual(endedSessions(p))
  const left = p.world.pathsOf('leader').filter((path) => path.startsWith('/q/'))
  expect(left).toEqual([])
})

test.each(SEEDS)('the counter is the sum of what was acknowledged (seed %i)', (seed) => {
  const p = play(seed + 300, ['A', 'B', 'C'])
  const asked: number[] = []
  trouble(p, BEATS, (client) => {
    if (!isBusy(p, client, 'counter')) asked.push(run(p, client, { recipe: 'counter', path: '/n', add: 1 }))
  })
  p.world.runFor(10_000)
  const sure = asked.filter((id) => outcomeOf(p, id)?.ok === true).length
  const unsure = asked.length - sure
  const znode = p.world.treeOf('leader').znodes.find(({ path }) => path === '/n')
  const value = Number(text(znode?.data))
  expect(sure).toBeGreaterThan(5)
  expect(value).toBeGreaterThanOrEqual(sure)
  expect(value).toBeLessThanOrEqual(sure + unsure)
  const sessionsOfOthers = endedSessions(p)
  if (sessionsOfOthers === 0) expect([unsure, value]).toEqual([0, sure])
  const counted = deedsOf(p.world, 'counted').map(({ deed }) => deed.value)
  expect(new Set(counted).size).toBe(counted.length)
})

test.each(SEEDS)('a configuration never goes back, and all end with the newest (seed %i)', (seed) => {
  const p = play(seed + 600, ['W', 'F', 'G'])
  const follow = (client: string): number =>
    run(p, client, { recipe: 'config', path: '/config/app', watch: client === 'F' ? 'oneShot' : 'persistent' })
  trouble(p, BEATS, (client, beat) => {
    if (client !== 'W') return void (beat % 10 === 0 && follow(client))
    if (beat % 5 === 0) run(p, client, { recipe: 'configWrite', path: '/config/app', data: encodeUtf8(`v${beat}`) })
  })
  for (const client of ['F', 'G']) follow(client)
  p.world.runFor(5000)
  const final = run(p, 'W', { recipe: 'configWrite', path: '/config/app', data: encodeUtf8('the last') })
  p.world.runFor(10_000)
  expect(outcomeOf(p, final)?.ok).toBe(true)
  for (const follower of ['F', 'G']) {
    const applied = deedsOf(p.world, 'configApplied').filter(({ client }) => client === follower)
    const zxids = applied.map(({ deed }) => deed.mzxid)
    expect(zxids.length).toBeGreaterThan(1)
    // A new process begins with what it finds, which may be what the old one had.
    expect(zxids).toEqual(zxids.toSorted((a, b) => (a < b ? -1 : Number(a > b))))
    expect(text(applied.at(-1)?.deed.data)).toBe('the last')
  }
})
