/** Whole runs as text: a change of behaviour is a diff to be read. `npx vitest run -u` writes them anew. */
import { expect, test } from 'vitest'
import { create, getData, setData } from './ops.ts'
import { cluster, connect } from './scenarios/cluster.suite.ts'
import { transcript } from './transcript.ts'
import type { World } from './world.ts'

const told = (world: World, name: string) =>
  expect(transcript(world.trace)).toMatchFileSnapshot(`./testdata/${name}.txt`)

test('the first election of three', async () => {
  const c = cluster(3)
  c.settle()
  await told(c, 'election-of-three')
})

test('the first election of five', async () => {
  const c = cluster(5)
  c.settle()
  await told(c, 'election-of-five')
})

test('the life of a write', async () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  const start = c.trace.length
  c.ask('A', create('/hello', 'world'))
  c.settle()
  await expect(transcript(c.trace.slice(start))).toMatchFileSnapshot('./testdata/life-of-a-write.txt')
})

test('the leader is killed, the others go on, and it returns', async () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  c.ask('A', create('/before'))
  c.settle()
  const start = c.trace.length
  const old = c.kill('leader')
  c.settle()
  connect(c, 'A')
  c.ask('A', create('/after'))
  c.restart(old)
  c.settle()
  await expect(transcript(c.trace.slice(start))).toMatchFileSnapshot('./testdata/leader-killed.txt')
})

test('a watch is left, fires and is gone', async () => {
  const c = cluster(3, { clients: ['A'] })
  c.settle()
  connect(c, 'A')
  c.ask('A', create('/w', 'one'))
  const start = c.trace.length
  c.ask('A', getData('/w', true))
  c.ask('A', setData('/w', 'two'))
  c.ask('A', setData('/w', 'three'))
  c.settle()
  await expect(transcript(c.trace.slice(start))).toMatchFileSnapshot('./testdata/watch.txt')
})
