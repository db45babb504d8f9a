import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { createClient, nextDeadline, step } from './client.ts'
import {
  type App,
  carryOne,
  childrenOf,
  cut,
  type Ensemble,
  ensemble,
  expire,
  give,
  join,
  settle,
} from './ensemble.suite.ts'
import type { ClientEffect } from './seam.ts'

/** What may befall one of three clients; `carry` lets that many messages pass. */
type Act =
  | { readonly type: 'carry'; readonly app: number; readonly count: number }
  | {
      readonly type: 'submit' | 'run' | 'release' | 'cut' | 'move' | 'wake' | 'garble' | 'expire' | 'close'
      readonly app: number
    }

const app = fc.nat({ max: 2 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('carry' as const), app, count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constantFrom('submit', 'run', 'release', 'cut', 'move', 'wake', 'garble'), app }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('expire', 'close'), app }) },
)

/** Does `act` and returns the id that must now be completed some day, if there is one. */
function perform(e: Ensemble, target: App, act: Act, id: number): number | undefined {
  switch (act.type) {
    case 'carry':
      for (let i = 0; i < act.count; i++) carryOne(e, target)
      return undefined
    case 'submit':
      give(e, target, { type: 'submit', id, op: { type: 'exists', path: `/x${id}`, watch: id % 2 === 0 } })
      return id
    case 'run':
      give(e, target, { type: 'run', id, run: { recipe: 'lock', path: '/locks', prefix: 'id_' } })
      return id
    case 'release':
      give(e, target, { type: 'release', id, recipe: 'lock' })
      return id
    case 'cut':
      cut(e, target)
      return undefined
    case 'move':
      give(e, target, { type: 'move', server: id % 2 === 0 ? undefined : serverId(1) })
      return undefined
    case 'wake':
      e.now = Number.isFinite(nextDeadline(target.client)) ? Math.max(e.now, nextDeadline(target.client)) : e.now
      give(e, target, { type: 'deadline' })
      return undefined
    case 'garble':
      target.link?.toClient.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
      return undefined
    case 'expire':
      expire(e, target)
      return undefined
    case 'close':
      give(e, target, { type: 'close' })
      return undefined
  }
}

/** Who believes that it holds while its session lives on the server. */
function liveHolders(e: Ensemble): readonly string[] {
  const isLive = (target: App): boolean => e.sessions.has(target.client.session.id)
  return e.apps.filter((target) => target.told.at(-1)?.state === 'holding' && isLive(target)).map((a) => a.name)
}

test('whatever breaks, every id is completed exactly once, and one live client at most holds the lock', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const e = ensemble()
      const apps = ['A', 'B', 'C'].map((name) => join(e, name))
      const owed: [App, number][] = []
      for (const [i, one] of acts.entries()) {
        const target = apps[one.app]
        if (target === undefined) continue
        const id = perform(e, target, one, i + 1)
        if (id !== undefined) owed.push([target, id])
        expect(liveHolders(e).length).toBeLessThanOrEqual(1)
      }
      settle(e)
      for (const target of apps) give(e, target, { type: 'close' })
      settle(e)
      for (const target of apps) expect(target.ended).toBe(true)
      for (const [target, id] of owed) expect(target.done.get(id)).toHaveLength(1)
      for (const target of apps) expect(target.done.size).toBe(owed.filter(([one]) => one === target).length)
      expect(e.znodes.size).toBeLessThanOrEqual(2)
    }),
    { seed: 20_211, numRuns: 400 },
  )
})

test('once nothing breaks any more, every contender gets the lock in turn', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const e = ensemble()
      const apps = ['A', 'B', 'C'].map((name) => join(e, name))
      for (const [i, one] of acts.entries()) {
        const target = apps[one.app]
        if (target !== undefined) perform(e, target, one, i + 1)
      }
      settle(e)
      const contenders = apps.filter((target) => target.client.recipes.size > 0)
      expect(childrenOf(e, '/locks')).toHaveLength(contenders.length)
      for (let turn = contenders.length; turn > 0; turn--) {
        expect(liveHolders(e)).toHaveLength(1)
        const holder = contenders.find((target) => [...target.client.recipes.values()][0]?.stage.type === 'holding')
        if (holder !== undefined) give(e, holder, { type: 'release', id: 1000, recipe: 'lock' })
        settle(e)
      }
      expect(apps.map((target) => target.client.recipes.size)).toEqual([0, 0, 0])
    }),
    { seed: 4_711, numRuns: 400 },
  )
})

test('the inputs are the whole run: a client that lives them again, copied at every step, does the same', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const e = ensemble()
      const apps = ['A', 'B', 'C'].map((name) => join(e, name, { reconnectDelayMsMax: 500 }))
      for (const [i, one] of acts.entries()) {
        const target = apps[one.app]
        if (target !== undefined) perform(e, target, one, i + 1)
      }
      settle(e)
      for (const target of apps) {
        let again = createClient(target.config)
        const effects: ClientEffect[] = []
        for (const { at, input } of target.journal) {
          step(again, at, input, effects)
          again = structuredClone(again)
        }
        expect(effects).toEqual(target.effects)
        expect(again).toEqual(target.client)
      }
    }),
    { seed: 1_913, numRuns: 50 },
  )
})
