/**
 * Plays a scenario on an engine: a fresh ensemble, its first tree, the steps at their times, and then what is expected is
 * judged. The same on live workers and in the simulator: it only asks its host to let time pass until something holds.
 */
import { encodeText } from '../../ground/base/utf8.ts'
import type { Millis } from '../../ground/ids.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command, CommandResult } from '../command.ts'
import type { Engine } from '../engine.ts'
import { type FirstZnode, type Scenario, type ScenarioCommand, type ScenarioStep, USUAL_TREE } from '../scenario.ts'
import { evidenceOf, type Judgement, judge } from './judge.ts'
import { heed, isConnected, leaderIn, newSight, type Sight } from './sight.ts'

/** How time passes: ends with true when `holds`, with false where the play is called off. */
export type Pace = { readonly until: (holds: () => boolean) => Promise<boolean> }

/** How far a play is. `done`: steps that were taken; answers stand at their step's place. */
export type Progress = {
  readonly phase: 'making' | 'playing' | 'judging' | 'over'
  readonly done: number
  readonly answers: readonly (CommandResult | undefined)[]
  readonly judgements: readonly Judgement[]
}
/** `refused`: nothing was played, and why, in the engine's words. */
export type Played =
  | { readonly type: 'played'; readonly progress: Progress }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'calledOff' }

/** How long a step waits for what it needs, and the ensemble for its first leader (virtual). */
export const NEED_MS_MAX = 60_000
const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 250

type Play = {
  readonly engine: Engine
  readonly scenario: Scenario
  readonly pace: Pace
  readonly sight: Sight
  readonly tell: (progress: Progress) => void
  readonly answers: (CommandResult | undefined)[]
  /** Operations that are not answered yet; recipes may wait for ever and are not among them. */
  pending: number
  done: number
  phase: Progress['phase']
  judgements: readonly Judgement[]
}

/** Plays it from the beginning; the old ensemble and its data are gone as soon as the new one is made. */
export async function play(
  engine: Engine,
  scenario: Scenario,
  pace: Pace,
  tell: (progress: Progress) => void = () => {},
): Promise<Played> {
  const sight = newSight()
  const playing: Play = {
    engine,
    scenario,
    pace,
    sight,
    tell,
    answers: scenario.steps.map(() => undefined),
    pending: 0,
    done: 0,
    phase: 'making',
    judgements: [],
  }
  const stop = engine.subscribe((batch) => heed(sight, batch))
  try {
    return await playAll(playing)
  } catch (error) {
    if (error instanceof CalledOff) return { type: 'calledOff' }
    throw error
  } finally {
    stop()
  }
}

class CalledOff extends Error {}

async function playAll(playing: Play): Promise<Played> {
  const { engine, scenario } = playing
  told(playing)
  const refusal = await begin(playing)
  if (refusal !== undefined) return { type: 'refused', reason: refusal }
  playing.phase = 'playing'
  told(playing)
  const zero = engine.clock().now
  let late = 0
  for (const [index, step] of scenario.steps.entries()) {
    await until(playing, () => engine.clock().now >= zero + late + step.at)
    late += await waitFor(playing, step)
    take(playing, index, step.command)
  }
  playing.phase = 'judging'
  told(playing)
  await judgeAll(playing)
  playing.phase = 'over'
  return { type: 'played', progress: told(playing) }
}

function told(playing: Play): Progress {
  const { phase, done, answers, judgements } = playing
  const progress: Progress = { phase, done, answers: [...answers], judgements }
  playing.tell(progress)
  return progress
}

async function until(playing: Play, holds: () => boolean): Promise<void> {
  if (!(await playing.pace.until(holds))) throw new CalledOff()
}

/** Makes the ensemble and its first tree; why that could not be, or undefined. */
async function begin(playing: Play): Promise<string | undefined> {
  const { engine, scenario, sight } = playing
  const { servers, observers, clients, idle, hopMs, speed } = scenario
  if (hopMs !== undefined) await asked(playing, { type: 'setHop', hopMs })
  if (speed !== undefined) await asked(playing, { type: 'setSpeed', speed })
  if (engine.clock().paused) await asked(playing, { type: 'play' })
  const fresh: Command = { type: 'newEnsemble', servers, observers, clients }
  const made = await asked(playing, idle ? { ...fresh, idle } : fresh)
  if (made.type === 'refused') return made.reason
  if (idle) return undefined
  const isReady = (): boolean => leaderIn(sight) !== undefined && clients.every((name) => isConnected(sight, name))
  if (!(await within(playing, NEED_MS_MAX, isReady))) return 'the ensemble did not serve within a minute'
  for (const znode of treeOf(scenario)) {
    const result = await asked(playing, planting(clients[0] ?? '', znode))
    if (result.type === 'refused') return result.reason
    if (result.type === 'outcome' && !result.outcome.ok) return `${znode.path}: ${result.outcome.error}`
  }
  return undefined
}

/** The znodes that a scenario begins with. */
export function treeOf({ tree, clients, idle }: Scenario): readonly FirstZnode[] {
  if (tree !== 'usual') return tree
  if (idle || clients.length === 0) return []
  return USUAL_TREE.map(({ path, text }) => ({ path, data: text === null ? null : encodeText(text) }))
}
function planting(client: string, { path, data, acl, container }: FirstZnode): Command {
  const mode = container === true ? 'container' : 'persistent'
  return { type: 'submit', client, op: { type: 'create', path, data, mode, acl: acl ?? OPEN_ACL } }
}

/** Takes a command and lets time pass until it was answered. */
async function asked({ engine, pace }: Play, command: Command): Promise<CommandResult> {
  let answer: CommandResult | undefined
  void engine.intervene(command).then((result) => {
    answer = result
  })
  if (!(await pace.until(() => answer !== undefined)) || answer === undefined) throw new CalledOff()
  return answer
}
/** Whether `holds` came about within `ms`. */
async function within(playing: Play, ms: Millis, holds: () => boolean): Promise<boolean> {
  const { clock } = playing.engine
  const limit = clock().now + ms
  await until(playing, () => holds() || clock().now >= limit)
  return holds()
}

/** Waits for what the step stands on; how long that took. A step that waits in vain is taken all the same. */
async function waitFor(playing: Play, { command, now }: ScenarioStep): Promise<Millis> {
  if (now === true) return 0
  const before = playing.engine.clock().now
  await within(playing, NEED_MS_MAX, () => playing.pending === 0 && isPossible(playing.sight, command))
  return playing.engine.clock().now - before
}

/** Whether there is what a command needs, so that it is no refusal by bad luck. */
export function isPossible(sight: Sight, command: ScenarioCommand): boolean {
  switch (command.type) {
    case 'submit':
    case 'run':
    case 'release':
      return isConnected(sight, command.client)
    case 'kill':
      return command.server !== undefined || leaderIn(sight) !== undefined
    case 'addServer':
    case 'removeServer':
      return leaderIn(sight) !== undefined
    default:
      return true
  }
}

function take(playing: Play, index: number, command: ScenarioCommand): void {
  const isOperation = command.type === 'submit'
  if (isOperation) playing.pending += 1
  void playing.engine.intervene(command).then((result) => {
    playing.answers[index] = result
    if (isOperation) playing.pending -= 1
    told(playing)
  })
  playing.done = index + 1
  told(playing)
}

/** Looks again and again until everything holds, or patience ends. */
async function judgeAll(playing: Play): Promise<void> {
  const { engine, scenario, sight, answers } = playing
  if (scenario.expect.length === 0) return
  const limit = engine.clock().now + (scenario.patienceMs ?? PATIENCE_MS)
  for (;;) {
    const evidence = await evidenceOf(engine, sight, answers)
    playing.judgements = scenario.expect.map((one) => judge(one, evidence))
    const { now } = engine.clock()
    if (now >= limit || playing.judgements.every(({ holds }) => holds)) return
    await until(playing, () => engine.clock().now >= Math.min(limit, now + LOOK_EVERY_MS))
  }
}
