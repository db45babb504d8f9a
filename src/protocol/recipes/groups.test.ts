/** Group membership and naming on a little ensemble. */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { carryOne, childrenOf, cut, ensemble, expire, join, settle } from '../client/ensemble.suite.ts'
import { deedsOf, outcomeOf, pair, release, run, text, wherever } from './recipes.suite.ts'
import type { RecipeRun } from './seam.ts'

describe('group membership', () => {
  test('each member sees who comes and who goes', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    run(e, a, { recipe: 'member', path: '/groupMember' })
    settle(e)
    run(e, b, { recipe: 'member', path: '/groupMember' })
    settle(e)
    expire(e, b)
    settle(e)
    expect(deedsOf(a, 'members').map((deed) => deed.members)).toEqual([['A'], ['A', 'B'], ['A']])
    expect(a.told.at(-1)).toMatchObject({ state: 'holding', node: '/groupMember/A' })
  })

  test('a name that another session has is waited for', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    run(e, a, { recipe: 'member', path: '/g', member: 'one' })
    settle(e)
    const id = run(e, b, { recipe: 'member', path: '/g', member: 'one' })
    settle(e)
    expect(b.told.at(-1)).toMatchObject({ state: 'waiting', behind: '/g/one' })
    release(e, a, 'member')
    settle(e)
    expect(outcomeOf(b, id)).toMatchObject({ ok: true, path: '/g/one' })
  })

  test('wherever the link breaks, a member stands once and knows it', () => {
    wherever((e, cutLater) => {
      const a = join(e, 'A')
      const id = run(e, a, { recipe: 'member', path: '/g' })
      cutLater(a)
      expect(childrenOf(e, '/g')).toEqual(['A'])
      expect(outcomeOf(a, id)).toMatchObject({ ok: true, path: '/g/A' })
    })
  })

  test.each<RecipeRun>([
    { recipe: 'member', path: '/g' },
    { recipe: 'provider', path: '/g', address: encodeUtf8('here') },
    { recipe: 'election', path: '/g' },
  ])('$recipe: whoever lets go just when its link breaks leaves nothing behind', (wanted) => {
    for (let before = 0; before < 16; before++) {
      for (let after = 0; after < 4; after++) {
        const e = ensemble()
        const a = join(e, 'A')
        const runId = run(e, a, wanted)
        for (let i = 0; i < before; i++) carryOne(e, a)
        const id = release(e, a, wanted.recipe)
        for (let i = 0; i < after; i++) carryOne(e, a)
        cut(e, a)
        settle(e)
        expect(outcomeOf(a, id)).toEqual({ ok: true })
        expect(a.done.get(runId)).toHaveLength(1)
        expect(childrenOf(e, '/g')).toEqual([])
      }
    }
  })

  test('a watcher of a group that is not there yet makes the place and sees the first member', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    run(e, a, { recipe: 'group', path: '/g' })
    settle(e)
    run(e, b, { recipe: 'member', path: '/g' })
    settle(e)
    expect(deedsOf(a, 'members').map((deed) => deed.members)).toEqual([[], ['B']])
  })
})

describe('naming', () => {
  test('askers get an address that stands, none gets one of a provider that left', () => {
    const e = ensemble()
    const [a, b] = pair(e)
    run(e, a, { recipe: 'provider', path: '/names/db', address: encodeUtf8('10.0.0.1:5432') })
    run(e, b, { recipe: 'provider', path: '/names/db', address: encodeUtf8('10.0.0.2:5432') })
    settle(e)
    const asker = join(e, 'C')
    const seen = new Set<string>()
    for (let i = 0; i < 20; i++) {
      run(e, asker, { recipe: 'resolve', path: '/names/db' })
      settle(e)
    }
    for (const { data } of deedsOf(asker, 'resolved')) seen.add(text(data))
    expect([...seen].toSorted()).toEqual(['10.0.0.1:5432', '10.0.0.2:5432'])
    expire(e, a)
    settle(e)
    const id = run(e, asker, { recipe: 'resolve', path: '/names/db' })
    settle(e)
    expect(outcomeOf(asker, id)).toMatchObject({ data: encodeUtf8('10.0.0.2:5432') })
    release(e, b, 'provider')
    settle(e)
    const none = run(e, asker, { recipe: 'resolve', path: '/names/db' })
    settle(e)
    expect(outcomeOf(asker, none)).toEqual({ ok: false, error: 'noNode' })
  })
})
