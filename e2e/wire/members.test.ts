/** Servers that are added and removed while clients are connected: what serve takes, what clients see, and what a folder knows. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { connected, create, getData, sync } from './client.ts'
import { allServing } from './differential/real.ts'
import { ask as word } from './differential/wire.ts'
import { freePorts } from './ports.ts'
import { launch, type Serve } from './serve.ts'

const running: Serve[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.end()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
async function begin(port: number, options: readonly string[]): Promise<Serve> {
  const one = launch(port, 3, options)
  running.push(one)
  await one.heard(/^ready /)
  return one
}
/** Which of the servers 1 to 3 leads, once all serve. */
async function leaderOf(port: number): Promise<number> {
  const [first = 0] = await allServing([port, port + 1, port + 2])
  return first - port + 1
}
async function membersAt(port: number): Promise<readonly string[]> {
  const text = (await getData(await connected(port), '/zookeeper/config')) ?? ''
  return text.split('\n').filter((line) => line.startsWith('server.'))
}

test('three become five with an observer, the leader is removed, and what was written is everywhere', async () => {
  const port = await freePorts(5)
  const data = mkdtempSync(join(tmpdir(), 'wire-members-'))
  folders.push(data)
  const one = await begin(port, ['--data', data])
  expect(await create(await connected(port), '/before', 'kept')).toBe(0)
  one.say('add')
  await one.heard(/^server 4: serves clients as following/)
  one.say('add observer')
  await one.heard(/^server 5: serves clients as observing/)
  const leader = await leaderOf(port)
  const left = [1, 2, 3, 4, 5].filter((id) => id !== leader)
  const lines = await membersAt(port + 4)
  expect(lines).toHaveLength(5)
  expect(lines[3]).toMatch(new RegExp(`^server.4=127.0.0.1:\\d+:\\d+:participant;127.0.0.1:${port + 3}$`))
  expect(lines[4]).toMatch(/:observer;/)
  one.say(`remove ${leader}`)
  await one.heard(new RegExp(`^server ${leader}: stopped`), /^server \d: serves clients as leading in epoch 2/)
  for (const at of left.map((id) => port + id - 1)) {
    const client = await connected(at)
    await sync(client)
    expect(await getData(client, '/before')).toBe('kept')
    expect(await word(at, 'ruok')).toBe('imok')
  }
  one.say(`remove ${leader}`)
  expect(await one.heard(new RegExp(`${left.join(', ')}$`))).toContain(`no server ${leader}`)
  await one.end()
  // The folder knows whose it is, whatever is asked for.
  const again = await begin(port, ['--data', data])
  expect(again.lines.find((line) => line.startsWith('ready'))).toBe(
    `ready ${left.map((id) => `127.0.0.1:${port + id - 1}`).join(',')}`,
  )
  expect(await membersAt(port + 3)).toHaveLength(4)
})

test('without a majority nobody is added or removed, and it is said why', async () => {
  const port = await freePorts(4)
  const one = await begin(port, [])
  const leader = await leaderOf(port)
  for (const id of [1, 2, 3].filter((other) => other !== leader)) {
    one.say(`kill ${id}`)
    await one.heard(new RegExp(`^server ${id}: killed`))
  }
  await one.heard(new RegExp(`^server ${leader}: looking`))
  one.say('add')
  expect(await one.heard(/majority/)).toBe('no majority serves, and only a majority can change who belongs to it')
  one.say(`remove ${leader}`)
  expect(await one.heard(/majority/)).toBe('no majority serves, and only a majority can change who belongs to it')
})
