/** The search against a checker that tries every order, on random tiny histories, and on examples from the literature. */
import { describe, expect, test } from 'vitest'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import {
  type Answer,
  call,
  createSearch,
  lose,
  type Operation,
  outcomes,
  retire,
  type Search,
  type State,
  settle,
} from './configurations.ts'

/** One client's operation: called and answered at places of the history; without an answer its outcome is unknown. */
type Op = {
  readonly operation: Operation
  readonly from: number
  readonly to: number
  readonly answer: Answer | undefined
}
const NEVER = Number.POSITIVE_INFINITY

function bySearch(ops: readonly Op[], start: State): boolean {
  const search = createSearch(start, 100_000)
  const moments = ops.flatMap((op, id) => [
    { at: op.from, run: () => isCalled(search, id, op.operation) },
    ...(op.answer === undefined
      ? []
      : [{ at: op.to, run: () => settle(search, id, op.answer ?? { type: 'nothing' }) }]),
  ])
  return moments.sort((a, b) => a.at - b.at).every(({ run }) => run())
}

function isCalled(search: Search, id: number, operation: Operation): true {
  call(search, id, operation)
  return true
}

/** Every order that respects real time, with and without those that have no answer: written down without thinking. */
function byForce(ops: readonly Op[], state: State, done: readonly Op[] = []): boolean {
  const left = ops.filter((op) => !done.includes(op))
  if (left.every((op) => op.answer === undefined)) return true
  return left.some((op) => {
    if (left.some((other) => other !== op && other.to < op.from)) return false
    return outcomes(state, op.operation).some(([next, given]) => {
      const { answer } = op
      if (answer === undefined) return byForce(ops, next, [...done, op])
      if (answer.type !== given.type) return false
      if (answer.type === 'ok' && given.type === 'ok' && answer.version !== given.version) return false
      return byForce(ops, next, [...done, op])
    })
  })
}

function randomOps(dice: Rng): readonly Op[] {
  const count = 2 + below(dice, 4)
  const moments = Array.from({ length: 2 * count }, (_, at) => at).sort(() => below(dice, 3) - 1)
  return Array.from({ length: count }, (_, index) => {
    const [a = 0, b = 1] = moments.slice(2 * index, 2 * index + 2)
    const operation = randomOperation(dice)
    const isLost = below(dice, 6) === 0
    const times = { from: Math.min(a, b), to: isLost ? NEVER : Math.max(a, b) }
    return { operation, ...times, answer: isLost ? undefined : randomAnswer(dice, operation) }
  })
}
function randomOperation(dice: Rng): Operation {
  const version = below(dice, 3) - 1
  const all: readonly Operation[] = [
    { type: 'create' },
    { type: 'set', version },
    { type: 'set', version: -1 },
    { type: 'delete', version },
  ]
  return all[below(dice, all.length)] ?? { type: 'create' }
}
function randomAnswer(dice: Rng, operation: Operation): Answer {
  const isFine = below(dice, 3) > 0
  if (operation.type === 'create') return isFine ? { type: 'ok', version: 0 } : { type: 'nodeExists' }
  if (!isFine) return { type: below(dice, 2) === 0 ? 'noNode' : 'badVersion' }
  return operation.type === 'set' ? { type: 'ok', version: 1 + below(dice, 2) } : { type: 'ok' }
}

test('the search and a checker that tries every order agree on 10,000 random histories', () => {
  const dice = rngOf(20_11)
  let explained = 0
  for (let n = 0; n < 10_000; n++) {
    const ops = randomOps(dice)
    const start: State = below(dice, 2) === 0 ? 'absent' : 0
    const forced = byForce(ops, start)
    expect(bySearch(ops, start), JSON.stringify([start, ops])).toBe(forced)
    if (forced) explained += 1
  }
  // Both answers occur often, or nothing was compared.
  expect(explained).toBeGreaterThan(1000)
  expect(explained).toBeLessThan(9000)
})

const create: Operation = { type: 'create' }
const set = (version: number): Operation => ({ type: 'set', version })
const ok = (version: number): Answer => ({ type: 'ok', version })
const op = (operation: Operation, from: number, to: number, answer?: Answer): Op => ({ operation, from, to, answer })

describe('histories that an order explains', () => {
  const good: readonly (readonly [string, State, readonly Op[]])[] = [
    [
      'operations that overlap take effect in either order (Herlihy & Wing, figure 1)',
      0,
      [op(set(-1), 0, 3, ok(2)), op(set(-1), 1, 2, ok(1))],
    ],
    ['of two that compare and set, one wins', 0, [op(set(0), 0, 2, ok(1)), op(set(0), 1, 3, { type: 'badVersion' })]],
    ['a lost write shows later', 0, [op(set(0), 0, NEVER), op(set(0), 5, 6, { type: 'badVersion' })]],
    ['a lost write never happened', 0, [op(set(0), 0, NEVER), op(set(0), 5, 6, ok(1))]],
    [
      'a lost write takes effect long after others',
      0,
      [op(set(2), 0, NEVER), op(set(-1), 1, 2, ok(1)), op(set(-1), 3, 4, ok(2)), op(set(-1), 5, 6, ok(4))],
    ],
    [
      'a znode is made anew',
      'absent',
      [op(create, 0, 1, ok(0)), op({ type: 'delete', version: 0 }, 2, 3, { type: 'ok' }), op(create, 4, 5, ok(0))],
    ],
    [
      'an ephemeral goes with its session',
      'absent',
      [op(create, 0, 1, ok(0)), op({ type: 'vanish' }, 0, NEVER), op(create, 4, 5, ok(0))],
    ],
    ['nothing was known before', 'unknown', [op(create, 0, 1, { type: 'nodeExists' }), op(set(7), 2, 3, ok(8))]],
  ]
  test.each(good)('%s', (_, start, ops) => {
    expect(bySearch(ops, start)).toBe(true)
  })
})

describe('histories that no order explains', () => {
  const bad: readonly (readonly [string, State, readonly Op[]])[] = [
    ['both win a comparison', 0, [op(set(0), 0, 2, ok(1)), op(set(0), 1, 3, ok(1))]],
    ['a lost update: the second write does not see the first', 0, [op(set(-1), 0, 1, ok(1)), op(set(-1), 2, 3, ok(1))]],
    ['a version is left out', 0, [op(set(-1), 0, 1, ok(2))]],
    ['who asks later comes earlier', 0, [op(set(-1), 0, 1, ok(2)), op(set(-1), 2, 3, ok(1))]],
    ['two make the same znode', 'absent', [op(create, 0, 2, ok(0)), op(create, 1, 3, ok(0))]],
    [
      'it is there before anybody made it',
      'absent',
      [op(create, 0, 1, { type: 'nodeExists' }), op(create, 2, 3, ok(0))],
    ],
    ['a lost write happens twice', 0, [op(set(-1), 0, NEVER), op(set(-1), 1, 2, ok(3))]],
    ['a lost write takes effect before it is asked for', 0, [op(set(-1), 0, 1, ok(2)), op(set(-1), 3, NEVER)]],
    [
      'it is gone although nobody took it away',
      'absent',
      [op(create, 0, 1, ok(0)), op(set(0), 2, 3, { type: 'noNode' })],
    ],
    ['a znode that is there is made again', 'absent', [op(create, 0, 1, ok(0)), op(create, 2, 3, ok(0))]],
    ['what was once learnt is not forgotten', 'unknown', [op(set(7), 0, 1, ok(8)), op(set(7), 2, 3, ok(8))]],
  ]
  test.each(bad)('%s', (_, start, ops) => {
    expect(bySearch(ops, start)).toBe(false)
  })
})

test('what is retired takes no effect any more', () => {
  const search = createSearch(0)
  call(search, 1, set(0))
  retire(search, 1)
  call(search, 2, set(-1))
  expect(settle(search, 2, ok(1))).toBe(true)
  call(search, 3, set(1))
  expect(settle(search, 3, { type: 'badVersion' })).toBe(false)
})

test('with too much under way at once the search gives up, and accuses nobody', () => {
  const search = createSearch(0)
  for (let id = 0; id < 12; id++) call(search, id, set(-1))
  expect(settle(search, 0, ok(40))).toBe(true)
  expect(search.gaveUp).toBe(true)
})

test('a search that goes on from the last answer finds what one finds that begins anew each time', () => {
  const dice = rngOf(22_12)
  let searches = [createSearch('unknown', 60), createSearch('unknown', 60)]
  for (let n = 0; n < 3000; n++) {
    const open = [...(searches[0]?.open.keys() ?? [])]
    const id = open[below(dice, open.length)]
    const deed = id === undefined || open.length < 4 ? 0 : 1 + below(dice, 6)
    const operation = randomOperation(dice)
    const answer = randomAnswer(dice, operation)
    // All is new to one that begins anew.
    for (const other of open) searches[1]?.fresh.add(other)
    const said = searches.map((search) => {
      if (deed === 0 || id === undefined) call(search, n, operation)
      else if (deed === 1) lose(search, id)
      else if (deed === 2) retire(search, id)
      else return settle(search, id, deed === 3 ? { type: 'nothing' } : answer)
      return true
    })
    expect(said[0]).toBe(said[1])
    expect(searches[0]?.gaveUp).toBe(searches[1]?.gaveUp)
    if (said[0] === false || searches[0]?.gaveUp === true)
      searches = [createSearch('unknown', 60), createSearch('unknown', 60)]
    else expect(searches[0]?.configurations.length).toBe(searches[1]?.configurations.length)
  }
})
