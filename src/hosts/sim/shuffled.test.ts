/** The checkers over traces whose lines arrive out of order between nodes, and over traces with holes. */
import { expect, test } from 'vitest'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import { type NodeName, serverNode } from '../../ground/ids.ts'
import type { CheckerName } from '../checkers/checkers.ts'
import { createJudge, judge, judgeRest, type Verdict, verdictsOf } from '../checkers/verdict.ts'
import type { Happening } from '../engine.ts'
import { create, getData, remove, setData, sync } from './ops.ts'
import { cluster } from './scenarios/cluster.suite.ts'

/** Writers, a reader and a watcher, a kill of the leader and a restart, in `seed`'s own timing. */
function story(seed: number): readonly Happening[] {
  const dice = rngOf(seed)
  const world = cluster(3, { seed, clients: ['A', 'B'], jitterMs: 5, sessionTimeoutMs: 4000 })
  world.settle()
  world.ask('A', create('/a', '0'))
  for (let round = 0; round < 12; round++) {
    world.submit('A', setData('/a', `${round}`))
    world.submit('B', getData('/a', true))
    if (below(dice, 3) === 0) world.submit('B', create(`/e${round}`, '', 'ephemeral'))
    if (below(dice, 4) === 0) world.submit('A', remove('/e0'))
    if (below(dice, 3) === 0) world.submit('B', sync())
    if (round % 4 === 0) world.submit('A', create('/s-', '', 'persistentSequential'))
    if (round === 1) world.tell('A', { type: 'run', id: 900_001, run: { recipe: 'lock', path: '/lock', prefix: 'l-' } })
    world.runFor(below(dice, 60))
    if (round === 5) world.kill('leader')
    if (round === 9) for (const id of world.servers) if (!world.isRunning(id)) world.restart(id)
  }
  world.settle()
  world.killClient('B')
  world.runFor(10_000)
  return world.trace
}

/** Another arrival: each node's lines in their order, but bursts of different nodes in any. Starts are told by the host. */
function shuffled(trace: readonly Happening[], dice: Rng): readonly Happening[] {
  const lanes = new Map<NodeName, Happening[]>()
  for (const happening of trace) lanes.set(happening.node, [...(lanes.get(happening.node) ?? []), happening])
  const left = [...lanes.values()]
  const all: Happening[] = []
  while (left.length > 0) {
    const index = below(dice, left.length)
    const lane = left[index]
    if (lane === undefined) continue
    all.push(...lane.splice(0, 1 + below(dice, 40)))
    if (lane.length === 0) left.splice(index, 1)
  }
  return all
}

/** What a lamp of `name` says at the end, whatever the others say. */
function lampOf(trace: readonly Happening[], name: CheckerName): Verdict['state'] | undefined {
  const state = createJudge()
  for (const happening of trace) judge(state, happening)
  judgeRest(state)
  return verdictsOf(state).find(({ checker }) => checker === name)?.state
}

/** The trace with the `nth` line that `change` touches changed, or left out. */
function spoilt(
  trace: readonly Happening[],
  nth: number,
  change: (happening: Happening) => Happening['event'] | 'untouched' | undefined,
): readonly Happening[] {
  let seen = 0
  return trace.flatMap((happening) => {
    const event = change(happening)
    if (event === 'untouched' || ++seen !== nth) return [happening]
    return event === undefined ? [] : [{ ...happening, event }]
  })
}

const SPOILT: readonly (readonly [string, CheckerName, (trace: readonly Happening[]) => readonly Happening[]])[] = [
  [
    'a tree that went another way',
    'digests',
    (trace) =>
      spoilt(trace, 12, ({ event }) =>
        event.type === 'applied' ? { ...event, digest: event.digest + 1n } : 'untouched',
      ),
  ],
  [
    'another transaction under the same zxid',
    'agreement',
    (trace) =>
      spoilt(trace, 8, ({ event }) =>
        event.type === 'applied' ? { ...event, txn: { type: 'delete', path: '/other' } } : 'untouched',
      ),
  ],
  [
    'an answer with another version',
    'writes',
    (trace) =>
      spoilt(trace, 3, ({ event }) =>
        event.type === 'answered' && event.op === 'setData' && event.outcome?.ok === true && event.outcome.stat
          ? { ...event, outcome: { ok: true, stat: { ...event.outcome.stat, version: 99 } } }
          : 'untouched',
      ),
  ],
  [
    'an acknowledgement before the flush',
    'durability',
    (trace) => {
      const acked = trace.find(({ node, event }) => event.type === 'acked' && serverNode(event.from) !== node)?.event
      if (acked?.type !== 'acked') throw new Error('somebody acknowledges in every story')
      const early = ({ node, event }: Happening): boolean =>
        event.type === 'durable' && node === serverNode(acked.from) && event.zxid >= acked.zxid
      return trace.filter((happening) => !early(happening))
    },
  ],
]

function judged(trace: readonly Happening[]): readonly Verdict[] {
  const state = createJudge()
  const violations = trace.flatMap((happening) => judge(state, happening))
  const rest = judgeRest(state)
  expect([...violations, ...rest].map(({ checker, reason }) => `${checker}: ${reason}`)).toEqual([])
  return verdictsOf(state)
}

const SEEDS = [1, 2, 3, 4, 5, 6]

test.each(SEEDS)('however the lines of nodes arrive, no alarm is raised: story %i', (seed) => {
  const trace = story(seed)
  const calm = judged(trace)
  const dice = rngOf(seed * 31)
  for (let n = 0; n < 4; n++) {
    const other = judged(shuffled(trace, dice))
    // What holds by cause and effect is put to the test as often, whoever tells first.
    expect(other.map(({ checker, state }) => [checker, state === 'allowed' ? 'held' : state])).toEqual(
      calm.map(({ checker, state }) => [checker, state === 'allowed' ? 'held' : state]),
    )
  }
})

test.each(SPOILT)('however the lines arrive, it is found: %s', (_, name, spoil) => {
  const trace = spoil(story(2))
  expect(lampOf(trace, name)).toBe('broken')
  const dice = rngOf(5)
  for (let n = 0; n < 5; n++) expect(lampOf(shuffled(trace, dice), name)).toBe('broken')
})

test('without the waiting there would be alarms: the shuffle is one that matters', () => {
  const dice = rngOf(7)
  const trace = shuffled(story(1), dice).filter(({ event }) => !event.type.startsWith('message'))
  const state = createJudge()
  expect(trace.flatMap((happening) => judge(state, happening))).not.toEqual([])
})

test.each(SEEDS)('whose last lines went with it is held against nobody: story %i', (seed) => {
  const trace = story(seed)
  const end = trace.findIndex(({ event }) => event.type === 'nodeEnded')
  const victim = trace[end]?.node
  const dice = rngOf(seed)
  let lost = 5 + below(dice, 60)
  const withHole: Happening[] = []
  for (const happening of trace.slice(0, end).toReversed()) {
    if (happening.node === victim && lost > 0) lost -= 1
    else withHole.push(happening)
  }
  judged([...withHole.toReversed(), ...trace.slice(end)])
})

test('a story puts every family to the test', () => {
  const untested = judged(story(1)).filter(({ state }) => state === 'untested')
  expect(untested.map(({ checker }) => checker)).toEqual([])
})
