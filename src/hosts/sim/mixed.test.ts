/**
 * Sessions that do everything at once, writes and reads and watches without waiting for answers, through faults: whatever
 * the checkers promise is put to the test here, and a checker that nothing exercised fails the run.
 */
import { expect, test } from 'vitest'
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { CHECKER_NAMES, type Checkers, createCheckers } from '../checkers/checkers.ts'
import { traceChecker } from './checks.ts'
import { create, getData, remove, setData } from './ops.ts'
import { calm, disturb, ensureRunning } from './restless.suite.ts'
import { cluster } from './scenarios/cluster.suite.ts'

const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1)
const CLIENTS = ['A', 'B', 'C']
const BEAT_MS = 50
const FAULTS_MS = 20_000
const SESSION_MS = 4000

function anyOp(dice: Rng, beat: number): ClientOp {
  const path = `/n${below(dice, 4)}`
  switch (below(dice, 9)) {
    case 0:
      return create(path, 'x')
    case 1:
      return create(path, 'x', 'ephemeral')
    case 2:
      return create('/s-', 'x', 'persistentSequential')
    case 3:
      return remove(path)
    case 4:
      return setData(path, String(beat))
    case 5:
      return getData(path, true)
    case 6:
      return { type: 'exists', path, watch: true }
    case 7:
      return { type: 'getChildren', path: '/', watch: true }
    default:
      return { type: 'sync', path: '/' }
  }
}

function run(seed: number): Checkers {
  const dice = rngOf(seed * 6_700_417 + 1)
  const checkers = createCheckers()
  const world = cluster(3, {
    seed,
    clients: CLIENTS,
    check: traceChecker(checkers),
    jitterMs: below(dice, 20),
    flushJitterMs: below(dice, 15),
    sessionTimeoutMs: SESSION_MS,
    traceMessages: false,
    config: { tickTime: 500 },
  })
  for (let at = 0; at < FAULTS_MS; at += BEAT_MS) {
    world.runFor(BEAT_MS)
    const client = CLIENTS[below(dice, CLIENTS.length)] ?? 'A'
    // Several at once: the later ones wait behind the earlier in the server's queue.
    if (ensureRunning(world, client)) for (let n = below(dice, 4); n > 0; n--) world.submit(client, anyOp(dice, at))
    if (below(dice, 20) === 0) disturb(world, dice, CLIENTS)
    // Servers that hear nothing of each other still answer clients for a while, with what they had.
    if (below(dice, 40) === 0) world.cut(1 + below(dice, 3), 1 + below(dice, 3))
  }
  calm(world, CLIENTS)
  world.settle()
  // Who goes without a word expires.
  for (const client of CLIENTS) world.killClient(client)
  world.runFor(2 * SESSION_MS)
  return checkers
}

test.each(SEEDS)(
  'whatever sessions do through faults, every checker is put to the test and holds (seed %i)',
  (seed) => {
    const checkers = run(seed)
    expect(CHECKER_NAMES.filter((name) => checkers[name].count === 0)).toEqual([])
  },
)
