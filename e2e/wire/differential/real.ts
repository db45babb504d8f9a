/**
 * A real ZooKeeper ensemble of three on this machine: the one that Debian packages (`apt-get install zookeeper`), in
 * temporary folders, started with what the recordings were made with.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../ports.ts'
import type { Ensemble } from './talk.ts'
import { ask } from './wire.ts'

const JARS = '/usr/share/java'
const JAR = `${JARS}/zookeeper.jar`
const SERVERS = [1, 2, 3]
const START_MS = 120_000
/** As `super:test`. */
export const SUPER_DIGEST = 'super:D/InIHSb7yEEbrWz8b9l71RjZJU='

export type Running = { readonly ensemble: Ensemble; readonly stop: () => Promise<void> }
/** `ports` by id of the server. Killing ends a process without a goodbye; it may be started again. */
export type RunningReal = Running & {
  readonly ports: readonly number[]
  readonly kill: (port: number) => Promise<void>
  readonly start: (port: number) => void
}

/** Why no real ensemble can run here; undefined: it can. */
export function whyNoReal(): string | undefined {
  if (!existsSync('/usr/bin/java')) return 'java is not installed'
  return existsSync(JAR) ? undefined : `${JAR} is not installed (apt-get install zookeeper)`
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Ends a process that we started, and waits for its end. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

function configOf(folder: string, more: readonly string[]): string {
  return [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=${folder}`,
    'maxClientCnxns=0',
    'admin.enableServer=false',
    'extendedTypesEnabled=true',
    'reconfigEnabled=true',
    'standaloneEnabled=false',
    '4lw.commands.whitelist=*',
    ...more,
    '',
  ].join('\n')
}

/** Nothing is collected while a conversation lasts, and nothing waits for a disk: neither can be seen in an answer. */
const FLAGS = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-Dzookeeper.forceSync=no',
  '-Dzookeeper.preAllocSize=1024',
  '-Dzookeeper.extendedTypesEnabled=true',
  '-Dznode.container.checkIntervalMs=100000000',
  '-Dzookeeper.enforceQuota=true',
  `-Dzookeeper.DigestAuthenticationProvider.superDigest=${SUPER_DIGEST}`,
]

/** Its folder, with what it has to know. */
function furnish(own: string, id: number, more: readonly string[]): void {
  mkdirSync(own)
  writeFileSync(join(own, 'myid'), `${id}\n`)
  writeFileSync(join(own, 'zoo.cfg'), configOf(own, more))
}

function startServer(own: string): ChildProcess {
  const log = openSync(join(own, 'log'), 'a')
  const args = [...FLAGS, '-cp', `${JAR}:${JARS}/slf4j-simple.jar`]
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain'
  return spawn('nice', ['-n', '10', '/usr/bin/java', ...args, main, join(own, 'zoo.cfg')], {
    stdio: ['ignore', log, log],
  })
}

/** The ports of servers that serve, the leader's first; undefined while somebody does not. */
export async function inOrder(ports: readonly number[]): Promise<readonly number[] | undefined> {
  const modes = await Promise.all(ports.map(async (port) => /Mode: (\w+)/.exec(await ask(port, 'srvr'))?.[1]))
  const leader = modes.indexOf('leader')
  if (leader < 0 || modes.filter((mode) => mode === 'follower').length !== ports.length - 1) return undefined
  return [...ports.slice(leader), ...ports.slice(0, leader)]
}

/** The same as soon as all serve. Throws where they do not. */
export async function allServing(ports: readonly number[]): Promise<readonly number[]> {
  for (let waited = 0; waited < START_MS; waited += 100) {
    const ordered = await inOrder(ports)
    if (ordered !== undefined) return ordered
    await pause(100)
  }
  throw new Error(`not every server on ${ports.join(', ')} serves`)
}

/** Starts it and waits until all serve. Throws an Error where they do not come up. */
export async function startReal(): Promise<RunningReal> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zookeeper-real-'))
  const ports = await Promise.all(SERVERS.map(freePort))
  const quorum = await Promise.all(SERVERS.map(freePort))
  const election = await Promise.all(SERVERS.map(freePort))
  const peers = SERVERS.map(
    (id, i) => `server.${id}=127.0.0.1:${quorum[i]}:${election[i]}:participant;127.0.0.1:${ports[i]}`,
  )
  const own = (port: number): string => join(folder, String(port))
  for (const [i, port] of ports.entries()) furnish(own(port), SERVERS[i] ?? 0, peers)
  const children = new Map(ports.map((port) => [port, startServer(own(port))]))
  const stop = async (): Promise<void> => {
    await Promise.all([...children.values()].map((child) => end(child)))
    rmSync(folder, { recursive: true, force: true })
  }
  const kill = async (port: number): Promise<void> => {
    const child = children.get(port)
    if (child !== undefined) await end(child, 'SIGKILL')
  }
  const start = (port: number): void => void children.set(port, startServer(own(port)))
  for (let waited = 0; waited < START_MS; waited += 500) {
    const ordered = await inOrder(ports)
    if (ordered !== undefined) return { ensemble: { ports: ordered }, ports, stop, kill, start }
    await pause(500)
  }
  await Promise.all([...children.values()].map((child) => end(child)))
  throw new Error(`the real ensemble did not come up: see ${folder}`)
}
