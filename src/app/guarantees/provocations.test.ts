/** Every "Break it" keeps its promise: the same commands turn the guarantee red with the bug, and nothing without it. */
import { describe, expect, test } from 'vitest'
import { AssertionError } from '../../ground/base/assert.ts'
import { clientNode } from '../../ground/ids.ts'
import { CHECKER_NAMES, type CheckerName } from '../../hosts/checkers/checkers.ts'
import { PATIENCE_MS } from '../../hosts/checkers/liveness.ts'
import { createJudge, judge, judgeRest } from '../../hosts/checkers/verdict.ts'
import type { Command } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import { type SimEngine, simEngine } from '../../hosts/sim/engine.ts'
import { programsOf } from '../../hosts/sim/run/programs.ts'
import { switchesOf } from '../../protocol/zoo.ts'
import { findingInChinese } from '../i18n/guarantees.reasons.zh.ts'
import type { Facts } from '../lessons/lesson.ts'
import { reduceAll } from '../store/cluster.ts'
import { emptyCluster } from '../store/model.ts'
import type { Provocation } from './provocation.ts'
import { PROVOCATION_OF, PROVOCATIONS } from './provocations.ts'

const STRIDE_MS = 20
const LIMIT_MS = 40_000
/** What is to happen before long has its own patience. */
const limitOf = ({ family }: Provocation): number => (family === 'liveness' ? PATIENCE_MS + 20_000 : LIMIT_MS)

type Run = { readonly broken: readonly CheckerName[]; readonly findings: readonly string[]; readonly done: number }

/** Takes a command without waiting for its answer, as the page does. */
async function take(engine: SimEngine, command: Command, id: number): Promise<void> {
  const world = engine.world()
  if (command.type === 'submit') {
    if (world.machine.nodes.has(clientNode(command.client))) world.submit(command.client, command.op)
  } else if (command.type === 'run') world.tell(command.client, { type: 'run', id, run: command.run })
  else if (command.type === 'release') world.tell(command.client, { type: 'release', id, recipe: command.recipe })
  else expect(await engine.intervene(command)).toEqual({ type: 'done' })
}

/**
 * Lets a stride of time pass; whether the world can go on. The simulator stops one whose server has lost an invariant, which
 * the page does not look at: with a bug in it, what was told up to there is judged.
 */
async function goesOn(engine: SimEngine, isBroken: boolean): Promise<boolean> {
  try {
    engine.advance(STRIDE_MS)
    return true
  } catch (error) {
    if (!isBroken || !(error instanceof AssertionError)) throw error
    await engine.intervene({ type: 'pause' })
    engine.advance(0)
    return false
  }
}

/** Plays a provocation until `until` is red, or all is done and nothing came of it for a while. */
async function play(one: Provocation, seed: number, hopMs: number, isBroken: boolean): Promise<Run> {
  const programs = programsOf(isBroken ? switchesOf(one.bug) : [])
  const { servers, clients } = one
  const engine = simEngine({
    servers,
    clients: [...clients],
    seed,
    hopMs,
    flushMs: 2,
    sessionTimeoutMs: 10_000,
    programs,
  })
  if (one.idle === true) await engine.intervene({ type: 'newEnsemble', servers, clients, idle: true })
  let facts: Facts = { from: emptyCluster(), cluster: emptyCluster(), events: [] }
  const state = createJudge()
  const broken: CheckerName[] = []
  const findings: string[] = []
  engine.subscribe((batch: readonly Happening[]) => {
    const events = batch.filter(({ event }) => event.type !== 'messageSent' && event.type !== 'messageDelivered')
    facts = { ...facts, cluster: reduceAll(facts.cluster, batch), events: [...facts.events, ...events] }
    for (const happening of batch)
      for (const { checker, reason } of judge(state, happening)) {
        broken.push(checker)
        findings.push(reason)
      }
  })
  let done = 0
  for (let ms = 0; ms < limitOf(one) && !broken.includes(one.family); ms += STRIDE_MS) {
    for (let move = one.moves[done]; move !== undefined && move.when?.(facts) !== false; move = one.moves[done]) {
      const command = move.act(facts)
      done += 1
      if (command !== undefined) await take(engine, command, 9_000_000 + done)
    }
    if (!(await goesOn(engine, isBroken))) break
  }
  judgeRest(state)
  return { broken, findings, done }
}

const WORLDS = [
  { seed: 1, hopMs: 20 },
  { seed: 2, hopMs: 0 },
  { seed: 3, hopMs: 5 },
] as const

describe.each(PROVOCATIONS)('$family is broken by $bug', (one) => {
  test.each(WORLDS)('with the bug it turns red: seed $seed, hops of $hopMs ms', async ({ seed, hopMs }) => {
    const { broken, findings } = await play(one, seed, hopMs, true)
    expect(broken).toContain(one.family)
    // Whoever reads Chinese is told what was found, too.
    for (const finding of findings) expect(findingInChinese(finding)).toBeDefined()
  })
  test('without it all is done, and nothing is broken', async () => {
    const { findings, done } = await play(one, 1, 20, false)
    expect([done, findings]).toEqual([one.moves.length, []])
  })
  test('what the bug does and what is done is said in both languages', () => {
    for (const { en, 'zh-CN': zh } of [one.says, one.plan]) {
      expect(en).toMatch(/^[A-Z].*\.$/)
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/)
    }
  })
})

test('no guarantee is taken on trust: each has its own way to be broken', () => {
  for (const name of CHECKER_NAMES) expect(PROVOCATION_OF[name].family).toBe(name)
})
