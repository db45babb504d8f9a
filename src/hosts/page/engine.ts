/**
 * The product's engine: a real ensemble in Web Workers behind `Engine`. It claims the tab's ensemble, starts the workers,
 * and is the only thing that the picture talks to.
 */

import { type ServerId, serverNode } from '../../ground/ids.ts'
import type { ServerConfig, WordName } from '../../protocol/config.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import type { CommandResult } from '../command.ts'
import type { Capabilities, Engine, Happening, WordAnswer } from '../engine.ts'
import { filesOf } from '../folder.ts'
import { newestMembership } from '../membership.ts'
import { rulesOf } from '../rules.ts'
import { take } from './commands.ts'
import { acted, type Conductor, clockView, conductorOf, heed, realNow, retempo, setHidden } from './conductor.ts'
import { claimEnsemble, cleanUp, randomId, readServerFolder } from './ensemble.ts'
import { askFolder, askInspection, askJournal, askTree, askWord, buried, end, post } from './nodes.ts'
import { closeGateway, enterGateway, externalsOf, noGateway } from './outside.ts'
import { startAll } from './renew.ts'
import { heedRoles, noLeaders } from './roles.ts'
import { handleOf, type Members, PAGE, rollMembership, type Stage, say } from './stage.ts'
import { release, subscribe, traceHub } from './traceHub.ts'
import { hasOrigin, prepareWorkers } from './workers.ts'

export type EngineOptions = {
  /** 1, 3, 5 or 7. A reload that asks for as many again finds the tab's ensemble with its data. */
  readonly servers: number
  /** Servers beside them that listen and do not vote; none unless given. */
  readonly observers?: number
  /** Names of the clients that are started: `['A', 'B']`. */
  readonly clients: readonly string[]
  /** Delay of each message in virtual milliseconds. */
  readonly hopMs: number
  /** Virtual over real time; 1 unless given. */
  readonly speed?: number | 'auto'
  /** Seed of all dice, 32 bits; random unless given. */
  readonly seed?: number
  /** `messagePort` where `?transport=port` is in the address or BroadcastChannel is refused, unless given. */
  readonly transport?: Capabilities['transport']
  /** `memory` keeps off the storage; unless given, the browser decides. */
  readonly disk?: 'memory'
  /** Session timeout that the clients ask for, 10000 unless given. */
  readonly sessionTimeoutMs?: number
  /** Longest random delay before a client tries the next server: 1000 as in ZooKeeper unless given. */
  readonly reconnectDelayMsMax?: number
  /** Changes of the servers' configuration, e.g. `{ finalizeEarly: false }`. */
  readonly config?: Partial<ServerConfig>
}

/** How often the auto tempo looks whether it should turn faster, in real milliseconds. */
const tempoEveryMs = 100

/**
 * Makes an engine. The promise ends when the workers are being started, before they are ready: subscribe and watch them
 * come up (whoever subscribes later hears what happened before).
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  await prepareWorkers()
  const claim = await claimEnsemble(
    { servers: options.servers, observers: options.observers ?? 0 },
    options.disk === 'memory',
  )
  const stage = stageOf(options, claim)
  const stopListening = listenToPage(stage)
  void enterGateway(stage)
  void startAll(stage, options.clients, 'keep')
  if (claim.disk === 'opfs') void cleanUp(claim.ensemble.id).catch(() => {})
  return engineOf(stage, stopListening)
}

/** An ensemble that nothing was started of yet. */
export function stageOf(options: EngineOptions, claim: Stage['claim']): Stage {
  const leaders = noLeaders()
  const nodes: Stage['nodes'] = new Map()
  const conductor: Conductor = conductorOf(options.speed ?? 1, (clock) => {
    for (const node of nodes.values()) post(node, { type: 'clock', clock })
  })
  let waking = false
  const hub = traceHub(realNow, (ms) => {
    if (waking) return
    waking = true
    setTimeout(() => {
      waking = false
      release(hub)
    }, ms)
  })
  const members: Members = {
    known: rollMembership(claim.ensemble),
    adminAuth: `admin:${randomId()}`,
    changing: false,
  }
  hub.listeners.add((batch: readonly Happening[]) => {
    members.known = batch.reduce(newestMembership, members.known)
    heedRoles(leaders, batch)
    heed(conductor, batch)
  })
  return {
    instance: randomId(),
    transport: options.transport ?? transportHere(),
    conductor,
    hub,
    leaders,
    nodes,
    gateway: noGateway(),
    claim,
    rules: rulesOf(options.hopMs),
    troubles: new Map(),
    localClocks: new Map(),
    members,
    servers: claim.ensemble.roll.map(({ id }) => id),
    clients: options.clients,
    generation: 0,
    zoo: undefined,
    changing: false,
    closed: false,
    settings: {
      seed: options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
      server: options.config ?? {},
      sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
      reconnectDelayMsMax: options.reconnectDelayMsMax ?? 1000,
      wallClockAtZero: Math.floor(realNow()),
    },
  }
}

function engineOf(stage: Stage, stopListening: () => void): Engine {
  const { hub, conductor } = stage
  return {
    async intervene(command): Promise<CommandResult> {
      if (stage.closed) return { type: 'refused', reason: 'the engine is closed' }
      // A new ensemble says so itself, once it is sure to come about: the picture starts anew with that word.
      if (command.type !== 'newEnsemble') say(stage, PAGE, { type: 'commandTaken', command })
      acted(conductor)
      return take(stage, command)
    },
    subscribe: (listener) => subscribe(hub, listener),
    clock: () => clockView(conductor, stage.rules.hopMs),
    roster: () => ({ servers: stage.servers, clients: stage.clients, externals: externalsOf(stage) }),
    capabilities: () => ({ disk: stage.claim.disk, transport: stage.transport, death: stage.claim.death }),
    async tree(server) {
      const node = stage.nodes.get(serverNode(server))
      return node === undefined ? undefined : askTree(node)
    },
    async inspect(server) {
      const node = stage.nodes.get(serverNode(server))
      return node === undefined ? undefined : askInspection(node)
    },
    folder: (server) => folderNow(stage, server),
    word: (server, name) => wordOf(stage, server, name),
    async journal(name) {
      const node = stage.nodes.get(name)
      return node === undefined ? undefined : askJournal(node)
    },
    async close() {
      stage.closed = true
      closeGateway(stage)
      stopListening()
      for (const node of stage.nodes.values()) end(node, { how: 'removed', reason: 'the engine was closed' })
      hub.listeners.clear()
      stage.claim.release()
    },
  }
}

async function wordOf(stage: Stage, server: ServerId, name: WordName): Promise<WordAnswer> {
  const node = stage.nodes.get(serverNode(server))
  if (node?.state !== 'running') return { type: 'refused', reason: `server ${server} is not running` }
  if (stage.rules.frozen.includes(node.name))
    return { type: 'refused', reason: `server ${server} is paused: it answers nothing` }
  const text = await askWord(node, name)
  return text === undefined
    ? { type: 'refused', reason: `server ${server} ended before it answered` }
    : { type: 'answer', text }
}

/** A live server tells what is durable; a dead one's disk is read by the page. */
async function folderNow(stage: Stage, server: ServerId): Promise<readonly DiskFile[] | undefined> {
  if (!stage.servers.includes(server)) return undefined
  const node = handleOf(stage, serverNode(server))
  const { disk, death, ensemble } = stage.claim
  if (node.state === 'running') {
    const files = await askFolder(node)
    if (files !== undefined) return files
  }
  await buried(node, death)
  return disk === 'opfs' ? readServerFolder(ensemble.id, node.name) : filesOf(node.folder)
}

/** A hidden tab stands still; the auto tempo looks at the clock now and then. Returns "stop". */
function listenToPage(stage: Stage): () => void {
  const { conductor } = stage
  const onVisibility = () => setHidden(conductor, document.hidden)
  document.addEventListener('visibilitychange', onVisibility)
  onVisibility()
  const timer = setInterval(() => retempo(conductor), tempoEveryMs)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onVisibility)
  }
}

function transportHere(): Capabilities['transport'] {
  if (!hasOrigin() || new URLSearchParams(location.search).get('transport') === 'port') return 'messagePort'
  try {
    new BroadcastChannel('zk-probe').close()
    return 'broadcastChannel'
  } catch {
    return 'messagePort'
  }
}
