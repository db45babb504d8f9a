/** Barriers, two-phase commit, and what is refused. */
import { describe, expect, test } from 'vitest'
import {
  type App,
  childrenOf,
  cut,
  type Ensemble,
  ensemble,
  expire,
  join,
  remove,
  settle,
} from '../client/ensemble.suite.ts'
import { apps, ask, deedsOf, outcomeOf, pair, release, run, wherever } from './recipes.suite.ts'
import type { RecipeRun } from './seam.ts'

describe('barrier', () => {
  test('whoever comes while it stands waits, and all pass when it goes', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    ask(e, a, {
      type: 'create',
      path: '/b',
      data: null,
      mode: 'persistent',
      acl: [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }],
    })
    const ids = [run(e, a, { recipe: 'barrier', path: '/b' }), run(e, b, { recipe: 'barrier', path: '/b' })] as const
    settle(e)
    expect([outcomeOf(a, ids[0]), outcomeOf(b, ids[1])]).toEqual([undefined, undefined])
    cut(e, a)
    remove(e, '/b')
    settle(e)
    expect([outcomeOf(a, ids[0]), outcomeOf(b, ids[1])]).toEqual([{ ok: true }, { ok: true }])
    expect(deedsOf(a, 'passed')).toHaveLength(1)
  })
})

describe('double barrier', () => {
  const enter = (e: Ensemble, app: App): number => run(e, app, { recipe: 'doubleBarrier', path: '/db', size: 3 })

  test('nobody computes before three have come, nobody is out before all leave, and it can be used again', () => {
    const e = ensemble()
    const all = apps(e, 'A', 'B', 'C')
    for (let round = 0; round < 2; round++) {
      const ids: number[] = []
      for (const app of all) {
        expect(ids.every((id, i) => all[i] === undefined || outcomeOf(all[i], id) === undefined)).toBe(true)
        ids.push(enter(e, app))
        settle(e)
      }
      expect(all.map((app, i) => outcomeOf(app, ids[i] ?? 0)?.ok)).toEqual([true, true, true])
      const outs: number[] = []
      for (const app of all) {
        expect(outs.every((id, i) => all[i] === undefined || outcomeOf(all[i], id) === undefined)).toBe(true)
        outs.push(release(e, app, 'doubleBarrier'))
        settle(e)
      }
      expect(all.map((app, i) => outcomeOf(app, outs[i] ?? 0))).toEqual([{ ok: true }, { ok: true }, { ok: true }])
      expect(childrenOf(e, '/db')).toEqual([])
    }
  })

  test('who dies while waiting is not counted', () => {
    const e = ensemble()
    const [a, b, c, d] = [join(e, 'A'), join(e, 'B'), join(e, 'C'), join(e, 'D')]
    const first = enter(e, a)
    enter(e, b)
    settle(e)
    expire(e, b)
    enter(e, c)
    settle(e)
    expect(outcomeOf(a, first)).toBeUndefined()
    enter(e, d)
    settle(e)
    expect(outcomeOf(a, first)?.ok).toBe(true)
  })

  test('wherever a link breaks, all three come in and all three get out', () => {
    wherever((e, cutLater) => {
      const [a, b, c] = [join(e, 'A'), join(e, 'B'), join(e, 'C')]
      for (const app of [b, c, a]) enter(e, app)
      cutLater(a)
      const outs = [a, b, c].map((app) => [app, release(e, app, 'doubleBarrier')] as const)
      cutLater(a)
      expect(outs.map(([app, id]) => outcomeOf(app, id))).toEqual([{ ok: true }, { ok: true }, { ok: true }])
      expect(childrenOf(e, '/db')).toEqual([])
    })
  })
})

describe('two-phase commit', () => {
  const begin = (e: Ensemble, votes: readonly ('commit' | 'abort')[]): readonly (readonly [App, number])[] => {
    const coordinator = join(e, 'Z')
    const names = votes.map((_, i) => `site${i}`)
    const started: (readonly [App, number])[] = [
      [coordinator, run(e, coordinator, { recipe: 'twoPhase', path: '/app/tx', sites: names })],
    ]
    for (const [i, vote] of votes.entries()) {
      const app = join(e, String.fromCharCode(65 + i))
      started.push([app, run(e, app, { recipe: 'site', path: '/app/tx', site: `site${i}`, vote })])
    }
    return started
  }
  const decisions = (started: readonly (readonly [App, number])[]): readonly string[] =>
    started.map(([app]) =>
      deedsOf(app, 'decided')
        .map((deed) => deed.decision)
        .join(),
    )

  test('all commit when all say so, all abort when one does', () => {
    const e = ensemble()
    const good = begin(e, ['commit', 'commit', 'commit'])
    settle(e)
    expect(decisions(good)).toEqual(['commit', 'commit', 'commit', 'commit'])
    const f = ensemble()
    const bad = begin(f, ['commit', 'abort', 'commit'])
    settle(f)
    expect(decisions(bad)).toEqual(['abort', 'abort', 'abort', 'abort'])
  })

  test('wherever the link of the coordinator breaks, everybody decides the same', () => {
    wherever((e, cutLater) => {
      const started = begin(e, ['commit', 'commit'])
      const [coordinator] = started
      if (coordinator !== undefined) cutLater(coordinator[0])
      expect(new Set(decisions(started))).toEqual(new Set(['commit']))
    })
  })

  test('a coordinator that waits no longer aborts', () => {
    const e = ensemble()
    const coordinator = join(e, 'Z')
    const site = join(e, 'A')
    run(e, coordinator, { recipe: 'twoPhase', path: '/tx', sites: ['one', 'two'] })
    run(e, site, { recipe: 'site', path: '/tx', site: 'one', vote: 'commit' })
    settle(e)
    expect(deedsOf(site, 'decided')).toEqual([])
    const id = release(e, coordinator, 'twoPhase')
    settle(e)
    expect(outcomeOf(coordinator, id)).toEqual({ ok: true })
    expect(deedsOf(site, 'decided')).toEqual([{ type: 'decided', decision: 'abort' }])
  })
})

describe('what makes no sense', () => {
  test.each<readonly [string, RecipeRun]>([
    ['the root', { recipe: 'election', path: '/' }],
    ['a barrier for nobody', { recipe: 'doubleBarrier', path: '/b', size: 0 }],
    ['a process named ready', { recipe: 'doubleBarrier', path: '/b', size: 2, member: 'ready' }],
    ['a priority of three digits', { recipe: 'queuePut', path: '/q', data: new Uint8Array(0), priority: 100 }],
    ['a transaction without sites', { recipe: 'twoPhase', path: '/t', sites: [] }],
    ['a site twice', { recipe: 'twoPhase', path: '/t', sites: ['a', 'a'] }],
    ['half a number', { recipe: 'counter', path: '/n', add: 0.5 }],
  ])('%s is refused before anything is asked', (_, wrong) => {
    const e = ensemble()
    const a = join(e, 'A')
    settle(e)
    const id = run(e, a, wrong)
    expect(outcomeOf(a, id)).toEqual({ ok: false, error: 'badArguments' })
    expect(a.client.queue).toEqual([])
  })
})
