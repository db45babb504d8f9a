/** Locks and elections under trouble: one holder at a time as the servers have it, and nobody is forgotten. */
import { expect, test } from 'vitest'
import type { RecipeName, RecipeRun } from '../../../protocol/client/seam.ts'
import { sequenceOf } from '../../../protocol/recipes/sequence.ts'
import { momentsOf, outcomeOf, type Play, play, release, run, trouble } from './trouble.suite.ts'

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
const CLIENTS = ['A', 'B', 'C']
const BEATS = 150

type Stand = { state: 'idle' | 'waiting' | 'holding' | 'leaving'; asked: number; until: number }

/** Each client comes, holds for a while and goes, again and again. Returns how often somebody held. */
function contend(p: Play, wanted: (client: string) => RecipeRun): number {
  const stands = new Map<string, Stand>(p.clients.map((name) => [name, { state: 'idle', asked: 0, until: 0 }]))
  let held = 0
  const turn = (client: string, beat: number): void => {
    const stand = stands.get(client)
    if (stand === undefined) return
    const outcome = outcomeOf(p, stand.asked)
    if (stand.state === 'waiting' && outcome !== undefined) {
      stand.state = outcome.ok ? 'holding' : 'idle'
      stand.until = beat + 3
      if (outcome.ok) held += 1
    } else if (stand.state === 'leaving' && outcome !== undefined) stand.state = 'idle'
    else if (stand.state === 'holding' && beat >= stand.until) {
      stand.asked = release(p, client, wanted(client))
      stand.state = 'leaving'
    } else if (stand.state === 'idle') {
      stand.asked = run(p, client, wanted(client))
      stand.state = 'waiting'
    }
  }
  const restarted = (client: string, beat: number): void => {
    // A new process knows nothing of what the old one asked.
    const life = p.lives.get(client) ?? 0
    if (life !== (lives.get(client) ?? 0)) stands.set(client, { state: 'idle', asked: 0, until: 0 })
    lives.set(client, life)
    turn(client, beat)
  }
  const lives = new Map<string, number>()
  trouble(p, BEATS, restarted)
  return held
}

/** At each moment when somebody says that it holds: who holds in the servers' eyes, by the znode, and as what. */
function checkHolds(p: Play, isShared: (recipe: RecipeName) => boolean): number {
  const holders = new Map<string, { readonly recipe: RecipeName }>()
  let count = 0
  for (const moment of momentsOf(p.world)) {
    if (moment.type === 'txn') {
      const { txn } = moment
      if (txn.type === 'delete') holders.delete(txn.path)
      if (txn.type === 'closeSession') for (const path of txn.paths) holders.delete(path)
      continue
    }
    const { event } = moment
    if (event.type !== 'recipe' || event.state !== 'holding' || event.node === undefined) continue
    count += 1
    const isAlone = !isShared(event.recipe)
    const others = [...holders].filter(([, other]) => isAlone || !isShared(other.recipe))
    expect(others.map(([node]) => `${event.node} holds beside ${node}`)).toEqual([])
    holders.set(event.node, { recipe: event.recipe })
  }
  return count
}

function checkOrder(p: Play): void {
  const sequences = momentsOf(p.world).flatMap((moment) =>
    moment.type === 'client' && moment.event.type === 'recipe' && moment.event.state === 'holding'
      ? [sequenceOf(moment.event.node ?? '') ?? -1]
      : [],
  )
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
}

/** When it is quiet a fresh line has one holder, and everybody in it gets its turn. */
function checkTurns(p: Play, wanted: RecipeRun): void {
  const asked = new Map(p.clients.map((client) => [client, run(p, client, wanted)]))
  const left = new Set(p.clients)
  while (left.size > 0) {
    p.world.runFor(3000)
    const holding = [...left].filter((client) => outcomeOf(p, asked.get(client) ?? 0)?.ok === true)
    expect(holding).toHaveLength(1)
    for (const client of holding) {
      release(p, client, wanted)
      left.delete(client)
    }
  }
}

test.each(SEEDS)('one client at a time holds the lock, in the order in which they came (seed %i)', (seed) => {
  const p = play(seed, CLIENTS)
  expect(contend(p, () => ({ recipe: 'lock', path: '/locks/printer', prefix: 'id_' }))).toBeGreaterThan(0)
  expect(checkHolds(p, () => false)).toBeGreaterThan(0)
  checkOrder(p)
})

test.each(SEEDS)('there is one master at a time, and again one after all trouble (seed %i)', (seed) => {
  const p = play(seed + 100, CLIENTS)
  expect(contend(p, () => ({ recipe: 'election', path: '/master' }))).toBeGreaterThan(0)
  expect(checkHolds(p, () => false)).toBeGreaterThan(0)
  checkOrder(p)
  checkTurns(p, { recipe: 'election', path: '/after' })
})

test.each(SEEDS)('a writer is alone, readers share (seed %i)', (seed) => {
  const p = play(seed + 200, CLIENTS)
  const wanted = (client: string): RecipeRun => ({ recipe: client === 'A' ? 'writeLock' : 'readLock', path: '/rw' })
  expect(contend(p, wanted)).toBeGreaterThan(0)
  expect(checkHolds(p, (recipe) => recipe === 'readLock')).toBeGreaterThan(0)
})
