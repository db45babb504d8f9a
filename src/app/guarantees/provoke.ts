/**
 * Starts a sandbox and provokes its bug: every act is a command, taken as soon as the ensemble has come so far. The reader's
 * own ensemble waits as files and comes back as what it was, as after a power failure.
 */
import type { Command, ServerFolder } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import type { Facts, Move } from '../lessons/lesson.ts'
import { plantTree } from '../store/acts.ts'
import { forget } from '../store/alarm.ts'
import { select, store } from '../store/app.ts'
import { hear, intervene, readFolder } from '../store/bridge.ts'
import { goTo, lessonPlace } from '../store/lessonPlace.ts'
import { type ClusterModel, emptyCluster } from '../store/model.ts'
import { NO_SANDBOX, type Saved, sandbox } from '../store/sandbox.ts'
import type { Speed } from '../store/settings.ts'
import type { Provocation } from './provocation.ts'

/** Numbers of voters that a new ensemble may have. */
const SIZES: readonly number[] = [1, 3, 5, 7]
/** Events kept for the acts to wait for. */
const EVENTS_MAX = 20_000

/** A reload would lose the ensemble that waits: the browser asks first. */
const askFirst = (event: BeforeUnloadEvent): void => event.preventDefault()
sandbox.subscribe(({ saved }) => {
  if (saved !== undefined && saved.folders.length > 0) addEventListener('beforeunload', askFirst)
  else removeEventListener('beforeunload', askFirst)
})

/** The tempo that a provocation has set, and the reader's own: it comes back with the sound servers. */
let hurry: { readonly own: Speed; readonly set: Speed } | undefined
async function unhurry(): Promise<void> {
  const was = hurry
  hurry = undefined
  // Who has chosen another one since keeps it.
  if (was !== undefined && store.getState().clock.speed === was.set)
    await intervene({ type: 'setSpeed', speed: was.own })
}

/** Rises with each sandbox, and with each ensemble that takes its place: what was begun before is over. */
let visit = 0

function shapeOf(cluster: ClusterModel): { readonly servers: number; readonly observers: number } {
  const all = [...cluster.servers.values()]
  const observers = all.filter(({ role }) => role === 'observing').length
  return { servers: all.length - observers, observers }
}

/** Whether an ensemble of this shape can be started again from its files. */
export function canSave(cluster: ClusterModel): boolean {
  const ids = [...cluster.servers.keys()].toSorted((a, b) => a - b)
  return SIZES.includes(shapeOf(cluster).servers) && ids.every((id, index) => id === index + 1)
}

async function save(): Promise<Saved | undefined> {
  const { cluster } = store.getState()
  if (!canSave(cluster)) return undefined
  const folders: ServerFolder[] = []
  for (const server of cluster.servers.keys()) {
    const files = await readFolder(server)
    if (files !== undefined && files.length > 0) folders.push({ server, files })
  }
  return { ...shapeOf(cluster), clients: [...cluster.clients.keys()], folders }
}

/** Puts a sandbox in the place of the ensemble, and provokes its bug. A refusal stands in the sandbox's state. */
export async function startSandbox(one: Provocation): Promise<void> {
  const before = sandbox.getState()
  if (before.phase === 'starting' || before.phase === 'leaving') return
  visit += 1
  const here = visit
  sandbox.setState({ ...before, family: one.family, phase: 'starting', refusal: undefined })
  const saved = before.phase === 'none' ? await save() : before.saved
  if (lessonPlace.getState().type !== 'closed') goTo({ type: 'closed' })
  forget()
  select(undefined)
  await intervene({ type: 'play' })
  await unhurry()
  sandbox.setState({ saved })
  const { servers, clients, idle, bug } = one
  const fresh: Command = { type: 'newEnsemble', servers, clients, zoo: bug }
  const play = follow(here, one.moves)
  const result = await intervene(idle === true ? { ...fresh, idle } : fresh)
  if (result.type !== 'refused' && here === visit) return play.begin()
  play.stop()
  if (here === visit && result.type === 'refused') sandbox.setState({ ...before, refusal: result.reason })
}

type Play = {
  /** All servers and clients are started: the acts may begin. */
  readonly begin: () => void
  readonly stop: () => void
}

/** Takes each act when its time has come, until the ensemble is another one. */
function follow(here: number, moves: readonly Move[]): Play {
  let facts: Facts | undefined
  let next = 0
  let hasBegun = false
  const advance = (): void => {
    if (facts === undefined || !hasBegun || here !== visit) return
    for (let move = moves[next]; move !== undefined && move.when?.(facts) !== false; move = moves[next]) {
      next += 1
      const command = move.act(facts)
      if (command?.type === 'setSpeed') hurry = { own: store.getState().clock.speed, set: command.speed }
      // Nothing is waited for but what the next act says.
      if (command !== undefined) void intervene(command)
    }
    sandbox.setState({ phase: next === moves.length ? 'provoked' : 'provoking' })
  }
  const stop = hear((batch) => {
    const begin = batch.findLastIndex(isOtherEnsemble)
    if (begin >= 0 && facts !== undefined) {
      stop()
      return here === visit ? endSandbox() : undefined
    }
    if (begin >= 0) facts = { from: emptyCluster(), cluster: emptyCluster(), events: [] }
    if (facts === undefined) return
    const news = batch.slice(begin + 1).filter(isNews)
    facts = { ...facts, cluster: store.getState().cluster, events: [...facts.events, ...news].slice(-EVENTS_MAX) }
    advance()
  })
  const begin = (): void => {
    hasBegun = true
    advance()
  }
  return { begin, stop }
}

/** Somebody began another ensemble, not by "back": there is nothing to go back to. */
function endSandbox(): void {
  visit += 1
  forget()
  void unhurry()
  sandbox.setState(NO_SANDBOX)
}

function isOtherEnsemble({ event }: Happening): boolean {
  return event.type === 'commandTaken' && event.command.type === 'newEnsemble'
}
function isNews({ event }: Happening): boolean {
  return event.type !== 'messageSent' && event.type !== 'messageDelivered'
}

/** Puts sound servers in the place of the sandbox: the reader's own with their data, or fresh ones where there are none. */
export async function backToSound(): Promise<void> {
  const { saved, phase } = sandbox.getState()
  if (phase === 'none' || phase === 'leaving') return
  visit += 1
  sandbox.setState({ phase: 'leaving', refusal: undefined })
  forget()
  select(undefined)
  await intervene({ type: 'play' })
  await unhurry()
  const { servers, observers, clients } = saved ?? { servers: 5, observers: 0, clients: ['A', 'B'] }
  const fresh: Command = { type: 'newEnsemble', servers, observers, clients }
  const folders = saved?.folders ?? []
  const kept = folders.length === 0 ? undefined : await intervene({ ...fresh, folders })
  const isBack = kept !== undefined && kept.type !== 'refused'
  const result = isBack ? kept : await intervene(fresh)
  if (result.type === 'refused') return sandbox.setState({ phase: 'provoked', refusal: result.reason })
  sandbox.setState({ ...NO_SANDBOX, refusal: kept?.type === 'refused' ? kept.reason : undefined })
  const [first] = clients
  if (!isBack && first !== undefined) await plantTree(first)
}
