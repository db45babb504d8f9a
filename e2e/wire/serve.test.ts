/** `serve` from outside: what it prints, what it takes, how it ends, and what survives. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { addAuth, ask, type Client, connect, connected, create, exists, getData, leave, sync } from './client.ts'
import { ask as word } from './differential/wire.ts'
import { freePorts } from './ports.ts'
import { launch, type Serve, serve } from './serve.ts'

const running: Serve[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.end()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
async function begin(options: readonly string[] = [], servers = 3): Promise<Serve> {
  const one = await serve(options, servers)
  running.push(one)
  return one
}
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'wire-'))
  folders.push(path)
  return path
}
const portOf = (one: Serve, server: number): number => one.ports[server - 1] ?? 0
/** The server that leads, by what it answers to srvr. */
async function leaderOf(one: Serve): Promise<number> {
  const modes = await Promise.all(one.ports.map((port) => word(port, 'srvr')))
  return modes.findIndex((text) => text.includes('Mode: leader')) + 1
}

test('ready names every port, in order, once a leader serves', async () => {
  const one = await begin()
  expect(one.lines.filter((line) => line.startsWith('ready'))).toEqual([
    `ready ${one.ports.map((port) => `127.0.0.1:${port}`).join(',')}`,
  ])
  expect(await leaderOf(one)).toBeGreaterThan(0)
})

test('what the killed leader had acknowledged is read from the new one, and from the old one when it is back', async () => {
  const one = await begin()
  const leader = await leaderOf(one)
  const writer = await connected(portOf(one, leader))
  expect(await create(writer, '/kept', 'safe')).toBe(0)
  one.say('kill leader')
  await one.heard(new RegExp(`^server ${leader}: killed`))
  expect(await ask(writer, 'ping', undefined, -2)).toBe('closed')
  expect(await connect(portOf(one, leader))).toBe(undefined)
  const back = await connected(portOf(one, leader === 1 ? 2 : 1), writer)
  expect(back.session).toBe(writer.session)
  expect(await getData(back, '/kept')).toBe('safe')
  one.say(`restart ${leader}`)
  await one.heard(new RegExp(`^server ${leader}: serves clients`))
  const again = await connected(portOf(one, leader))
  await sync(again)
  expect(await getData(again, '/kept')).toBe('safe')
})

test('a paused server answers nobody and keeps its connections; resumed, it goes on', async () => {
  const one = await begin()
  const client = await connected(portOf(one, 1))
  one.say('pause 1')
  await one.heard(/^server 1: paused/)
  const pending = getData(client, '/zookeeper')
  one.say('status')
  expect(await one.heard(/^server 1 /)).toContain('paused')
  expect(await word(portOf(one, 2), 'ruok')).toBe('imok')
  one.say('resume 1')
  await one.heard(/^server 1: resumed/)
  expect(await pending).toBe('')
})

test('a stopped server says goodbye, the rest elect, and status tells it', async () => {
  const one = await begin()
  const leader = await leaderOf(one)
  one.say(`stop ${leader}`)
  await one.heard(new RegExp(`^server ${leader}: stopped`), /^server \d: serves clients as leading in epoch 2/)
  one.say('status')
  for (const id of [1, 2, 3])
    await one.heard(
      id === leader ? new RegExp(`^server ${id} .* down`) : new RegExp(`^server ${id} .*(?:lead|follow)ing`),
    )
})

test('words that are none are answered in one line, and nothing happens', async () => {
  const one = await begin([], 1)
  one.say('explode 1')
  expect(await one.heard(/explode/)).toContain('unknown command')
  one.say('kill 7')
  expect(await one.heard(/ 7/)).toBe('there is no server 7; there are 1')
  one.say('resume 1')
  await one.heard(/^server 1 is not paused/)
  expect(await word(portOf(one, 1), 'ruok')).toBe('imok')
})

test('an ensemble that was ended and begun on the same folder has its data, in the layout of ZooKeeper', async () => {
  const data = folder()
  const first = await begin(['--data', data])
  const client = await connected(portOf(first, 2))
  expect(await create(client, '/kept', 'over night')).toBe(0)
  expect(await create(client, '/gone', '', 1)).toBe(0)
  first.signal('SIGTERM')
  expect(await first.exited).toBe(0)
  for (const server of [1, 2, 3]) {
    const names = readdirSync(join(data, `server.${server}`, 'version-2'))
    expect(names).toContain('currentEpoch')
    expect(names).toContain('log.100000001')
  }
  const second = await begin(['--data', data])
  const reader = await connected(portOf(second, 1))
  await sync(reader)
  expect(await getData(reader, '/kept')).toBe('over night')
  // Its session was not closed: the ephemeral lives until the session's time is up.
  expect(await exists(reader, '/gone')).toBe(true)
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends everything with 0, clients connected or not', async (signal) => {
  const one = await begin()
  const client = await connected(portOf(one, 1))
  one.signal(signal)
  expect(await one.exited).toBe(0)
  expect(await ask(client, 'ping', undefined, -2)).toBe('closed')
})

test.each([
  [['--servers', 'many'], /^--servers needs a number from 1 to 9, not "many"$/],
  [['--colour', 'red'], /^unknown option "--colour"/],
  [['--port'], /^--port needs a value$/],
  [['--super', 'nobody'], /^--super needs USER:DIGEST/],
])('%j: one line, and exit 2', async (options, line) => {
  const one = launch(await freePorts(3), 3, options)
  running.push(one)
  expect(await one.exited).toBe(2)
  expect(one.lines).toEqual([expect.stringMatching(line)])
})

test('a port in use is named in one line, with exit 2', async () => {
  const port = await freePorts(3)
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port + 1, '127.0.0.1', resolve))
  const one = launch(port, 3)
  running.push(one)
  expect(await one.exited).toBe(2)
  expect(one.lines).toEqual([`port ${port + 1} on 127.0.0.1 is in use`])
  await new Promise((resolve) => other.close(resolve))
})

test('a folder that can not be written is named in one line, with exit 2', async () => {
  const file = join(folder(), 'a-file')
  writeFileSync(file, '')
  const one = launch(await freePorts(3), 3, ['--data', join(file, 'below')])
  running.push(one)
  expect(await one.exited).toBe(2)
  expect(one.lines).toEqual([expect.stringContaining(join(file, 'below'))])
})

test('a damaged log stops its server and names the place; the others serve', async () => {
  const data = folder()
  const first = await begin(['--data', data])
  const client = await connected(portOf(first, 1))
  expect(await create(client, '/a')).toBe(0)
  first.signal('SIGTERM')
  expect(await first.exited).toBe(0)
  writeFileSync(join(data, 'server.1', 'version-2', 'log.100000001'), 'no log at all, and longer than a header')
  const second = await begin(['--data', data])
  // It is said on another stream than `ready`.
  await expect
    .poll(() => second.lines.find((line) => line.startsWith('server 1:')), { timeout: 60_000 })
    .toMatch(/log\.100000001 damaged at byte 0/)
  expect(await connect(portOf(second, 1))).toBe(undefined)
  const reader = await connected(portOf(second, 2))
  await sync(reader)
  expect(await exists(reader, '/a')).toBe(true)
})

test('observers answer clients and do not vote', async () => {
  const port = await freePorts(4)
  const one = launch(port, 3, ['--observers', '1'])
  running.push(one)
  await one.heard(/^ready /)
  expect(await word(port + 3, 'srvr')).toContain('Mode: observer')
  const client = await connected(port + 3)
  expect(await create(client, '/through-an-observer')).toBe(0)
})

/** The node of the configuration: readable by all, writable by nobody but the super user. */
async function writeConfig(client: Client): Promise<number | 'closed' | 'silent'> {
  return create(client, '/zookeeper/config/below')
}
const NO_AUTH = -102
const EPHEMERAL = 1
const EPHEMERAL_ON_LOCAL_SESSION = -120
const QUOTA_EXCEEDED = -125

test('the digest of --super, and no other, opens what is closed to everybody', async () => {
  const one = await begin(['--super', 'super:D/InIHSb7yEEbrWz8b9l71RjZJU='], 1)
  const client = await connected(portOf(one, 1))
  expect(await addAuth(client, 'super:guess')).toBe(0)
  expect(await writeConfig(client)).toBe(NO_AUTH)
  expect(await addAuth(client, 'super:test')).toBe(0)
  expect(await writeConfig(client)).toBe(0)
  leave(client)
})

test('a SASL token is answered with none, as where no SASL is configured, and the session goes on', async () => {
  const one = await begin([], 1)
  const client = await connected(portOf(one, 1))
  const token = new Uint8Array([0, 0, 0, 3, 1, 2, 3])
  const answer = await ask(client, 'sasl', token)
  expect(answer).toMatchObject({ err: 0, zxid: 0n })
  expect(typeof answer === 'string' ? answer : answer.body.buffer()).toBe(null)
  expect(await exists(client, '/zookeeper')).toBe(true)
})

test('switches of zoo.cfg are switches here: hard quotas, local sessions, reading without a majority', async () => {
  const one = await begin(['--enforce-quota', '--local-sessions', '--read-only-mode'])
  const client = await connected(portOf(one, 1))
  expect(await create(client, '/own', '', EPHEMERAL)).toBe(EPHEMERAL_ON_LOCAL_SESSION)
  expect(await create(client, '/few')).toBe(0)
  expect(await create(client, '/zookeeper/quota/few')).toBe(0)
  const limits = 'count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=2'
  expect(await create(client, '/zookeeper/quota/few/zookeeper_limits', limits)).toBe(0)
  expect(await create(client, '/zookeeper/quota/few/zookeeper_stats', 'count=1,bytes=0')).toBe(0)
  expect(await create(client, '/few/first')).toBe(0)
  expect(await create(client, '/few/second')).toBe(QUOTA_EXCEEDED)
  expect(await word(portOf(one, 1), 'isro')).toBe('rw')
  one.say('kill 2')
  one.say('kill 3')
  await one.heard(/^server 1: finds no leader: serves reads only/)
  expect(await word(portOf(one, 1), 'isro')).toBe('ro')
})
