/**
 * A swarm's world with all that watches it: checkers, marks, counts and the hash hear every happening, once, in order.
 *
 * Laws:
 * 1. Who acts on what happens (the nemesis, the players) hears it before the next step.
 * 2. Who only judges (checkers, marks) hears many happenings at once, and what they say is what they would have said at
 *    each step: all are judged before the nemesis does what a judgement depends on, a disk spoilt or a clock turned, and
 *    before the run ends. To go from servers to checkers and back at each step costs more than the judging.
 * 3. Where the trace is kept, for people to look at, it ends with the step that broke a rule.
 */
import { AssertionError } from '../../../ground/base/assert.ts'
import { clientNode, type Millis, type NodeName, serverOf } from '../../../ground/ids.ts'
import type { Violation } from '../../checkers/checker.ts'
import { type Checkers, createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import { localTime } from '../../localClock.ts'
import { createNemesis, isPardoned, type Nemesis, observe, strike } from '../nemesis/nemesis.ts'
import { clientName } from '../nemesis/process.ts'
import type { Programs } from '../program.ts'
import { streamOf } from '../streams.ts'
import { emptyTable, type Player, type Workload } from '../workloads/player.ts'
import type { StewardState } from '../workloads/steward.ts'
import { MAKERS } from '../workloads/workloads.ts'
import { createWorld, type World } from '../world.ts'
import { addHappening, emptyHash, type TraceHash } from './hash.ts'
import { createMarks, type Marks, observeMarks } from './marks.ts'
import type { SwarmOptions } from './options.ts'

export type Actor = { readonly player: Player; readonly workload: Workload; nextAt: number; before: number }
export type Stage = {
  readonly options: SwarmOptions
  readonly world: World
  readonly nemesis: Nemesis
  readonly actors: readonly Actor[]
  readonly checkers: Checkers
  readonly marks: Marks
  readonly hash: TraceHash | undefined
  readonly steward: StewardState | undefined
  readonly counts: { happenings: number; acknowledged: number; elections: number; crashes: number }
  readonly hearing: Hearing
  /** What a checker said, which ends the run, and the step and time at which it was to be seen. */
  violation: (Violation & { readonly event: number; readonly at: Millis }) | undefined
}
/** How far the trace was heard, and how far it was judged; the step of each happening in between. */
type Hearing = { upTo: number; judged: number; readonly steps: number[]; readonly isKept: boolean }

/** How much of a run is kept: all of the trace and the journals, for people and for replays; the hash of the trace. */
export type Keep = { readonly trace?: boolean; readonly journals?: boolean; readonly hash?: boolean }

/** So many happenings are judged at once. */
const JUDGED_AT_ONCE = 500

export function createStage(options: SwarmOptions, programs: Programs, keep: Keep): Stage {
  const { seed } = options
  const builds: Nemesis['builds'] = new Map()
  const dice = streamOf(seed, 'builds')
  const late: { stage: Stage | undefined } = { stage: undefined }
  const world = createWorld({
    servers: options.voters,
    observers: options.observers,
    seed,
    hopMs: options.hopMs,
    jitterMs: options.jitterMs,
    flushMs: options.flushMs,
    flushJitterMs: options.flushJitterMs,
    sessionTimeoutMs: options.sessionTimeoutMs,
    config: options.config,
    canBeReadOnly: options.readOnlyClients,
    configOf: (id) => (builds.get(id) === 1 ? options.otherBuild : {}),
    traceMessages: keep.hash === true || keep.trace === true,
    journals: keep.journals === true,
    autostart: false,
    programs,
    check: () => {
      if (late.stage !== undefined) afterStep(late.stage)
    },
  })
  if (options.faults.mixedBuilds !== undefined)
    for (const id of world.servers) builds.set(id, dice.state % 2 === id % 2 ? 1 : 0)
  const table = emptyTable()
  const actors = options.clients.map((name, index): Actor => {
    const client = clientName(index)
    const player: Player = {
      name: client,
      node: clientNode(client),
      world,
      rng: streamOf(seed, `client ${client}`),
      table,
      asked: new Set(),
    }
    return { player, workload: MAKERS[name](player), nextAt: 0, before: 0 }
  })
  const stage: Stage = {
    options,
    world,
    nemesis: createNemesis(world, options, builds),
    actors,
    checkers: checkersFor(options),
    marks: createMarks(options.voters),
    hash: keep.hash === true ? emptyHash() : undefined,
    steward: stewardOf(options),
    counts: { happenings: 0, acknowledged: 0, elections: 0, crashes: 0 },
    hearing: { upTo: 0, judged: 0, steps: [], isKept: keep.trace === true },
    violation: undefined,
  }
  late.stage = stage
  for (const id of world.servers) world.start(id)
  return stage
}

function stewardOf({ seed, steward: { reconfigMs } }: SwarmOptions): StewardState | undefined {
  return reconfigMs === undefined ? undefined : { rng: streamOf(seed, 'steward'), everyMs: reconfigMs, nextAt: 0 }
}

function checkersFor({ search }: SwarmOptions): Checkers {
  const checkers = createCheckers()
  // A search that thinks that others write whom nobody shows says nothing.
  checkers.search.isBlind = !search
  return checkers
}

function afterStep(stage: Stage): void {
  const { hearing, nemesis } = stage
  const { trace, steps } = stage.world.machine
  for (; hearing.upTo < trace.length; hearing.upTo++) {
    const happening = trace[hearing.upTo]
    hearing.steps.push(steps)
    if (happening !== undefined) hear(stage, happening)
  }
  const isStruck = nemesis.ambush?.sprung !== undefined
  if (hearing.isKept || isStruck || hearing.steps.length > JUDGED_AT_ONCE) judgeAll(stage)
  if (isStruck) strike(nemesis)
}

/** Judges what was heard and not judged yet. Throws where a rule is broken. */
export function judgeAll(stage: Stage): void {
  judgeRest(stage)
  if (stage.violation !== undefined) throw new AssertionError(stage.violation.reason)
}

/** The same for a run that has ended, by whatever: what was broken before is what ended it. */
export function judgeRest(stage: Stage): void {
  const { hearing } = stage
  const { trace } = stage.world.machine
  const { steps } = hearing
  for (let i = 0; i < steps.length && stage.violation === undefined; i++) {
    const happening = trace[hearing.judged + i]
    if (happening !== undefined) judge(stage, happening, steps[i] ?? 0)
  }
  steps.length = 0
  if (!hearing.isKept) {
    if (hearing.upTo === trace.length) trace.length = 0
    else trace.splice(0, hearing.upTo)
    hearing.upTo = 0
  }
  hearing.judged = hearing.upTo
}

function judge(stage: Stage, happening: Happening, event: number): void {
  const { type } = happening.event
  if (type === 'messageSent' || type === 'messageDelivered' || type === 'messageLost') return
  const violations = observeAll(stage.checkers, happening, byOwnClock(stage, happening))
  for (let i = 0; i < violations.length; i++) {
    const violation = violations[i]
    if (violation === undefined || isPardoned(stage.nemesis, violation)) continue
    stage.violation ??= { ...violation, event, at: happening.at }
  }
  observeMarks(stage.marks, happening)
}

/** What acts on a happening, or counts it. */
function hear(stage: Stage, happening: Happening): void {
  const { counts, nemesis, hash } = stage
  const { node, event } = happening
  counts.happenings += 1
  if (hash !== undefined) addHappening(hash, happening)
  observe(nemesis, happening)
  switch (event.type) {
    case 'answered':
      if (event.error === 'ok' && event.xid > 0) counts.acknowledged += 1
      return
    case 'serving':
      if (event.role === 'leading') counts.elections += 1
      return
    case 'nodeEnded':
      if (serverOf(node) !== undefined && event.how !== 'stopped') counts.crashes += 1
      return tellActor(stage, node, event)
    case 'watchEvent':
    case 'recipe':
      return tellActor(stage, node, event)
    default:
      return
  }
}

function tellActor(stage: Stage, node: NodeName, event: Happening['event']): void {
  stage.actors.find(({ player }) => player.node === node)?.workload.hear(event)
}

/** Deadlines are judged by the clock of the node that has them. */
function byOwnClock({ world }: Stage, { at, node }: Happening): Millis {
  const clock = world.machine.nodes.get(node)?.clock
  return clock === undefined ? at : localTime(clock, at)
}
