/**
 * An ensemble beside the page's own, under load, in real time: seven servers in their workers, and many sessions in one
 * worker more. It tells what is rare (who leads, who ends, who serves) and, ten times a second, what was answered.
 *
 * Laws: 1. The page's own ensemble is not touched; whoever starts a load lets it stand still meanwhile. 2. `close` ends every
 * worker and removes the disks.
 */
import { clientNode, type Millis, type ServerId, serverId } from '../../ground/ids.ts'
import { virtualAt } from '../clock.ts'
import type { Command, CommandResult } from '../command.ts'
import type { Capabilities, Happening } from '../engine.ts'
import { isLoadReport, type LoadPlan, type LoadReport } from '../load.ts'
import { take } from './commands.ts'
import { nowOf } from './conductor.ts'
import { stageOf } from './engine.ts'
import { claimAside } from './ensemble.ts'
import { end, type Process, start } from './nodes.ts'
import { startAll } from './renew.ts'
import { envelopeOf, handleOf, type Stage } from './stage.ts'
import { subscribe } from './traceHub.ts'
import { openWorker } from './workers.ts'

export type BenchOptions = {
  readonly servers: number
  /** Sessions that ask, spread evenly over the servers. */
  readonly sessions: number
  readonly load: LoadPlan
}
/** A report with the time of its end on the clock of the happenings. */
export type BenchReport = LoadReport & { readonly virtualAt: Millis }

export type Bench = {
  readonly servers: readonly ServerId[]
  readonly disk: Capabilities['disk']
  /** Milliseconds since the ensemble began. */
  readonly now: () => Millis
  /** Kills a server, or starts it again on its disk. */
  readonly act: (command: Extract<Command, { type: 'kill' | 'restart' }>) => Promise<CommandResult>
  readonly hear: (listener: (batch: readonly Happening[]) => void) => () => void
  readonly close: () => void
}

/** Outstanding operations that a session may have at most: more than any plan asks. */
const outstandingMax = 1000

/** Starts the ensemble and its load; ends when all workers run. Rejects where one could not start. */
export async function createBench(options: BenchOptions, report: (report: BenchReport) => void): Promise<Bench> {
  const claim = await claimAside({ servers: options.servers, observers: 0 })
  const made = stageOf({ servers: options.servers, clients: [], hopMs: 0, speed: 1 }, claim)
  const stage: Stage = { ...made, settings: { ...made.settings, thin: true } }
  const worker = openWorker('load', 'load')
  const close = () => {
    stage.closed = true
    worker.terminate()
    for (const node of stage.nodes.values()) end(node, { how: 'removed', reason: 'the benchmark is over' })
    stage.hub.listeners.clear()
    stage.claim.release()
  }
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isLoadReport(data) && !stage.closed) report({ ...data, virtualAt: virtualAt(stage.conductor.clock, data.at) })
  }
  try {
    const servers = await startAll(stage, [], 'keep')
    if (servers.type === 'refused') throw new Error(servers.reason)
    await startSessions(stage, worker, options)
  } catch (error) {
    close()
    throw error
  }
  return {
    servers: stage.servers,
    disk: stage.claim.disk,
    now: () => nowOf(stage.conductor),
    act: async (command) => take(stage, command),
    hear: (listener) => subscribe(stage.hub, listener),
    close,
  }
}

/** Every session is a node of its own, and all of them live in `worker`. */
async function startSessions(stage: Stage, worker: Worker, { sessions, load, servers }: BenchOptions): Promise<void> {
  const process: Process = {
    onerror: null,
    postMessage: (message: unknown, ports: unknown) => {
      if (Array.isArray(ports)) worker.postMessage(message, ports)
    },
    terminate: () => {},
  }
  const ready = Array.from({ length: sessions }, (_, i) => {
    const name = `L${i + 1}`
    const node = handleOf(stage, clientNode(name))
    const config = {
      name,
      servers: stage.servers,
      preferred: serverId(1 + (i % servers)),
      sessionTimeoutMs: stage.settings.sessionTimeoutMs,
      reconnectDelayMsMax: stage.settings.reconnectDelayMsMax,
      outstandingMax,
      seed: (stage.settings.seed + i) >>> 0,
      incarnation: 1,
    }
    return start(node, { ...envelopeOf(stage, node.name, 1), part: { type: 'load', config, load } }, process)
  })
  if (!(await Promise.all(ready)).every((one) => one)) throw new Error('not every session of the load could start')
}
