/** Acts of more than one command: the first tree, the lock that A, B and C queue for. */
import { encodeText } from '../../ground/base/utf8.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command } from '../../hosts/command.ts'
import { USUAL_TREE } from '../../hosts/scenario.ts'
import { asFirstTree } from '../share/recorder.ts'
import { store } from './app.ts'
import { type IsHere, intervene, nextEnsemble, readTree, thisEnsemble } from './bridge.ts'
import { type ClusterModel, leaderOf, lockHolder } from './model.ts'
import { hopFor, type Speed } from './settings.ts'

const LOCK_CLIENTS = ['A', 'B', 'C'] as const
export const LOCK_PATH = '/locks'

/** Changes the speed, and the delay of messages that goes with it. */
export async function setTempo(speed: Speed): Promise<void> {
  // Told at once, so that the next key counts from here; the next frame has the engine's own word.
  const { clock } = store.getState()
  store.setState({ clock: { ...clock, speed } })
  await intervene({ type: 'setHop', hopMs: hopFor(speed) })
  await intervene({ type: 'setSpeed', speed })
}

/**
 * Creates the first tree through client `name`, as soon as a leader serves and the client is connected. An ensemble that
 * came back with its data keeps what it has; one that takes its place meanwhile gets nothing from here.
 */
export async function plantTree(name: string, isHere: IsHere = thisEnsemble()): Promise<void> {
  if (store.getState().settings.tree === 'empty') return
  await whenCluster((cluster) => leaderOf(cluster) !== undefined && cluster.clients.get(name)?.state === 'connected')
  const known = await knownPaths()
  for (const { path, text } of USUAL_TREE) {
    if (!(await isHere())) return
    if (!known.has(path)) await intervene(asFirstTree(creating(name, path, text)))
  }
}

/** The paths that the leader has, so that nothing is created twice: each try would be a failed transaction in every log. */
async function knownPaths(): Promise<ReadonlySet<string>> {
  const leader = leaderOf(store.getState().cluster)
  const tree = leader === undefined ? undefined : await readTree(leader.id)
  return new Set(tree?.znodes.map((znode) => znode.path))
}

/** A fresh ensemble of `servers`, with the first tree. */
export async function newEnsemble(servers: number): Promise<void> {
  const isHere = nextEnsemble()
  const result = await intervene({ type: 'newEnsemble', servers })
  const [first] = store.getState().cluster.clients.keys()
  if (result.type === 'done' && first !== undefined) await plantTree(first, isHere)
}

/** Ends when the picture satisfies `holds`; at once where it does already. */
function whenCluster(holds: (cluster: ClusterModel) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds(store.getState().cluster)) return resolve()
    const stop = store.subscribe(({ cluster }) => {
      if (!holds(cluster)) return
      stop()
      resolve()
    })
  })
}

function creating(client: string, path: string, text: string | null): Command {
  const data = text === null ? null : encodeText(text)
  return { type: 'submit', client, op: { type: 'create', path, data, mode: 'persistent', acl: OPEN_ACL } }
}

/** A, B and C queue for the lock under /locks, in this order; clients that are missing are added first. */
export async function createLock(): Promise<void> {
  const isHere = thisEnsemble()
  for (const name of LOCK_CLIENTS) {
    if (!(await isHere())) return
    const known = store.getState().cluster.clients.get(name)
    if (known === undefined || known.life === 'down' || known.state === 'expired')
      await intervene({ type: 'addClient', name })
  }
  const known = await knownPaths()
  if (!known.has(LOCK_PATH) && (await isHere())) await intervene(creating('A', LOCK_PATH, null))
  for (const client of LOCK_CLIENTS) {
    if (!(await isHere())) return
    if (isQueued(store.getState().cluster, client)) continue
    // The command itself ends when the lock is held: the next one queues as soon as this one stands in the queue.
    const held = intervene({ type: 'run', client, run: { recipe: 'lock', path: LOCK_PATH, prefix: 'id_' } })
    await Promise.race([held, whenCluster((cluster) => isQueued(cluster, client))])
  }
}

function isQueued(cluster: ClusterModel, client: string): boolean {
  const state = cluster.clients.get(client)?.lock?.state
  return state === 'holding' || state === 'waiting'
}

/** The holder gives the lock to the next one. */
export async function releaseLock(): Promise<void> {
  const holder = lockHolder(store.getState().cluster)
  if (holder !== undefined) await intervene({ type: 'release', client: holder.name, recipe: 'lock' })
}
