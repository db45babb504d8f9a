/** The promise of an election, on random networks: whoever reaches whom, and whenever messages come. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { below, rngOf } from '../../ground/base/rng.ts'
import type { Vote } from '../trace.ts'
import {
  connectedTo,
  disappoint,
  elector,
  kill,
  leaders,
  look,
  type Network,
  network,
  run,
  vote,
} from './network.suite.ts'
import { isBetter } from './votes.ts'

const scene = fc.record({
  servers: fc.constantFrom(3, 5, 7),
  seed: fc.integer(),
  delayMsMax: fc.integer({ min: 1, max: 30 }),
  finalizeEarly: fc.boolean(),
  histories: fc.array(fc.record({ epoch: fc.integer({ min: 0, max: 2 }), counter: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 7,
    maxLength: 7,
  }),
  rounds: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 7, maxLength: 7 }),
  minority: fc.integer({ min: 0, max: 3 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

/** A network where all but a minority run: links are up, and each begins to look in a round of its own. */
function majority(s: Scene): { readonly net: Network; readonly best: Vote; readonly ids: readonly number[] } {
  const dice = rngOf(s.seed)
  const net = network(s.servers, {
    changes: { finalizeEarly: s.finalizeEarly },
    delay: () => 1 + below(dice, s.delayMsMax),
  })
  const dead = Math.min(s.minority, Math.floor((s.servers - 1) / 2))
  const ids = Array.from({ length: s.servers }, (_, i) => i + 1)
  while (ids.length > s.servers - dead) ids.splice(below(dice, ids.length), 1)
  const votes = ids.map((id) => vote(id, s.histories[id - 1]?.epoch, s.histories[id - 1]?.counter))
  for (const id of ids) {
    elector(net, id).up = true
    elector(net, id).round = s.rounds[id - 1] ?? 0
  }
  ids.forEach((id, i) => {
    look(net, id, votes[i])
  })
  const best = votes.reduce((a, b) => (isBetter(b, a) ? b : a))
  return { net, best, ids }
}

test('a connected majority elects one leader, and it is the one with the best vote', () => {
  fc.assert(
    fc.property(scene, (s) => {
      const { net, best, ids } = majority(s)
      run(net, 5000)
      expect(leaders(net)).toEqual(ids.map(() => best.leader))
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('who starts late, or comes back, joins the leader that is there, whatever its vote', () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: 1, max: 3 }), (s, late) => {
      const { net, best } = majority({ ...s, minority: 3 })
      run(net, 5000)
      const gone = [...net.electors.keys()].filter((id) => !elector(net, id).up).slice(0, late)
      for (const id of gone) look(net, id, vote(id, 9, 9))
      run(net, 15_000)
      expect(new Set(leaders(net))).toEqual(new Set([best.leader]))
    }),
    { numRuns: 100, seed: 2 },
  )
})

test('when the leader dies the rest elect the best of the rest', () => {
  fc.assert(
    fc.property(scene, (s) => {
      const { net, best } = majority({ ...s, minority: 0 })
      run(net, 5000)
      kill(net, best.leader)
      const rest = [...connectedTo(net, best.leader)]
      for (const id of rest) look(net, id)
      const votes = rest.map((id) => elector(net, id).initial ?? vote(id))
      const heir = votes.reduce((a, b) => (isBetter(b, a) ? b : a))
      run(net, 15_000)
      expect(leaders(net)).toEqual(rest.map(() => heir.leader))
    }),
    { numRuns: 100, seed: 3 },
  )
})

test('whatever was lost, and whoever died and came back: once that stops, all find one leader', () => {
  const faults = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 400 }),
      fault: fc.constantFrom('kill', 'start'),
      id: fc.integer({ min: 1, max: 7 }),
    }),
    { maxLength: 25 },
  )
  fc.assert(
    fc.property(scene, faults, (s, plan) => {
      const dice = rngOf(s.seed)
      const net = network(s.servers, {
        changes: { finalizeEarly: s.finalizeEarly },
        delay: () => 1 + below(dice, s.delayMsMax),
        loses: () => below(dice, 4) === 0,
      })
      const history = (id: number): Vote => vote(id, s.histories[id - 1]?.epoch, s.histories[id - 1]?.counter)
      for (const { afterMs, fault, id } of plan) {
        run(net, net.now + afterMs)
        if (id > s.servers) continue
        if (fault === 'kill') kill(net, id)
        else if (!elector(net, id).up) look(net, id, history(id))
        disappoint(net)
      }
      net.loses = () => false
      for (const id of net.electors.keys()) if (!elector(net, id).up) look(net, id, history(id))
      for (let patience = 0; patience < 50; patience++) {
        run(net, net.now + 2000)
        if (!disappoint(net) && !leaders(net).includes(undefined)) break
      }
      expect(new Set(leaders(net)).size).toBe(1)
      expect(leaders(net)).not.toContain(undefined)
    }),
    { numRuns: 200, seed: 4 },
  )
})
