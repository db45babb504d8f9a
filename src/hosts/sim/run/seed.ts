/**
 * One seed, in acts. First everything that the nemesis has, under workloads. Then a random core (a majority of the voters)
 * is left alone while the others stay dead or stand still: it must elect, answer whatever was asked, and agree. Then all
 * come back: everybody holds the same, and what clients were told is so. At last the clients go, and nothing of theirs stays.
 *
 * The checkers judge every step of all acts (TigerBeetle's safety and liveness modes).
 */

import { below } from '../../../ground/base/rng.ts'
import { clientNode, type Millis, type ServerId, serverNode } from '../../../ground/ids.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { CHECKER_NAMES } from '../../checkers/checkers.ts'
import { freeze, isFrozen, isRunning, kill, thaw } from '../faults.ts'
import { nodeOf } from '../machine.ts'
import { isObserver } from '../nemesis/atlas.ts'
import { act, nextAct, note, quiet, reimage, shuffled, undoNothing } from '../nemesis/nemesis.ts'
import type { Programs } from '../program.ts'
import { replayServer } from '../replay.ts'
import { convergedAmong, leaderOf, stateOf } from '../roles.ts'
import { streamOf } from '../streams.ts'
import { ephemeralsIn, isAnswered, play } from '../workloads/player.ts'
import { QUOTAS, retire, tend } from '../workloads/steward.ts'
import { STAGE } from '../workloads/workloads.ts'
import type { World } from '../world.ts'
import { hashText } from './hash.ts'
import { markCounts } from './marks.ts'
import type { SwarmOptions } from './options.ts'
import type { Failure, SeedReport } from './report.ts'
import { createStage, judgeAll, judgeRest, type Keep, type Stage } from './stage.ts'

/**
 * Simulated time that an ensemble has to answer everything and agree, once its core is left alone. Nobody calls an observer
 * that looks: it asks by itself, after a minute at the latest (FastLeaderElection.maxNotificationInterval).
 */
const AGREE_MS: Millis = 90_000
/** A client that has lost its server has found another one by then. */
const RECONNECT_MS: Millis = 3000
/** No seed of a minute needs so many: one that does is busy with itself. */
const STEPS_MAX = 5_000_000
/** Kind times last this part of the act with faults. */
const KIND_PART = 5

/** Runs one seed to its end, or to what it breaks. `look` gets the stage at the end, for whoever wants to see the world. */
export function runSeed(
  options: SwarmOptions,
  programs: Programs,
  keep: Keep = {},
  look: (stage: Stage) => void = () => undefined,
): SeedReport {
  const stage = createStage(options, programs, keep)
  const act2 = { electionMs: 0 }
  let failure: Failure | undefined
  try {
    open(stage)
    underFaults(stage)
    act2.electionMs = coreAlone(stage)
    reunion(stage)
    departure(stage, keep)
    judgeAll(stage)
  } catch (error) {
    judgeRest(stage)
    failure = failureOf(stage, error)
  }
  look(stage)
  return {
    seed: options.seed,
    failure,
    simMs: stage.world.now(),
    events: stage.world.machine.steps,
    ...stage.counts,
    electionMs: act2.electionMs,
    faults: stage.nemesis.fired,
    marks: markCounts(stage.marks),
    checks: Object.fromEntries(CHECKER_NAMES.map((name) => [name, stage.checkers[name].count])),
    hash: stage.hash === undefined ? undefined : hashText(stage.hash),
  }
}

function failureOf({ violation, world, counts }: Stage, error: unknown): Failure {
  const said = error instanceof Error ? error.message : String(error)
  const [first = said] = said.split('\n')
  return {
    checker: violation?.checker ?? 'workload',
    reason: violation?.reason ?? first,
    event: violation?.event ?? world.machine.steps,
    at: violation?.at ?? world.now(),
    ...(counts.happenings === 0 ? { reason: `before anything happened: ${first}` } : {}),
  }
}

/** The ensemble settles, and the ground is laid for the players. */
function open({ world, actors, options }: Stage): void {
  world.settle()
  const first = actors[0]?.player.name ?? 'A'
  for (const { player } of actors) world.addClient(player.name)
  for (const op of options.steward.quotas ? [...STAGE, ...QUOTAS] : STAGE) lay(world, first, op)
}

/** Asks until it is done: a connection may be lost before the answer, and the operation done all the same. */
function lay(world: World, client: string, op: ClientOp): void {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const outcome = world.ask(client, op)
    if (outcome.ok || outcome.error === 'nodeExists') return
  }
  throw new Error(`liveness: ${op.type} is refused ${TRIES_MAX} times in peaceful times`)
}
const TRIES_MAX = 50

/** Lets time pass until `until`: the nemesis and the players act at their own times. */
function playUntil(stage: Stage, until: Millis): void {
  const { world, nemesis, actors, options, steward } = stage
  for (;;) {
    if (world.machine.steps > STEPS_MAX) throw new Error(`liveness: more than ${STEPS_MAX} events, and no end`)
    let next = Math.min(until, nextAct(nemesis), steward?.nextAt ?? until)
    for (const actor of actors) next = Math.min(next, actor.nextAt)
    world.runFor(Math.max(0, next - world.now()))
    if (world.now() >= until) return
    if (nextAct(nemesis) <= world.now()) judgeAll(stage)
    act(nemesis)
    if (steward !== undefined) tend(steward, world, options.voters)
    for (const actor of actors) {
      if (actor.nextAt > world.now()) continue
      actor.nextAt = world.now() + 1 + below(actor.player.rng, 2 * options.beatMs)
      play(actor.player, actor.workload)
    }
  }
}

function underFaults(stage: Stage): void {
  const { world, steward, options } = stage
  playUntil(stage, world.now() + options.actMs)
  if (steward !== undefined) retire(steward, world)
}

/** The core is left alone. Returns how long it took to elect. */
function coreAlone(stage: Stage): Millis {
  const { world, nemesis, options } = stage
  const { machine } = world
  quiet(nemesis)
  const core = chooseCore(stage)
  note(nemesis, `the core is ${core.map((id) => `s${id}`).join(' ')}, all others stay away`)
  const dice = streamOf(options.seed, 'others')
  for (const id of world.servers) {
    const name = serverNode(id)
    if (core.includes(id)) {
      thaw(machine, name)
      if (!world.isRunning(id)) world.restart(id, 'loseUnflushed')
    } else if (below(dice, 2) === 0) kill(machine, name)
    else freeze(machine, name)
  }
  for (const { player } of stage.actors) thaw(machine, player.node)
  const since = world.now()
  const { tickTime } = options.config
  // Ten times what it takes a server to see that its leader is gone.
  const electMs = Math.max(10_000, 10 * tickTime * 5)
  const elected = (): boolean => {
    const leader = leaderOf(machine)
    return leader !== undefined && core.includes(leader) && isFollowed(stage, leader, core)
  }
  playWhile(stage, elected, electMs, 'liveness: the core elects a leader')
  const electionMs = world.now() - since
  const done = (): boolean =>
    stage.actors.every(({ player }) => isAnswered(player)) && convergedAmong(machine, core) && world.now() > since
  world.runUntil(done, AGREE_MS, 'liveness: the core answers everything and agrees')
  return electionMs
}

/** Whether a majority follows, and so the leader is not one of old times that nobody has told yet. */
function isFollowed({ world, options }: Stage, leader: ServerId, core: readonly ServerId[]): boolean {
  const state = stateOf(world.machine, leader)
  if (state?.role.type !== 'leading') return false
  const { epoch } = state.role
  let voices = 0
  for (const id of core) {
    const role = id > options.voters ? undefined : stateOf(world.machine, id)?.role
    if (role !== undefined && role.type !== 'looking' && role.phase === 'broadcast' && role.epoch === epoch) voices += 1
  }
  return voices > Math.floor(options.voters / 2)
}

/** Lets the players go on until `done`, and throws where it is not within `limitMs`. */
function playWhile(stage: Stage, done: () => boolean, limitMs: Millis, what: string): void {
  const { world } = stage
  const limit = world.now() + limitMs
  while (!done()) {
    if (world.now() >= limit) throw new Error(`${what}: not within ${limitMs} ms`)
    playUntil(stage, world.now() + 50)
  }
}

/** A majority of the voters, without those whose disk is in doubt, and perhaps some observers. */
function chooseCore({ world, nemesis, options }: Stage): readonly ServerId[] {
  const dice = streamOf(options.seed, 'core')
  const voters = world.servers.filter((id) => !isObserver(nemesis, id))
  const sound = voters.filter((id) => !nemesis.halted.has(id))
  const core = shuffled(dice, sound).slice(0, Math.floor(voters.length / 2) + 1)
  const observers = world.servers.filter((id) => isObserver(nemesis, id) && !nemesis.halted.has(id))
  return [...core, ...observers.filter(() => below(dice, 2) === 0)].sort((a, b) => a - b)
}

/** Everybody comes back; kind times for a while, then rest: all hold the same, and it is what clients were told. */
function reunion(stage: Stage): void {
  const { world, nemesis, actors } = stage
  const { machine } = world
  note(nemesis, 'everybody comes back')
  for (const id of world.servers) {
    if (isFrozen(machine, serverNode(id))) thaw(machine, serverNode(id))
    else if (!world.isRunning(id) && !nemesis.halted.has(id)) world.restart(id, 'loseUnflushed')
  }
  catchUp(stage)
  for (const id of [...nemesis.halted]) reimage(nemesis, id)
  undoNothing(nemesis)
  for (const actor of actors) actor.before = actor.workload.progress?.() ?? 0
  playUntil(stage, world.now() + stage.options.actMs / KIND_PART)
  const waits = (): boolean => actors.some(({ workload, before }) => (workload.progress?.() ?? before + 1) <= before)
  if (waits()) playWhile(stage, () => !waits(), 60_000, 'liveness: everybody gets the lock again')
  world.runUntil(
    () => actors.every(({ player }) => isAnswered(player)) && convergedAmong(machine, world.servers),
    60_000,
    'liveness: everything is answered, and all agree',
  )
  // Who has lost a connection comes back and hears what it missed: a watch fires no later than that.
  world.runFor(stage.options.sessionTimeoutMs + RECONNECT_MS)
  world.runUntil(() => convergedAmong(machine, world.servers), 60_000, 'liveness: all agree again')
  const leader = leaderOf(machine)
  if (leader === undefined) throw new Error('who has converged has a leader')
  const { tree } = world.server(leader).db
  for (const id of world.servers)
    if (world.server(id).db.tree.digest !== tree.digest) throw new Error(`s${id} holds another tree at rest`)
  for (const { workload } of actors) workload.rest()
  for (const { workload } of actors) {
    const wrong = workload.judge(tree)
    if (wrong !== undefined) throw new Error(wrong)
  }
}

/**
 * Those who came back follow. Who has promised a later epoch than the leader's can't (Learner.registerWithLeader gives up,
 * again and again): it takes another election, which somebody who looks after a real ensemble starts by hand.
 */
function catchUp(stage: Stage): void {
  const { world, nemesis } = stage
  const { machine } = world
  const until = world.now() + AGREE_MS
  const met = (): boolean => convergedAmong(machine, running(stage))
  world.runUntil(() => met() || world.now() >= until, 2 * AGREE_MS, 'liveness: those who come back catch up')
  const leader = leaderOf(machine)
  if (!met() && leader !== undefined && isOutpromised(stage, leader)) {
    note(nemesis, `s${leader} is started anew: somebody has promised a later epoch`)
    world.restart(leader)
  }
  world.runUntil(met, AGREE_MS, 'liveness: those who come back catch up')
}

function isOutpromised({ world }: Stage, leader: ServerId): boolean {
  const { acceptedEpoch } = world.server(leader)
  return world.servers.some((id) => world.isRunning(id) && world.server(id).acceptedEpoch > acceptedEpoch)
}

function running({ world }: Stage): readonly ServerId[] {
  return world.servers.filter((id) => world.isRunning(id))
}

/** The clients die. Their sessions end, and with them what was theirs. */
function departure(stage: Stage, keep: Keep): void {
  const { world, actors, options } = stage
  const { machine } = world
  for (const { player } of actors)
    if (isRunning(nodeOf(machine, clientNode(player.name)))) world.killClient(player.name)
  // A session lives on for its timeout, rounded up to the next tick.
  world.runFor(2 * options.sessionTimeoutMs + 2 * options.config.tickTime)
  world.runUntil(() => convergedAmong(machine, world.servers), 60_000, 'liveness: all agree when the clients are gone')
  for (const id of world.servers) {
    const left = ephemeralsIn(world.server(id).db.tree)
    if (left.length > 0) throw new Error(`${left[0]} outlives its session at s${id}`)
    if (keep.journals !== true) continue
    const journal = world.journalOf(id)
    if (replayServer(journal).db.tree.digest !== journal.digest)
      throw new Error(`the journal of s${id} tells another story`)
  }
}
