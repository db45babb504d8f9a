/** Configuration, queue and counter on a little ensemble: what is written once, wherever a link breaks. */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { type App, carryOne, childrenOf, cut, type Ensemble, ensemble, join, settle } from '../client/ensemble.suite.ts'
import { ask, deedsOf, items, outcomeOf, pair, release, run, set, text, wherever } from './recipes.suite.ts'

describe.each(['oneShot', 'persistent'] as const)('configuration, %s watch', (watch) => {
  const applied = (app: App): readonly string[] => deedsOf(app, 'configApplied').map((deed) => text(deed.data))

  test('a follower applies what is there, what comes, and that it is gone', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    run(e, a, { recipe: 'config', path: '/config/app', watch })
    settle(e)
    expect(a.told.at(-1)?.state).toBe('waiting')
    run(e, b, { recipe: 'configWrite', path: '/config/app', data: encodeUtf8('one') })
    settle(e)
    ask(e, b, set('/config/app', 'two'))
    ask(e, b, { type: 'delete', path: '/config/app', version: -1 })
    expect(applied(a)).toEqual(['one', 'two', '-'])
  })

  test('wherever the link of the follower breaks, it ends with the newest and never went back', () => {
    wherever((e, cutLater) => {
      const [a, b] = pair(e)
      run(e, b, { recipe: 'configWrite', path: '/config', data: encodeUtf8('v0') })
      settle(e)
      run(e, a, { recipe: 'config', path: '/config', watch })
      for (let i = 1; i <= 3; i++) {
        for (let step = 0; step < i * 2; step++) carryOne(e, a)
        ask(e, b, set('/config', `v${i}`))
      }
      cut(e, a)
      ask(e, b, set('/config', 'v4'))
      cutLater(a)
      expect(applied(a).at(-1)).toBe('v4')
      expect(applied(a).toSorted()).toEqual(applied(a))
    })
  })
})

test('a follower that is let go leaves no persistent watch behind, here or at the server', () => {
  const e = ensemble()
  const [a] = pair(e)
  run(e, a, { recipe: 'config', path: '/config', watch: 'persistent' })
  settle(e)
  expect([...(a.link?.persistent ?? [])]).toEqual(['/config'])
  release(e, a, 'config')
  settle(e)
  expect([...(a.link?.persistent ?? [])]).toEqual([])
  expect(a.client.watches.persistent.size).toBe(0)
})

describe('queue', () => {
  const put = (e: Ensemble, app: App, word: string, priority?: number): number => {
    const put = { recipe: 'queuePut', path: '/q', data: encodeUtf8(word) } as const
    const id = run(e, app, priority === undefined ? put : { ...put, priority })
    settle(e)
    return id
  }
  const taken = (app: App): readonly string[] => deedsOf(app, 'itemTaken').map((deed) => text(deed.data))

  test('items come out in the order in which they went in', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    for (const word of ['one', 'two', 'three']) put(e, a, word)
    run(e, b, { recipe: 'queueTake', path: '/q' })
    settle(e)
    put(e, a, 'four')
    expect(taken(b)).toEqual(['one', 'two', 'three', 'four'])
    expect(childrenOf(e, '/q')).toEqual([])
  })

  test('a more urgent item overtakes, an ordinary one counts as 50', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    put(e, a, 'late', 90)
    put(e, a, 'ordinary')
    put(e, a, 'urgent', 1)
    run(e, b, { recipe: 'queueTake', path: '/q', count: 3 })
    settle(e)
    expect(taken(b)).toEqual(['urgent', 'ordinary', 'late'])
  })

  test('two consumers share the items, and each item goes to one of them', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    const c = join(e, 'C')
    run(e, b, { recipe: 'queueTake', path: '/q' })
    run(e, c, { recipe: 'queueTake', path: '/q' })
    settle(e)
    const words = Array.from({ length: 12 }, (_, i) => `item ${String(i).padStart(2, '0')}`)
    for (const word of words) run(e, a, { recipe: 'queuePut', path: '/q', data: encodeUtf8(word) })
    settle(e)
    expect([...taken(b), ...taken(c)].toSorted()).toEqual(words)
  })

  test('wherever the link of the producer breaks, the item stands there once', () => {
    wherever((e, cutLater) => {
      const a = join(e, 'A')
      const id = run(e, a, { recipe: 'queuePut', path: '/q', data: encodeUtf8('x') })
      cutLater(a)
      expect(outcomeOf(a, id)?.ok).toBe(true)
      expect(childrenOf(e, '/q')).toHaveLength(1)
    })
  })

  test('wherever the link of a consumer breaks, it has its item once, and nobody else has it', () => {
    wherever((e, cutLater) => {
      const [a, b] = pair(e)
      for (const word of ['one', 'two']) put(e, b, word)
      const id = run(e, a, { recipe: 'queueTake', path: '/q', count: 1 })
      run(e, b, { recipe: 'queueTake', path: '/q', count: 1 })
      cutLater(a)
      expect(outcomeOf(a, id)?.ok).toBe(true)
      expect([...taken(a), ...taken(b)].toSorted()).toEqual(['one', 'two'])
      expect(childrenOf(e, '/q')).toEqual([])
    })
  })

  test('a consumer that is let go takes no more, and drops nothing that it has taken', () => {
    for (let before = 0; before < 20; before++) {
      for (let after = 0; after < 6; after++) {
        const e = ensemble()
        const [a, b] = pair(e)
        for (const word of ['one', 'two', 'three']) put(e, b, word)
        run(e, a, { recipe: 'queueTake', path: '/q' })
        for (let i = 0; i < before; i++) carryOne(e, a)
        const id = release(e, a, 'queueTake')
        for (let i = 0; i < after; i++) carryOne(e, a)
        cut(e, a)
        settle(e)
        expect(outcomeOf(a, id)).toEqual({ ok: true })
        expect(taken(a).length + items(e).length).toBe(3)
        expect(childrenOf(e, '/q')).toEqual(items(e))
      }
    }
  })
})

describe('counter', () => {
  test('wherever a link breaks, what was acknowledged is counted once', () => {
    wherever((e, cutLater) => {
      const [a, b] = pair(e)
      const ids = [
        run(e, a, { recipe: 'counter', path: '/n', add: 5 }),
        run(e, a, { recipe: 'counter', path: '/n', add: 1 }),
      ]
      for (let i = 0; i < 3; i++) run(e, b, { recipe: 'counter', path: '/n', add: 10 })
      cutLater(a)
      expect(ids.map((id) => outcomeOf(a, id)?.ok)).toEqual([true, true])
      expect(text(e.znodes.get('/n')?.data)).toBe('36')
      expect(childrenOf(e, '/n')).toEqual([])
    })
  })

  test('what is no number is not counted on', () => {
    const e = ensemble()
    const [a] = pair(e)
    run(e, a, { recipe: 'configWrite', path: '/n', data: encodeUtf8('many') })
    settle(e)
    const id = run(e, a, { recipe: 'counter', path: '/n', add: 1 })
    settle(e)
    expect(outcomeOf(a, id)).toEqual({ ok: false, error: 'badArguments' })
    expect(text(e.znodes.get('/n')?.data)).toBe('many')
  })
})
