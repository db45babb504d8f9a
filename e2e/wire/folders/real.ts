/** Real servers of ZooKeeper 3.8.0 on folders that somebody hands them: alone, or as an ensemble. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { end, pause, SUPER_DIGEST } from '../differential/real.ts'
import { ask } from '../differential/wire.ts'
import { freePort } from '../ports.ts'
import { LONG_TICK_MS } from './rich.ts'

const JARS = '/usr/share/java'
const CLASSES = `${JARS}/zookeeper.jar:${JARS}/slf4j-simple.jar`
const START_MS = 120_000

export type RealServers = {
  readonly ports: readonly number[]
  /** Power off: every process is killed at once. */
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

const FLAGS = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dznode.container.checkIntervalMs=100000000',
  '-Dzookeeper.digest.enabled=true',
  `-Dzookeeper.DigestAuthenticationProvider.superDigest=${SUPER_DIGEST}`,
]

/**
 * Starts a server on each folder (a dataDir), one alone as standalone, and waits until all serve. `flags` are more of
 * Java's, e.g. `-Dzookeeper.snapCount=50`. Throws, with the end of a log, where they do not come up.
 */
export async function startOn(folders: readonly string[], flags: readonly string[] = []): Promise<RealServers> {
  const ports = await Promise.all(folders.map(freePort))
  const peers: string[] = []
  for (const [i] of folders.entries()) {
    peers.push(`server.${i + 1}=127.0.0.1:${await freePort()}:${await freePort()}`)
  }
  const children = folders.map((folder, i) => {
    const config = configOf(folder, ports[i] ?? 0, folders.length === 1 ? [] : peers)
    writeFileSync(join(folder, 'myid'), `${i + 1}\n`)
    writeFileSync(join(folder, 'zoo.cfg'), config)
    return startOne(folder, join(folder, 'zoo.cfg'), flags)
  })
  return comeUp(folders, ports, children)
}

/**
 * Starts servers 1 to `servers` of an unpacked download as its README says, from its own zoo.cfg, on free ports instead
 * of the fixed ones.
 */
export async function startUnpacked(folder: string, servers: number): Promise<RealServers> {
  const ids = Array.from({ length: servers }, (_, i) => i + 1)
  const ports = await Promise.all(ids.map(freePort))
  const changes = new Map<string, string>()
  for (const [i, port] of ports.entries()) {
    changes.set(`clientPort=${2181 + i}`, `clientPort=${port}`)
    changes.set(`:${2888 + i}:${3888 + i}`, `:${await freePort()}:${await freePort()}`)
  }
  const children = ids.map((id) => {
    const file = join(folder, `server.${id}`, 'zoo.cfg')
    let config = readFileSync(file, 'utf8')
    for (const [from, to] of changes) config = config.replace(from, to)
    writeFileSync(file, config)
    return startOne(folder, `./server.${id}/zoo.cfg`, [], `server.${id}`)
  })
  const folders = ids.map((id) => join(folder, `server.${id}`))
  return comeUp(folders, ports, children)
}

/** Waits until all serve. Throws, with the end of their logs, where they do not. */
async function comeUp(
  folders: readonly string[],
  ports: readonly number[],
  children: readonly ChildProcess[],
): Promise<RealServers> {
  const stop = async (signal: NodeJS.Signals) => {
    await Promise.all(children.map((child) => end(child, signal)))
  }
  for (let waited = 0; waited < START_MS; waited += 250) {
    const modes = await Promise.all(ports.map(async (port) => /Mode: \w+/.test(await ask(port, 'srvr'))))
    if (modes.every((up) => up)) return { ports, kill: () => stop('SIGKILL'), stop: () => stop('SIGTERM') }
    if (children.some((child) => child.exitCode !== null)) break
    await pause(250)
  }
  await stop('SIGKILL')
  const logs = folders.map((folder) => readFileSync(join(folder, 'out.txt'), 'utf8').split('\n').slice(-30).join('\n'))
  throw new Error(`the real servers did not come up:\n${logs.join('\n----\n')}`)
}

function configOf(folder: string, port: number, peers: readonly string[]): string {
  const lines = [`tickTime=${LONG_TICK_MS}`, 'initLimit=10', 'syncLimit=5', `dataDir=${folder}`, `clientPort=${port}`]
  const more = [
    'clientPortAddress=127.0.0.1',
    'admin.enableServer=false',
    'extendedTypesEnabled=true',
    '4lw.commands.whitelist=*',
  ]
  return [...lines, ...more, ...peers, ''].join('\n')
}

/** One process that runs in `folder`; its log is `out.txt` in `own` below it. */
function startOne(folder: string, config: string, flags: readonly string[], own: string = ''): ChildProcess {
  const log = openSync(join(folder, own, 'out.txt'), 'a')
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain'
  const args = ['-n', '10', '/usr/bin/java', ...FLAGS, ...flags, '-cp', CLASSES, main, config]
  return spawn('nice', args, { cwd: folder, stdio: ['ignore', log, log] })
}

/** What one of ZooKeeper's own tools says about a file; throws where it ends with an error. */
export function tool(main: 'SnapshotFormatter' | 'persistence.TxnLogToolkit', file: string): string {
  const classes = `${CLASSES}:${JARS}/commons-cli.jar`
  const run = spawnSync('/usr/bin/java', ['-cp', classes, `org.apache.zookeeper.server.${main}`, file], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (run.status !== 0) throw new Error(`${main} ${file}: ${run.stderr}${run.stdout.slice(-2000)}`)
  return run.stdout
}
