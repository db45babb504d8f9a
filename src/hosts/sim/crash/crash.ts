/**
 * One case of "a crash at every effect" (CrashMonkey's idea, with ALICE's boundaries): the script runs to one boundary, the
 * server that stands there dies, its disk keeps what a fate leaves, it comes back, everything is healed. Then no
 * acknowledged write may be missing, all must agree, and writes must go on. The checkers judge every step.
 */
import { AssertionError } from '../../../ground/base/assert.ts'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import { deciding, votersOf } from '../../../protocol/membership.ts'
import { type Checkers, createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import type { Fate } from '../disk.ts'
import { kill } from '../faults.ts'
import { create } from '../ops.ts'
import type { Programs } from '../program.ts'
import { REAL } from '../real.ts'
import { convergedAmong } from '../roles.ts'
import { streamOf } from '../streams.ts'
import { createWorld, type World } from '../world.ts'
import { type Boundary, type Fuse, fuseAt, withFuse } from './fuse.ts'
import { type Ground, play, SCRIPT_LIMITS, type Wish } from './script.ts'

/** What the disk keeps: all, what was flushed, a torn end, or any of the unflushed pieces. */
export const CRASH_FATES: readonly Fate[] = ['keep', 'loseUnflushed', 'tear', 'reorder']
/** When the server comes back: at once, or when the others have elected and written without it. */
export const RETURNS = ['soon', 'late'] as const
export type Return = (typeof RETURNS)[number]

export type CrashCase = { readonly at: number; readonly fate: Fate; readonly back: Return }
export type CrashReport = {
  /** Where the crash was; undefined where the script has no such boundary. */
  readonly where: { readonly server: ServerId; readonly boundary: Boundary } | undefined
  /** The server did not start on a disk with a hole, and said why. */
  readonly halted: string | undefined
  /** Writes that were acknowledged, and steps of nodes. */
  readonly acknowledged: number
  readonly steps: number
  readonly failure: string | undefined
}

/** Thrown out of the script when the fuse has blown. */
const BLOWN = new Error('the fuse has blown')
const LATE_MS = 2500
const ATTEMPTS_MAX = 10
/** What a server says of a disk with a hole before a later record: it can't be told from a falsified log. */
export const DAMAGED: RegExp = /^\S+ is damaged at byte \d+: /

type Stage = {
  readonly ground: Ground
  readonly fuse: Fuse
  readonly checkers: Checkers
  /** Happenings that the checkers have seen. */
  seen: number
  /** Whether the server at the fuse has been killed. */
  fell: boolean
  /** Whether a server may refuse to start now, and who did, with its reason. */
  mayHalt: boolean
  readonly halted: Map<ServerId, string>
}

/** How many boundaries the script has. Throws where the script itself fails. */
export function countBoundaries(): number {
  const stage = createStage(Number.POSITIVE_INFINITY)
  play(stage.ground)
  return stage.fuse.count
}

/** Runs one case; `programs` may be others than the real ones, to see that what is wrong is found. */
export function runCrash({ at, fate, back }: CrashCase, programs: Programs = REAL): CrashReport {
  const stage = createStage(at, programs)
  const { world } = stage.ground
  let failure: string | undefined
  try {
    if (isCrashed(stage)) {
      comeBack(stage, fate, back, at)
      agree(stage)
    }
  } catch (error) {
    failure = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
  return {
    where: stage.fuse.blown,
    halted: [...stage.halted.values()][0],
    acknowledged: stage.ground.wishes.filter((wish) => world.outcome(wish.id)?.ok === true).length,
    steps: world.machine.steps,
    failure,
  }
}

/** Plays to the crash; false where the script ends before it. */
function isCrashed({ ground, fuse }: Stage): boolean {
  try {
    play(ground)
  } catch (error) {
    if (error !== BLOWN) throw error
  }
  return fuse.blown !== undefined
}

function createStage(at: number, programs: Programs = REAL): Stage {
  const fuse = fuseAt(at)
  const late: { stage: Stage | undefined } = { stage: undefined }
  const world = createWorld({
    servers: 3,
    seed: 1,
    flushMs: 2,
    clients: ['A', 'B'],
    sessionTimeoutMs: 6000,
    config: SCRIPT_LIMITS,
    traceMessages: false,
    journals: false,
    autostart: false,
    programs: withFuse(programs, fuse),
    check: (trace) => {
      if (late.stage !== undefined) look(late.stage, trace)
    },
  })
  const until: Ground['until'] = (done, what) => {
    world.runUntil(() => fuse.blown !== undefined || done(), 60_000, what)
    if (fuse.blown !== undefined) throw BLOWN
  }
  const stage: Stage = {
    ground: { world, until, wishes: [] },
    fuse,
    checkers: createCheckers(),
    seen: 0,
    fell: false,
    mayHalt: false,
    halted: new Map(),
  }
  late.stage = stage
  for (const id of world.servers) world.start(id)
  return stage
}

/** After each step: who stands at the fuse dies, then the checkers look. */
function look(stage: Stage, trace: readonly Happening[]): void {
  const { blown } = stage.fuse
  if (blown !== undefined && !stage.fell) {
    stage.fell = true
    kill(stage.ground.world.machine, serverNode(blown.server))
  }
  for (; stage.seen < trace.length; stage.seen++) {
    const happening = trace[stage.seen]
    if (happening === undefined) continue
    for (const { checker, reason } of observeAll(stage.checkers, happening)) {
      if (checker === 'crashes' && isHalt(stage, happening)) continue
      throw new AssertionError(`${checker}: ${reason}`)
    }
  }
}
function isHalt({ mayHalt, halted, fuse }: Stage, { event }: Happening): boolean {
  if (!mayHalt || event.type !== 'nodeEnded' || fuse.blown === undefined || !DAMAGED.test(event.reason)) return false
  halted.set(fuse.blown.server, event.reason)
  return true
}

/** The dead server's disk keeps what `fate` leaves, and it starts. Whoever else was away comes back too. */
function comeBack(stage: Stage, fate: Fate, back: Return, at: number): void {
  const { ground, fuse } = stage
  const { world } = ground
  const dead = fuse.blown?.server
  if (dead === undefined) return
  world.heal()
  for (const id of world.servers) if (id !== dead && !world.isRunning(id)) world.restart(id, 'loseUnflushed')
  if (back === 'late') {
    world.addClient('C')
    for (const path of ['/without1', '/without2'])
      ground.wishes.push({ id: world.submit('C', create(path, path)), path, text: path })
    world.runFor(LATE_MS)
  }
  // Each case tears and reorders in its own way.
  world.machine.crashes.state = streamOf(at, fate).state
  stage.mayHalt = fate === 'reorder'
  world.restart(dead, fate)
}

/** All agree, go on writing, and hold what was acknowledged. */
function agree({ ground, halted }: Stage): void {
  const { world, wishes } = ground
  const alive = (): readonly ServerId[] => world.servers.filter((id) => !halted.has(id))
  const members = alive()
  if (halted.size > 0 && !isMajority(world, members)) return
  world.runUntil(() => convergedAmong(world.machine, alive()), 60_000, 'liveness: all agree after the crash')
  world.addClient('D')
  for (const path of ['/after1', '/after2']) writeOn(ground, path)
  world.runUntil(() => convergedAmong(world.machine, alive()), 60_000, 'liveness: all agree at the end')
  for (const id of members) if (!halted.has(id)) holdsAll(world, id, wishes)
}

/** Whether `alive` can go on by every membership that one of them goes by; where not, standing still is right. */
function isMajority(world: World, alive: readonly ServerId[]): boolean {
  return alive.every((id) =>
    deciding(world.server(id).views).every((membership) => {
      const voters = votersOf(membership)
      return voters.filter((voter) => alive.includes(voter)).length > voters.length / 2
    }),
  )
}

/** Writes as a client does that was told of a lost connection: again, until it is there. */
function writeOn({ world, wishes }: Ground, path: string): void {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const id = world.submit('D', create(path, path))
    wishes.push({ id, path, text: path })
    world.runUntil(() => world.outcome(id) !== undefined, 30_000, 'liveness: a write after the crash')
    const outcome = world.outcome(id)
    if (outcome?.ok === true || outcome?.error === 'nodeExists') return
  }
  throw new Error(`no write succeeds after the crash: ${path}`)
}

/** Throws where a server lacks what a client was told is there, or holds what nobody asked for. */
function holdsAll(world: World, id: ServerId, wishes: readonly Wish[]): void {
  const held = new Map(world.treeOf(id).znodes.map(({ path, data }) => [path, decodeUtf8(data ?? new Uint8Array())]))
  const paths = new Set(wishes.map(({ path }) => path))
  for (const path of paths) {
    const asked = wishes.filter((wish) => wish.path === path)
    const told = asked.findLastIndex((wish) => world.outcome(wish.id)?.ok === true)
    const possible = asked.slice(Math.max(told, 0)).map(({ text }) => text)
    if (told === -1) possible.push(undefined)
    if (!possible.includes(held.get(path)))
      throw new Error(
        `s${id} holds ${String(held.get(path))} at ${path}: acknowledged was ${String(asked[told]?.text)}`,
      )
  }
}
