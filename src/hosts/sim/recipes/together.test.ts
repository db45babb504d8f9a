/** Groups, barriers and two-phase commit under trouble: everybody agrees, and everybody gets through. */
import { expect, test } from 'vitest'
import { nameOf } from '../../../ground/data/path.ts'
import type { Txn } from '../../../ground/jute/txns.ts'
import { create, remove } from '../ops.ts'
import { calm, deedsOf, momentsOf, outcomeOf, play, release, run, trouble } from './trouble.suite.ts'

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
const CLIENTS = ['A', 'B', 'C']
const BEATS = 100

test.each(SEEDS)('at rest every member sees the same group: those whose sessions live (seed %i)', (seed) => {
  const p = play(seed, CLIENTS)
  const member = { recipe: 'member', path: '/groupMember' } as const
  trouble(p, BEATS, (client, beat) => {
    if (beat % 20 === 0) run(p, client, member)
    else if (beat % 20 === 15) release(p, client, member)
  })
  for (const client of CLIENTS) run(p, client, member)
  p.world.runFor(10_000)
  const there = p.world.pathsOf('leader').filter((path) => path.startsWith('/groupMember/'))
  expect(there.map(nameOf)).toEqual(CLIENTS)
  for (const name of CLIENTS) {
    const seen = deedsOf(p.world, 'members').filter(({ client }) => client === name)
    expect(seen.at(-1)?.deed.members).toEqual(CLIENTS)
  }
})

test.each(SEEDS)('nobody passes a barrier that stands, everybody passes when it is gone (seed %i)', (seed) => {
  const p = play(seed + 100, CLIENTS)
  expect(p.world.ask('A', create('/gate')).ok).toBe(true)
  const wait = { recipe: 'barrier', path: '/gate' } as const
  trouble(p, BEATS, (client, beat) => void (beat % 25 === 5 && run(p, client, wait)))
  expect(deedsOf(p.world, 'passed')).toEqual([])
  const ids = CLIENTS.map((client) => run(p, client, wait))
  expect(p.world.ask('B', remove('/gate')).ok).toBe(true)
  p.world.runFor(5000)
  expect(ids.map((id) => outcomeOf(p, id))).toEqual([{ ok: true }, { ok: true }, { ok: true }])
})

test.each(SEEDS)('nobody is in a double barrier before enough have come, and all get out (seed %i)', (seed) => {
  const p = play(seed + 200, CLIENTS)
  const enter = { recipe: 'doubleBarrier', path: '/db', size: CLIENTS.length } as const
  trouble(p, BEATS, (client, beat) => void (beat % 20 === 0 && run(p, client, enter)))
  p.world.runFor(10_000)
  const came = new Set<string>()
  let isOpen = false
  for (const moment of momentsOf(p.world)) {
    if (moment.type === 'txn') {
      for (const path of madeBy(moment.txn)) came.add(path)
      for (const path of goneBy(moment.txn)) if (!isOpen) came.delete(path)
    } else if (moment.event.type === 'recipe' && moment.event.state === 'holding') {
      isOpen = true
      expect([...CLIENTS].every((name) => came.has(`/db/${name}`))).toBe(true)
    }
  }
  // Whoever was thrown out by the end of its session comes again, so that all are in at last.
  for (const client of CLIENTS) run(p, client, enter)
  p.world.runFor(10_000)
  const outs = CLIENTS.map((client) => release(p, client, enter))
  p.world.runFor(10_000)
  expect(outs.map((id) => outcomeOf(p, id))).toEqual([{ ok: true }, { ok: true }, { ok: true }])
  expect(p.world.pathsOf('leader').filter((path) => CLIENTS.includes(nameOf(path)))).toEqual([])
})

function madeBy(txn: Txn): readonly string[] {
  return txn.type === 'create' ? [txn.path] : []
}
function goneBy(txn: Txn): readonly string[] {
  if (txn.type === 'delete') return [txn.path]
  return txn.type === 'closeSession' ? txn.paths : []
}

test.each(SEEDS)('all sites decide alike, and commit only what all voted for (seed %i)', (seed) => {
  const p = play(seed + 300, ['Z', 'A', 'B'])
  const votes = { A: seed % 3 === 0 ? 'abort' : 'commit', B: 'commit' } as const
  const path = '/app/tx'
  trouble(p, BEATS, (client, beat) => {
    if (beat % 25 !== 0) return
    if (client === 'Z') run(p, client, { recipe: 'twoPhase', path, sites: ['A', 'B'] })
    else if (client === 'A' || client === 'B')
      run(p, client, { recipe: 'site', path, site: client, vote: votes[client] })
  })
  for (const client of ['Z', 'A', 'B'] as const) {
    if (client === 'Z') run(p, client, { recipe: 'twoPhase', path, sites: ['A', 'B'] })
    else run(p, client, { recipe: 'site', path, site: client, vote: votes[client] })
  }
  p.world.runFor(10_000)
  calm(p)
  const decided = deedsOf(p.world, 'decided')
  const expected = votes.A === 'abort' ? 'abort' : 'commit'
  expect(new Set(decided.map(({ deed }) => deed.decision))).toEqual(new Set([expected]))
  expect(new Set(decided.map(({ client }) => client))).toEqual(new Set(['Z', 'A', 'B']))
})
