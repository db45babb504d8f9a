import { expect, test } from 'vitest'
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
  remove,
  settle,
  statesOf,
} from '../client/ensemble.suite.ts'
import { eventsOf } from '../client/scripted.suite.ts'
import type { Recipe } from './state.ts'

const RUN = { recipe: 'lock', path: '/locks/printer', prefix: 'id_' } as const
const RUN_ID = 1
const RELEASE_ID = 2

function lock(e: Ensemble, app: App): void {
  give(e, app, { type: 'run', id: RUN_ID, run: RUN })
}
function release(e: Ensemble, app: App): void {
  give(e, app, { type: 'release', id: RELEASE_ID, recipe: 'lock' })
}
/** Clients A, B, C in this order in the line. */
function lineOfThree(): { e: Ensemble; a: App; b: App; c: App } {
  const e = ensemble()
  const [a, b, c] = [join(e, 'A'), join(e, 'B'), join(e, 'C')]
  for (const app of [a, b, c]) {
    settle(e)
    lock(e, app)
    settle(e)
  }
  return { e, a, b, c }
}
function runOf(app: App): Recipe | undefined {
  return app.client.recipes.get(RUN_ID)
}
/** How far it has come with a znode of its own. */
function enrolOf(app: App): string | undefined {
  const task = runOf(app)?.tasks.at(-1)
  return task?.type === 'enrol' ? task.stage.type : undefined
}
function holders(e: Ensemble): readonly string[] {
  return e.apps.filter((app) => app.told.at(-1)?.state === 'holding').map((app) => app.name)
}

test('the first in line holds, each other watches only the one before it', () => {
  const { e, a, b, c } = lineOfThree()
  expect(holders(e)).toEqual(['A'])
  const [nodeA, nodeB, nodeC] = [a, b, c].map((app) => app.told.at(-1)?.node)
  expect(nodeA).toMatch(/^\/locks\/printer\/id_[0-9a-f]{4}-0000000000$/)
  expect(b.told.at(-1)).toMatchObject({ state: 'waiting', node: nodeB, behind: nodeA })
  expect(c.told.at(-1)).toMatchObject({ state: 'waiting', node: nodeC, behind: nodeB })
  expect([...(c.link?.watches ?? [])]).toEqual([nodeB])
  expect(a.done.get(RUN_ID)).toEqual([{ ok: true, path: nodeA, fence: e.znodes.get(nodeA ?? '')?.czxid }])
  expect(b.done.get(RUN_ID)).toBeUndefined()
})

test('missing parents are made: the lock itself a container, those above it to stay', () => {
  const e = ensemble()
  const a = join(e, 'A')
  lock(e, a)
  settle(e)
  expect(e.znodes.get('/locks')?.mode).toBe('persistent')
  expect(e.znodes.get('/locks/printer')?.mode).toBe('container')
  expect(holders(e)).toEqual(['A'])
})

test('a release wakes the next in line and nobody else', () => {
  const { e, a, b, c } = lineOfThree()
  const toldC = c.told.length
  release(e, a)
  settle(e)
  expect(holders(e)).toEqual(['B'])
  expect(a.told.at(-1)?.state).toBe('released')
  expect(a.done.get(RELEASE_ID)).toEqual([{ ok: true }])
  expect(b.done.get(RUN_ID)?.[0]?.ok).toBe(true)
  expect(c.told).toHaveLength(toldC)
})

test('when the one in the middle leaves, the one behind it moves up but does not hold', () => {
  const { e, a, b, c } = lineOfThree()
  release(e, b)
  settle(e)
  expect(holders(e)).toEqual(['A'])
  expect(c.told.at(-1)).toMatchObject({ state: 'waiting', behind: a.told.at(-1)?.node })
  expect(b.done.get(RUN_ID)).toEqual([{ ok: false, error: 'noNode' }])
})

test('when the holder dies with its session, the next one holds', () => {
  const { e, a } = lineOfThree()
  expire(e, a)
  settle(e)
  expect(holders(e)).toEqual(['B'])
  expect(statesOf(a)).toEqual(['joining', 'holding', 'lost'])
  expect(a.ended).toBe(true)
})

test('a predecessor that leaves between the list and the watch is not waited for', () => {
  const e = ensemble()
  const [a, b] = [join(e, 'A'), join(e, 'B')]
  settle(e)
  lock(e, a)
  settle(e)
  lock(e, b)
  while (runOf(b)?.stage.type !== 'checking') expect(carryOne(e, b)).toBe(true)
  release(e, a)
  while (childrenOf(e, RUN.path).length === 2) expect(carryOne(e, a)).toBe(true)
  settle(e)
  expect(holders(e)).toEqual(['B'])
})

test('a create whose answer was lost is found again by its guid: one contender, one znode', () => {
  const { e } = lineOfThree()
  const d = join(e, 'D')
  settle(e)
  lock(e, d)
  while (childrenOf(e, RUN.path).length < 4) expect(carryOne(e, d)).toBe(true)
  cut(e, d)
  settle(e)
  expect(childrenOf(e, RUN.path)).toHaveLength(4)
  expect(d.told.at(-1)?.state).toBe('waiting')
})

test('after a lost create a write comes before the search, and what is found is asked for its owner', () => {
  const e = ensemble()
  const a = join(e, 'A')
  settle(e)
  lock(e, a)
  while (childrenOf(e, RUN.path).length === 0) expect(carryOne(e, a)).toBe(true)
  cut(e, a)
  const before = a.effects.length
  settle(e)
  const sent = eventsOf(a.effects.slice(before), 'sent').map((event) => event.op)
  expect(sent).toEqual(['multi', 'getChildren', 'exists', 'getChildren'])
})

test('wherever the link breaks on the way into the lock, one znode stands in line and its owner holds', () => {
  const messages = 40
  for (let passed = 0; passed < messages; passed++) {
    const e = ensemble()
    const a = join(e, 'A')
    lock(e, a)
    for (let i = 0; i < passed; i++) carryOne(e, a)
    cut(e, a)
    settle(e)
    expect(childrenOf(e, RUN.path)).toHaveLength(1)
    expect(statesOf(a)).toEqual(['joining', 'holding'])
  }
})

test('a create that never arrived is made again after the search', () => {
  const e = ensemble()
  const a = join(e, 'A')
  settle(e)
  lock(e, a)
  while (!e.znodes.has(RUN.path)) expect(carryOne(e, a)).toBe(true)
  while (enrolOf(a) !== 'creating') expect(carryOne(e, a)).toBe(true)
  cut(e, a)
  settle(e)
  expect(childrenOf(e, RUN.path)).toHaveLength(1)
  expect(holders(e)).toEqual(['A'])
})

test("another's znode with our guid is not ours", () => {
  const e = ensemble()
  const [a, b] = [join(e, 'A', { seed: 5 }), join(e, 'B', { seed: 5 })]
  settle(e)
  lock(e, a)
  settle(e)
  lock(e, b)
  cut(e, b)
  settle(e)
  expect(holders(e)).toEqual(['A'])
  const guids = childrenOf(e, RUN.path).map((name) => name.slice(0, 'id_a1f3'.length))
  expect(guids).toEqual([guids[0], guids[0]])
  expect(b.told.at(-1)).toMatchObject({ state: 'waiting', behind: a.told.at(-1)?.node })
})

test('a waiter that was cut off when its predecessor left learns of it from its watches told anew', () => {
  const { e, a, b } = lineOfThree()
  cut(e, b)
  release(e, a)
  while (e.znodes.has(a.told[1]?.node ?? '')) expect(carryOne(e, a)).toBe(true)
  settle(e)
  expect(holders(e)).toEqual(['B'])
})

test('a holder that is cut off for a while still holds', () => {
  const { e, a } = lineOfThree()
  cut(e, a)
  settle(e)
  expect(holders(e)).toEqual(['A'])
  expect(statesOf(a)).toEqual(['joining', 'holding'])
})

test('a release whose answer was lost is asked again until the znode is gone', () => {
  const { e, a } = lineOfThree()
  release(e, a)
  cut(e, a)
  settle(e)
  expect(holders(e)).toEqual(['B'])
  expect(a.done.get(RELEASE_ID)).toEqual([{ ok: true }])
})

test('closing the client releases the lock with the session', () => {
  const { e, a } = lineOfThree()
  give(e, a, { type: 'close' })
  settle(e)
  expect(a.told.at(-1)?.state).toBe('released')
  expect(holders(e)).toEqual(['B'])
})

test('a waiter whose znode was deleted by someone else is out of the line', () => {
  const { e, a, b } = lineOfThree()
  remove(e, b.told.at(-1)?.node ?? '')
  release(e, a)
  settle(e)
  expect(b.told.at(-1)?.state).toBe('lost')
  expect(b.done.get(RUN_ID)).toEqual([{ ok: false, error: 'noNode' }])
  expect(holders(e)).toEqual(['C'])
})

test('a client runs one lock at a time, and releases what it runs', () => {
  const e = ensemble()
  const a = join(e, 'A')
  settle(e)
  give(e, a, { type: 'release', id: 9, recipe: 'lock' })
  expect(a.done.get(9)).toEqual([{ ok: false, error: 'noNode' }])
  lock(e, a)
  give(e, a, { type: 'run', id: 10, run: RUN })
  expect(a.done.get(10)).toEqual([{ ok: false, error: 'badArguments' }])
  settle(e)
  release(e, a)
  settle(e)
  give(e, a, { type: 'run', id: 11, run: RUN })
  settle(e)
  expect(a.done.get(11)?.[0]?.ok).toBe(true)
})

test.each([
  ['a path that is none', { ...RUN, path: 'locks' }],
  ['a prefix with a slash', { ...RUN, prefix: 'a/b' }],
])('%s is refused before anything is asked', (_, run) => {
  const e = ensemble()
  const a = join(e, 'A')
  settle(e)
  give(e, a, { type: 'run', id: RUN_ID, run })
  expect(a.done.get(RUN_ID)).toEqual([{ ok: false, error: 'badArguments' }])
  expect(a.link?.toServer).toEqual([])
})

test('letting go while still joining leaves no znode behind', () => {
  const e = ensemble()
  const a = join(e, 'A')
  settle(e)
  for (let step = 0; step < 30; step++) {
    a.done.clear()
    lock(e, a)
    for (let i = 0; i < step; i++) carryOne(e, a)
    release(e, a)
    settle(e)
    expect(a.done.get(RUN_ID)).toHaveLength(1)
    expect(a.done.get(RELEASE_ID)).toEqual([{ ok: true }])
    expect(childrenOf(e, RUN.path)).toEqual([])
  }
})
