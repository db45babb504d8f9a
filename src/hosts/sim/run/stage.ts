/** A swarm's world with all that watches it: checkers, marks, counts and the hash hear every happening, once, in order. */
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
  /** What a checker said, which ends the run. */
  violation: Violation | undefined
}

/** How much of a run is kept: all of the trace and the journals, for people and for replays; the hash of the trace. */
export type Keep = { readonly trace?: boolean; readonly journals?: boolean; readonly hash?: boolean }

/** So much of a trace that nobody keeps is left standing: cutting it after each step would cost more than the steps. */
const TRACE_MAX = 1000

export function createStage(options: SwarmOptions, programs: Programs, keep: Keep): Stage {
  const { seed } = options
  const builds: Nemesis['builds'] = new Map()
  const heard = { upTo: 0 }
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
    check: (trace) => {
      const { stage } = late
      if (stage === undefined) return
      for (; heard.upTo < trace.length; heard.upTo++) {
        const happening = trace[heard.upTo]
        if (happening !== undefined) hear(stage, happening)
      }
      if (keep.trace !== true && trace.length > TRACE_MAX) {
        stage.world.machine.trace.length = 0
        heard.upTo = 0
      }
      if (stage.violation !== undefined) throw new AssertionError(stage.violation.reason)
      strike(stage.nemesis)
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

function hear(stage: Stage, happening: Happening): void {
  const { counts, nemesis, hash } = stage
  const { node, event } = happening
  counts.happenings += 1
  if (hash !== undefined) addHappening(hash, happening)
  if (event.type === 'messageSent' || event.type === 'messageDelivered' || event.type === 'messageLost') return
  observe(nemesis, happening)
  for (const violation of observeAll(stage.checkers, happening, byOwnClock(stage, happening))) {
    if (!isPardoned(nemesis, violation)) stage.violation ??= violation
  }
  observeMarks(stage.marks, happening)
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
