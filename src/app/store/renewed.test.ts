/** A new ensemble on the page, whose workers here only pretend: what the picture has left of the old one. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { epoch, serverId, serverNode, ZXID_ZERO } from '../../ground/ids.ts'
import type { Happening } from '../../hosts/engine.ts'
import { stageOf } from '../../hosts/page/engine.ts'
import { newEnsemble, startAll } from '../../hosts/page/renew.ts'
import type { Stage } from '../../hosts/page/stage.ts'
import type { NodeMessage, StartMessage } from '../../hosts/workerMessages.ts'
import { reduceAll } from './cluster.ts'
import { emptyCluster } from './model.ts'

/** What is waited for comes in a moment, on a busy machine in a long one. */
const PATIENT = { timeout: 30_000, interval: 1 }

/** Workers that were started and not ended, in their order. */
let workers: PretendedWorker[] = []
/** Whether a worker says at once that it is ready. */
let isQuick = true

class PretendedWorker {
  onerror: unknown = null
  start: StartMessage | undefined
  port: MessagePort | undefined
  postMessage(start: StartMessage, [port]: readonly MessagePort[]): void {
    this.start = start
    this.port = port
    workers.push(this)
    if (isQuick) this.tell({ type: 'ready' })
  }
  tell(message: NodeMessage): void {
    this.port?.postMessage(message)
  }
  terminate(): void {
    this.port?.close()
    workers = workers.filter((other) => other !== this)
  }
}

let stage: Stage
let told: Happening[]
beforeEach(() => {
  isQuick = true
  workers = []
  told = []
  vi.stubGlobal('Worker', PretendedWorker)
  vi.stubGlobal('origin', 'http://127.0.0.1')
  vi.stubGlobal('document', { querySelector: () => null })
  const roll = [1, 2, 3, 4, 5].map((id) => ({ id: serverId(id), type: 'participant' }) as const)
  stage = stageOf(
    { servers: 5, clients: [], hopMs: 0, transport: 'messagePort', disk: 'memory' },
    { ensemble: { id: 'e', asked: '5+0', roll }, disk: 'memory', death: 'page', release: () => {} },
  )
  stage.hub.listeners.add((batch) => told.push(...batch))
})
afterEach(() => vi.unstubAllGlobals())

const named = (name: string): PretendedWorker | undefined => workers.find(({ start }) => start?.node === name)
const shown = (): readonly string[] =>
  [...reduceAll(emptyCluster(), told).servers.values()].map(({ id, life }) => `${id} ${life}`)

test('what an old server was just saying is nothing of the new ensemble: nobody is left behind as a dead server', async () => {
  await startAll(stage, [], 'keep')
  // A delivery whose sending was not told yet keeps what follows it waiting.
  const delivered = { type: 'messageDelivered', from: serverNode(serverId(1)), seq: 99 } as const
  const voted = {
    type: 'voted',
    round: 1,
    vote: { leader: serverId(5), zxid: ZXID_ZERO, epoch: epoch(0) },
    reason: 'initial',
  } as const
  named('s5')?.tell({
    type: 'trace',
    lines: [
      { at: 1, event: delivered },
      { at: 1, event: voted },
    ],
  })
  await vi.waitFor(() => expect(stage.hub.lanes.get(serverNode(serverId(5)))?.waiting).toHaveLength(2), PATIENT)
  expect(await newEnsemble(stage, { type: 'newEnsemble', servers: 3 })).toEqual({ type: 'done' })
  expect(shown()).toEqual(['1 alive', '2 alive', '3 alive'])
})

test('an ensemble that is replaced while it still starts is told so, and all of the next one run', async () => {
  isQuick = false
  const first = startAll(stage, [], 'keep')
  const second = newEnsemble(stage, { type: 'newEnsemble', servers: 7 })
  await vi.waitFor(() => expect(workers).toHaveLength(7), PATIENT)
  expect(new Set(workers.map(({ start }) => start?.node)).size).toBe(7)
  const third = newEnsemble(stage, { type: 'newEnsemble', servers: 3 })
  isQuick = true
  expect(await third).toEqual({ type: 'done' })
  const replaced = { type: 'refused', reason: 'another ensemble took its place while it started' }
  expect([await first, await second]).toEqual([replaced, replaced])
  expect(shown()).toEqual(['1 alive', '2 alive', '3 alive'])
  expect(workers.map(({ start }) => start?.node).toSorted()).toEqual(['s1', 's2', 's3'])
})

test('a server that was about to start when its ensemble was replaced can be started in the next one', async () => {
  await startAll(stage, [], 'keep')
  // It waits for its last incarnation to be gone when the new ensemble comes, which starts nobody.
  const second = newEnsemble(stage, { type: 'newEnsemble', servers: 5 })
  await vi.waitFor(() => expect(stage.changing).toBe(false), PATIENT)
  expect(stage.nodes.get(serverNode(serverId(4)))?.state).toBe('starting')
  const third = newEnsemble(stage, { type: 'newEnsemble', servers: 3, idle: true })
  await Promise.all([second, third])
  expect([...stage.nodes.values()].map(({ state }) => state)).toEqual(['down', 'down', 'down', 'down', 'down'])
})

test('what a dead server still wrote is not on the disk of the one that takes its place', async () => {
  await startAll(stage, [], 'keep')
  const bytes = Uint8Array.of(1, 2, 3)
  named('s1')?.tell({ type: 'diskOps', ops: [{ type: 'replace', file: 'version-2/currentEpoch', bytes }] })
  await newEnsemble(stage, { type: 'newEnsemble', servers: 3 })
  expect(named('s1')?.start?.part).toMatchObject({ type: 'server', disk: { type: 'memory', files: [] } })
})
