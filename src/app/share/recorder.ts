/**
 * What is done to the ensemble, kept as a scenario: every command passes here, from whichever button, key, console or
 * program it comes. A new ensemble begins a new recording.
 *
 * Laws: 1. A recording changes nothing: the engine's answers pass through. 2. What was refused did not happen and is not
 * kept. 3. What can't be told again is counted, so that whoever shares is told.
 */
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import type { Millis, ServerId } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../../hosts/command.ts'
import type { Engine } from '../../hosts/engine.ts'
import {
  type FirstZnode,
  SCENARIO_BOUNDS,
  type Scenario,
  type ScenarioCommand,
  USUAL_TREE,
} from '../../hosts/scenario.ts'
import { store } from '../store/app.ts'
import { type ClusterModel, leaderOf } from '../store/model.ts'

/** A command that was taken; `at` is the engine's virtual time. */
export type Act = {
  readonly at: Millis
  readonly command: ScenarioCommand
  /** It had not what it stands on, and was tried all the same. */
  readonly now: boolean
  /** Undefined while it is under way. */
  result: CommandResult | undefined
}
/** What happened and is not in the scenario. */
export type LeftOut = { messages: number; ephemerals: number; bug: boolean; later: number }

export type Recording = {
  readonly servers: number
  readonly observers: number
  readonly idle: boolean
  readonly clients: readonly string[]
  /** What stood there before anybody did anything, and what the page put there itself. */
  tree: FirstZnode[]
  /** When it served first, and the first tree stood. */
  zero: Millis | undefined
  readonly acts: Act[]
  readonly left: LeftOut
}

let recording = begun({ servers: 5, observers: 0, idle: false, clients: [] })
const listeners = new Set<() => void>()
/** Commands of the page's own: they make the first tree. */
const own = new WeakSet<Command>()

type Begin = Pick<Recording, 'servers' | 'observers' | 'idle' | 'clients'>
function begun(begin: Begin): Recording {
  const left = { messages: 0, ephemerals: 0, bug: false, later: 0 }
  return { ...begin, tree: [], zero: undefined, acts: [], left }
}

export function currentRecording(): Recording {
  return recording
}
/** Hears that something was recorded. Returns "stop hearing". */
export function onRecorded(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
function tell(): void {
  for (const listener of listeners) listener()
}

/** The command as one of the page's own: not a step, but a part of the first tree. */
export function asFirstTree(command: Command): Command {
  own.add(command)
  return command
}

/** The engine with everything that it is told written down. */
export function recorded(engine: Engine, begin: Begin): Engine {
  recording = begun(begin)
  void whenServing(engine, recording, true)
  return {
    ...engine,
    async intervene(command) {
      const { now } = engine.clock()
      const act = own.has(command) ? undefined : noted(command, now)
      const roster = engine.roster().clients
      const result = await engine.intervene(command)
      settle(engine, command, act, result, roster)
      return result
    },
  }
}

/** Writes a command down; undefined where it is none of a scenario's. */
function noted(command: Command, at: Millis): Act | undefined {
  switch (command.type) {
    case 'holdMessage':
    case 'deliverMessage':
    case 'dropMessage':
      recording.left.messages += 1
      return undefined
    // The flow of time is the viewer's, whoever plays it again.
    case 'play':
    case 'pause':
    case 'step':
    case 'setSpeed':
    case 'setHop':
    case 'takePorts':
    case 'newEnsemble':
      return undefined
    default: {
      if (recording.acts.length >= SCENARIO_BOUNDS.steps) {
        recording.left.later += 1
        return undefined
      }
      const act: Act = { at, command, now: !hasGround(store.getState().cluster, command), result: undefined }
      recording.acts.push(act)
      tell()
      return act
    }
  }
}

/** Whether there is what a command stands on (`isPossible` of scenario/play.ts, asked of the picture). */
function hasGround(cluster: ClusterModel, command: ScenarioCommand): boolean {
  const isWaited = recording.acts.some(({ command: { type }, result }) => type === 'submit' && result === undefined)
  if (isWaited) return false
  switch (command.type) {
    case 'submit':
    case 'run':
    case 'release':
      return cluster.clients.get(command.client)?.state === 'connected'
    case 'kill':
      return command.server !== undefined || leaderOf(cluster) !== undefined
    case 'addServer':
    case 'removeServer':
      return leaderOf(cluster) !== undefined
    default:
      return true
  }
}

function settle(
  engine: Engine,
  command: Command,
  act: Act | undefined,
  result: CommandResult,
  roster: readonly string[],
): void {
  if (act !== undefined) {
    act.result = result
    if (result.type === 'refused') recording.acts.splice(recording.acts.indexOf(act) >>> 0, 1)
    tell()
  } else if (command.type === 'newEnsemble' && result.type === 'done') {
    const { servers, observers = 0, idle = false, clients = roster } = command
    recording = begun({ servers, observers, idle, clients })
    if (idle) recording.zero = engine.clock().now
    recording.left.bug = command.zoo !== undefined
    void whenServing(engine, recording, (command.folders ?? []).length > 0)
    tell()
  } else if (own.has(command) && command.type === 'submit' && command.op.type === 'create') {
    if (result.type !== 'outcome' || !result.outcome.ok) return
    const { path, data } = command.op
    if (!recording.tree.some((znode) => znode.path === path)) recording.tree.push({ path, data })
    recording.zero = engine.clock().now
  }
}

/** Notes when the ensemble serves first, and what stands in its tree where it has data from before. */
async function whenServing(engine: Engine, mine: Recording, hasData: boolean): Promise<void> {
  // The picture may still show the old ensemble: it lags a frame behind.
  await new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))
  const leader = await new Promise<ServerId>((resolve) => {
    const look = (): boolean => {
      const { cluster } = store.getState()
      const found = leaderOf(cluster)
      const all = mine.clients.every((name) => cluster.clients.get(name)?.state === 'connected')
      if (found === undefined || !all) return recording !== mine
      resolve(found.id)
      return true
    }
    if (look()) return
    const stop = store.subscribe(() => {
      if (look()) stop()
    })
  })
  mine.zero ??= engine.clock().now
  const view = hasData ? await engine.tree(leader) : undefined
  const found = (view?.znodes ?? []).filter(({ path }) => path !== '/' && !/^\/zookeeper(?:\/|$)/.test(path))
  const isNew = (path: string): boolean =>
    mine.tree.some((znode) => znode.path === path) || mine.acts.some(({ command }) => makes(command, path))
  const before = found.filter(({ path }) => !isNew(path))
  mine.left.ephemerals = before.filter(({ kind }) => kind === 'ephemeral').length
  const stays = before.filter(({ kind }) => kind !== 'ephemeral')
  mine.tree = [...stays.map(({ path, data, acl, kind }) => firstZnode(path, data, acl, kind)), ...mine.tree]
}
function makes(command: ScenarioCommand, path: string): boolean {
  if (command.type === 'run') return path.startsWith(command.run.path)
  return command.type === 'submit' && command.op.type === 'create' && path.startsWith(command.op.path)
}

/** A znode as a scenario begins with it; one that is open to all says nothing of it. */
export function firstZnode(
  path: string,
  data: Uint8Array | null,
  acl: FirstZnode['acl'] & object,
  kind: string,
): FirstZnode {
  const [only] = acl
  const isOpen = acl.length === 1 && only?.perms === 31 && only.id.scheme === 'world'
  return { path, data, ...(isOpen ? {} : { acl }), ...(kind === 'container' ? { container: true } : {}) }
}

/** Who makes a first tree where there were no clients. */
const PLANTER = 'Tree'

/** What was done here, as a scenario from the first tree on. */
export function recordedScenario(from: Recording = recording): Scenario {
  const { acts, zero, servers, observers, idle } = from
  const start = zero ?? acts[0]?.at ?? 0
  const tree = idle ? [] : from.tree
  const clients = tree.length > 0 && from.clients.length === 0 ? [PLANTER] : from.clients
  return {
    servers,
    observers,
    idle,
    clients,
    seed: 1,
    tree: isUsual(tree) ? 'usual' : tree,
    steps: acts.map(({ at, command, now, result }) => {
      const step = { at: Math.min(SCENARIO_BOUNDS.atMs, Math.max(0, Math.round(at - start))), command }
      // What came out well all the same may wait for what it stands on.
      const failed = result === undefined || (result.type === 'outcome' && !result.outcome.ok)
      return now && failed ? { ...step, now } : step
    }),
    expect: [],
  }
}
function isUsual(tree: readonly FirstZnode[]): boolean {
  const usual = USUAL_TREE.map(({ path, text }) => `${path} ${text}`)
  return (
    tree.map(({ path, data }) => `${path} ${data === null ? null : decodeUtf8(data)}`).join('\n') === usual.join('\n')
  )
}

/**
 * The same with times for a link: the gaps between steps have two digits, and below a second one, which is as exact as
 * hands are. Gaps below a tenth of a second stay as they are.
 */
export function rounded(scenario: Scenario): Scenario {
  let at = 0
  let before = 0
  const steps = scenario.steps.map((step) => {
    const gap = step.at - before
    const unit = gap < 100 ? 1 : gap < 10_000 ? 100 : 1000
    before = step.at
    at += Math.round(gap / unit) * unit
    return { ...step, at }
  })
  return { ...scenario, steps }
}
