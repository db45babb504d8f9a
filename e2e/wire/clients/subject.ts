/**
 * The ensemble that clients are tried on. It is ours, over TCP; with AGAINST=real it is a real one of ZooKeeper 3.8.0, so
 * that what these tests demand can be seen to hold where it comes from; with AGAINST=page it is the one in the built page,
 * reached through the gateway of `npm start`.
 */
import process from 'node:process'
import { serverId } from '../../../src/ground/ids.ts'
import type { Command } from '../../../src/hosts/command.ts'
import { opened, portsOf } from '../../gateway/opened.ts'
import { pause, startReal } from '../differential/real.ts'
import { ask } from '../differential/wire.ts'
import { serve } from '../serve.ts'

/** As `super:test`. */
const SUPER_DIGEST = 'super:D/InIHSb7yEEbrWz8b9l71RjZJU='
export const isReal: boolean = process.env['AGAINST'] === 'real'
const PATIENCE_MS = 60_000

export type Subject = {
  /** Of servers 1 to 3. */
  readonly ports: readonly number[]
  /** `127.0.0.1:2181,127.0.0.1:2182,…`, as clients take it. */
  readonly hosts: string
  /** Ends this server's process, or its thread, without a goodbye. */
  readonly kill: (server: number) => Promise<void>
  /** Starts a killed server again, with what it had on disk, and waits until it serves. */
  readonly restart: (server: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Three servers that all serve. Reconfiguration is allowed, as for kazoo's own tests. */
export async function subject(): Promise<Subject> {
  if (isReal) return real()
  return process.env['AGAINST'] === 'page' ? inPage() : ours()
}

async function inPage(): Promise<Subject> {
  const { page, end } = await opened(3, `&tree=empty&clients=0&super=${encodeURIComponent(SUPER_DIGEST)}`)
  const ports = await portsOf(page)
  await allServe(ports)
  const take = async (command: Command) => {
    const result = await page.evaluate((what) => globalThis.playground?.intervene(what), command)
    if (result?.type !== 'done') throw new Error(`the page does not take ${command.type}: ${JSON.stringify(result)}`)
  }
  return {
    ports,
    hosts: hostsOf(ports),
    kill: (server) => take({ type: 'kill', server: serverId(server) }),
    restart: async (server) => {
      await take({ type: 'restart', server: serverId(server), disk: 'keep' })
      await allServe(ports)
    },
    stop: end,
  }
}

async function ours(): Promise<Subject> {
  const running = await serve(['--super', SUPER_DIGEST])
  await allServe(running.ports)
  return {
    ports: running.ports,
    hosts: hostsOf(running.ports),
    kill: async (server) => {
      running.say(`kill ${server}`)
      await running.heard(new RegExp(`^server ${server}: killed`))
    },
    restart: async (server) => {
      running.say(`restart ${server}`)
      await allServe(running.ports)
    },
    stop: running.end,
  }
}

async function real(): Promise<Subject> {
  const { ports, stop, kill, start } = await startReal()
  return {
    ports,
    hosts: hostsOf(ports),
    kill: (server) => kill(ports[server - 1] ?? 0),
    restart: async (server) => {
      start(ports[server - 1] ?? 0)
      await allServe(ports)
    },
    stop,
  }
}

function hostsOf(ports: readonly number[]): string {
  return ports.map((port) => `127.0.0.1:${port}`).join(',')
}

/** The server that leads, from 1; 0: none does. */
export async function leaderOf({ ports }: Pick<Subject, 'ports'>): Promise<number> {
  return (await modesOf(ports)).indexOf('leader') + 1
}

async function modesOf(ports: readonly number[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(ports.map(async (port) => /Mode: (\w+)/.exec(await ask(port, 'srvr'))?.[1]))
}

/** Waits until every server serves. Throws an Error where one does not in time. */
async function allServe(ports: readonly number[]): Promise<void> {
  let modes: readonly (string | undefined)[] = []
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
    modes = await modesOf(ports)
    if (modes.every((mode) => mode === 'leader' || mode === 'follower')) return
    await pause(100)
  }
  throw new Error(`not every server serves: ${modes.join(', ')}`)
}
