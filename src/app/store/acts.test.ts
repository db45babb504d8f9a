/** Acts of more than one command, and an ensemble that is replaced in the middle of them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SimEngine, simEngine } from '../../hosts/sim/engine.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { createLock, LOCK_PATH, newEnsemble, plantTree } from './acts.ts'
import { store } from './app.ts'
import { connect, readTree, theEngine } from './bridge.ts'
import { emptyCluster, leaderOf } from './model.ts'

const PATIENT = { timeout: 30_000, interval: 1 }

let sim: SimEngine
let disconnect: () => void
beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 0))
  vi.stubGlobal('cancelAnimationFrame', (frame: NodeJS.Timeout) => clearTimeout(frame))
  store.setState({ cluster: emptyCluster(), history: [] })
  sim = simEngine({ servers: 3, clients: ['A'], seed: 4, programs: REAL, traceMessages: false }, 'later')
  disconnect = connect(sim)
})
afterEach(() => {
  disconnect()
  vi.unstubAllGlobals()
})

/** Lets time pass until it is so. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => {
    sim.advance(100)
    expect(await holds()).toBe(true)
  }, PATIENT)
}
async function paths(): Promise<readonly string[]> {
  const leader = leaderOf(store.getState().cluster)
  const tree = leader === undefined ? undefined : await readTree(leader.id)
  return (tree?.znodes ?? []).map(({ path }) => path)
}
const serves = () => {
  const { cluster } = store.getState()
  return leaderOf(cluster) !== undefined && cluster.clients.get('A')?.state === 'connected'
}
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) {
    sim.advance(100)
    await new Promise((resolve) => setTimeout(resolve))
  }
}

test('the first tree is planted as soon as somebody serves', async () => {
  const planted = plantTree('A')
  await until(async () => (await paths()).includes(LOCK_PATH))
  await planted
  expect(await paths()).toEqual([
    '/',
    '/config',
    '/config/common.yml',
    '/locks',
    '/zookeeper',
    '/zookeeper/config',
    '/zookeeper/quota',
  ])
})

test('an ensemble that takes the place of the one that waited for its tree is left alone', async () => {
  const planted = plantTree('A')
  await theEngine()?.intervene({ type: 'newEnsemble', servers: 3 })
  await until(serves)
  await planted
  await settled()
  expect(await paths()).toEqual(['/', '/zookeeper', '/zookeeper/config', '/zookeeper/quota'])
})

test('a new ensemble that was refused leaves the old one its tree', async () => {
  const planted = plantTree('A')
  await expect(theEngine()?.intervene({ type: 'newEnsemble', servers: 4 })).resolves.toMatchObject({ type: 'refused' })
  await until(async () => (await paths()).includes(LOCK_PATH))
  await planted
})

test('of two new ensembles, one at the heels of the other, the second gets its tree once', async () => {
  await until(serves)
  const made = Promise.all([newEnsemble(3), newEnsemble(3)])
  await until(async () => (await paths()).includes(LOCK_PATH))
  await made
  await settled()
  const answers = store.getState().history.flatMap(({ event }) => (event.type === 'answered' ? [event] : []))
  const created = answers.filter(({ op }) => op === 'create')
  expect(created.map(({ path, error }) => [path, error])).toEqual([
    ['/config', 'ok'],
    ['/config/common.yml', 'ok'],
    ['/locks', 'ok'],
  ])
})

test('a lock that is asked for while an ensemble is being made is queued for in that one', async () => {
  await until(serves)
  const made = theEngine()?.intervene({ type: 'newEnsemble', servers: 3, clients: ['A'] })
  const queued = createLock()
  await made
  await until(() => sim.roster().clients.length === 3)
  await until(async () => (await paths()).includes(LOCK_PATH))
  await until(() => store.getState().cluster.clients.get('C')?.lock?.state === 'waiting')
  await queued
})

test('clients that were about to queue for a lock do not queue in the next ensemble', async () => {
  const planted = plantTree('A')
  await until(async () => (await paths()).includes(LOCK_PATH))
  await planted
  const queued = createLock()
  await theEngine()?.intervene({ type: 'newEnsemble', servers: 3, clients: ['A'] })
  await queued
  await until(serves)
  await settled()
  expect(sim.roster().clients).toEqual(['A'])
  expect(await paths()).not.toContain(LOCK_PATH)
})
