/** Lines on a little ensemble: read/write lock, herd, fence, election. */
import { describe, expect, test } from 'vitest'
import { ensemble, expire, join, settle, statesOf } from '../client/ensemble.suite.ts'
import { eventsOf } from '../client/scripted.suite.ts'
import { apps, outcomeOf, release, run } from './recipes.suite.ts'

describe('read/write lock', () => {
  test('readers share, a writer waits for all of them, and later readers wait for the writer alone', () => {
    const e = ensemble()
    const [a, b, w, c] = [join(e, 'A'), join(e, 'B'), join(e, 'W'), join(e, 'C')]
    for (const [app, recipe] of [
      [a, 'readLock'],
      [b, 'readLock'],
      [w, 'writeLock'],
      [c, 'readLock'],
    ] as const) {
      run(e, app, { recipe, path: '/rw' })
      settle(e)
    }
    const states = (): readonly (string | undefined)[] => [a, b, w, c].map((app) => app.told.at(-1)?.state)
    expect(states()).toEqual(['holding', 'holding', 'waiting', 'waiting'])
    expect(c.told.at(-1)?.behind).toMatch(/-write-\d{10}$/)
    release(e, b, 'readLock')
    settle(e)
    expect(states()).toEqual(['holding', 'released', 'waiting', 'waiting'])
    release(e, a, 'readLock')
    settle(e)
    expect(states()).toEqual(['released', 'released', 'holding', 'waiting'])
    release(e, w, 'writeLock')
    settle(e)
    expect(states().at(-1)).toBe('holding')
  })
})

describe('the herd', () => {
  test('every release wakes every waiter of a herd lock, and one of a proper lock', () => {
    const woken = (herd: boolean): number => {
      const e = ensemble()
      const all = apps(e, 'A', 'B', 'C', 'D', 'E')
      for (const app of all) {
        run(e, app, { recipe: 'lock', path: '/l', prefix: 'x-', herd })
        settle(e)
      }
      const before = all.map((app) => app.effects.length)
      const [first] = all
      if (first !== undefined) release(e, first, 'lock')
      settle(e)
      expect(all[1]?.told.at(-1)?.state).toBe('holding')
      const events = all.map((app, i) => eventsOf(app.effects.slice(before[i]), 'watchEvent').length > 0)
      return events.filter(Boolean).length
    }
    expect(woken(false)).toBe(1)
    expect(woken(true)).toBeGreaterThanOrEqual(4)
  })
})

describe('fence', () => {
  test('each holder has a higher fence than the one before', () => {
    const e = ensemble()
    const fences = ['A', 'B', 'C'].map((name) => {
      const app = join(e, name)
      const id = run(e, app, { recipe: 'election', path: '/master' })
      settle(e)
      const outcome = outcomeOf(app, id)
      release(e, app, 'election')
      settle(e)
      return outcome?.ok === true ? outcome.fence : undefined
    })
    expect(fences.every((fence) => fence !== undefined && fence > 0n)).toBe(true)
    expect([...fences].sort((x, y) => ((x ?? 0n) < (y ?? 0n) ? -1 : 1))).toEqual(fences)
  })
})

describe('election', () => {
  test('when the master dies the next candidate is master, and nobody else stirs', () => {
    const e = ensemble()
    const [a, b, c] = [join(e, 'A'), join(e, 'B'), join(e, 'C')]
    for (const app of [a, b, c]) {
      run(e, app, { recipe: 'election', path: '/master' })
      settle(e)
    }
    const toldC = c.told.length
    expire(e, a)
    settle(e)
    expect(statesOf(a)).toEqual(['joining', 'holding', 'lost'])
    expect(b.told.at(-1)?.state).toBe('holding')
    expect(c.told).toHaveLength(toldC)
  })
})
