/**
 * The ensemble as its main thread sees it: one thread for each server, wires between all that run, and the acts on them.
 * Killing is `terminate()`: the port, the connections and the wires end as they do with a process.
 */
import { randomBytes } from 'node:crypto'
import { arch, homedir, hostname, release, tmpdir, totalmem, type, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import { unreachable } from '../../ground/base/assert.ts'
import { digestIdentity } from '../../ground/data/acl.ts'
import { formatZxid, type ServerId, serverNode, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import { serverConfig } from '../../protocol/config.ts'
import type { MemberAddress, Membership } from '../../protocol/membership.ts'
import type { RoleName } from '../../protocol/trace.ts'
import { firstMembers, membersFor } from '../membership.ts'
import { type FromServer, isFromServer, type ThreadStart, type ToServer } from './messages.ts'
import type { ServeOptions } from './options.ts'
import { membershipIn } from './savedMembership.ts'

export const HOST = '127.0.0.1'

/** One server. `running` from `ready` on; `starting` before. */
export type Seat = {
  readonly id: ServerId
  readonly port: number
  readonly address: MemberAddress
  incarnation: number
  state: 'down' | 'starting' | 'running' | 'stopping'
  worker: Worker | undefined
  frozen: SharedArrayBuffer
  role: RoleName
  serving: boolean
  zxid: Zxid | undefined
  /** Called when the thread is gone. */
  readonly waiting: (() => void)[]
}

export type EnsemblePorts = {
  readonly log: (line: string) => void
  /** A server began or ceased to serve. */
  readonly changed: () => void
}
export type Ensemble = {
  readonly options: ServeOptions
  /** Ascending by id. */
  readonly seats: Seat[]
  /** The newest membership that any server goes by. */
  known: Membership
  /** `user:password` of whoever adds and removes servers: made up at each start, told to nobody. */
  readonly adminAuth: string
  readonly ports: EnsemblePorts
  readonly code: URL
  readonly folder: string
  readonly timeZero: bigint
  readonly wallClockAtZero: number
}

/** An ensemble whose servers are all down. `code` is the module that the threads run. */
export function ensembleOf(options: ServeOptions, folder: string, code: URL, ports: EnsemblePorts): Ensemble {
  const members = firstMembers(options.servers, options.observers, (id) => addressOf(options, id))
  const found = membershipIn(folder)
  const known = found ?? { version: ZXID_ZERO, members }
  if (found !== undefined) {
    const ids = found.members.map((member) => member.id)
    if (ids.join() !== members.map((member) => member.id).join())
      ports.log(`the folder ${folder} belongs to servers ${ids.join(', ')}: they are started`)
  }
  return {
    options,
    seats: known.members.map(({ id }) => newSeat(options, id)),
    known,
    adminAuth: `admin:${randomBytes(16).toString('hex')}`,
    ports,
    code,
    folder,
    timeZero: process.hrtime.bigint(),
    wallClockAtZero: Date.now(),
  }
}

/** A server that is down. Server N listens on the Nth port from the first on. */
export function newSeat(options: ServeOptions, id: ServerId): Seat {
  return {
    id,
    port: options.port + id - 1,
    address: addressOf(options, id),
    incarnation: 0,
    state: 'down',
    worker: undefined,
    frozen: new SharedArrayBuffer(4),
    role: 'looking',
    serving: false,
    zxid: undefined,
    waiting: [],
  }
}

/** How far 2888 and 3888 are from 2181. */
const QUORUM_PORT_OFFSET = 707
const ELECTION_PORT_OFFSET = 1707

/**
 * Where server `id` says that it is. Its client port is real. Among themselves the servers talk over wires in this process, so
 * that the other two ports are names only: as far from the client port as ZooKeeper's own are.
 */
function addressOf(options: ServeOptions, id: ServerId): MemberAddress {
  const port = options.port + id - 1
  const far = port + ELECTION_PORT_OFFSET <= 65535 ? 1 : -1
  const quorumPort = port + far * QUORUM_PORT_OFFSET
  return { host: HOST, quorumPort, electionPort: port + far * ELECTION_PORT_OFFSET, client: { host: HOST, port } }
}

/** `127.0.0.1:2181,127.0.0.1:2182`: what a client needs to connect. */
export function connectString(ensemble: Ensemble): string {
  return ensemble.seats.map((seat) => `${HOST}:${seat.port}`).join(',')
}
export function seatOf(ensemble: Ensemble, id: ServerId): Seat | undefined {
  return ensemble.seats.find((seat) => seat.id === id)
}
/** The server that leads and answers clients. */
export function leaderOf(ensemble: Ensemble): Seat | undefined {
  return ensemble.seats.find((seat) => seat.serving && seat.role === 'leading')
}

/** Starts a server on its folder; ends when it runs, or with the reason why it can't. */
export function start(ensemble: Ensemble, seat: Seat): Promise<string | undefined> {
  seat.incarnation += 1
  seat.state = 'starting'
  seat.role = 'looking'
  seat.frozen = new SharedArrayBuffer(4)
  const worker = new Worker(ensemble.code, { workerData: threadStart(ensemble, seat), stdin: false })
  seat.worker = worker
  return new Promise((resolve) => {
    worker.on('message', (message: unknown) => {
      if (!isFromServer(message)) return
      if (message.type === 'ready') seat.state = 'running'
      if (message.type === 'ready') resolve(undefined)
      else if (message.type === 'refused') {
        resolve(message.reason)
        void worker.terminate()
      } else hear(ensemble, seat, message)
    })
    worker.on('error', (error: Error) => say(ensemble, seat, `crashed: ${error.message}`))
    worker.on('exit', () => {
      resolve('its thread ended')
      gone(ensemble, seat)
    })
  })
}

/** Lets servers that are ready run: each gets a wire to every other one that runs. */
export function connect(ensemble: Ensemble, fresh: readonly Seat[]): void {
  for (const seat of fresh) {
    for (const other of ensemble.seats) {
      if (other === seat || other.worker === undefined || other.state !== 'running') continue
      if (fresh.includes(other) && other.id < seat.id) continue
      const { port1, port2 } = new MessageChannel()
      seat.worker?.postMessage({ type: 'peer', node: serverNode(other.id), port: port1 } satisfies ToServer, [port1])
      other.worker.postMessage({ type: 'peer', node: serverNode(seat.id), port: port2 } satisfies ToServer, [port2])
    }
  }
  for (const seat of fresh) tell(seat, { type: 'go' })
}

/** Ends the thread as a power failure would. Ends when it is gone. */
export async function kill(seat: Seat): Promise<void> {
  await seat.worker?.terminate()
}

/** A graceful stop; a frozen server is thawed for it. Ends when it is gone. */
export function stop(seat: Seat): Promise<void> {
  if (seat.worker === undefined) return Promise.resolve()
  thaw(seat)
  seat.state = 'stopping'
  tell(seat, { type: 'stop' })
  const { worker } = seat
  const impatient = setTimeout(() => void worker.terminate(), STOP_MS_MAX)
  return new Promise((resolve) =>
    seat.waiting.push(() => {
      clearTimeout(impatient)
      resolve()
    }),
  )
}
/** A server that does not end by then is ended. */
const STOP_MS_MAX = 3000

export function isFrozen(seat: Seat): boolean {
  return Atomics.load(new Int32Array(seat.frozen), 0) === 1
}
export function freeze(seat: Seat): void {
  Atomics.store(new Int32Array(seat.frozen), 0, 1)
  tell(seat, { type: 'freeze' })
}
export function thaw(seat: Seat): void {
  const flag = new Int32Array(seat.frozen)
  Atomics.store(flag, 0, 0)
  Atomics.notify(flag, 0)
}

/** One line for each server: `server 1 127.0.0.1:2181 leading 0x100000000`. */
export function statusLines(ensemble: Ensemble): readonly string[] {
  return ensemble.seats.map((seat) => {
    const where = `server ${seat.id} ${HOST}:${seat.port}`
    if (seat.state === 'down') return `${where} down`
    if (isFrozen(seat)) return `${where} paused (${seat.role})`
    if (!seat.serving) return `${where} ${seat.role === 'looking' ? 'looking' : `${seat.role}, not serving yet`}`
    return `${where} ${seat.role}${seat.zxid === undefined ? '' : ` since ${formatZxid(seat.zxid)}`}`
  })
}

export function say(ensemble: Ensemble, seat: Seat, line: string): void {
  ensemble.ports.log(`server ${seat.id}: ${line}`)
}

function tell(seat: Seat, message: ToServer): void {
  seat.worker?.postMessage(message)
}

function threadStart(ensemble: Ensemble, seat: Seat): ThreadStart {
  const { options } = ensemble
  const config = serverConfig(seat.id, membersFor(ensemble.known, seat.id, seat.address), {
    reconfigEnabled: true,
    standaloneEnabled: false,
    adminDigest: digestIdentity(ensemble.adminAuth),
    tickTime: options.tickTimeMs,
    wallClockAtZero: ensemble.wallClockAtZero,
    seed: (ensemble.wallClockAtZero + seat.id) % 2 ** 31,
    incarnation: seat.incarnation,
    superDigest: options.superDigest,
    ...options.settings,
    process: { clientPort: seat.port, dataDir: folderOf(ensemble, seat), environment: environment() },
  })
  return {
    type: 'zookeeperServer',
    config,
    folder: folderOf(ensemble, seat),
    host: HOST,
    port: seat.port,
    timeZero: ensemble.timeZero,
    frozen: seat.frozen,
  }
}

export function folderOf(ensemble: Ensemble, seat: Seat): string {
  return join(ensemble.folder, `server.${seat.id}`)
}

/** The lines of `envi`: where it names Java, this runtime answers. */
function environment(): ThreadStart['config']['process']['environment'] {
  const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)}MB`
  const { heapTotal, heapUsed } = process.memoryUsage()
  return [
    ['host.name', hostname()],
    ['java.version', `none (node ${process.version})`],
    ['java.vendor', 'none'],
    ['java.home', dirname(process.execPath)],
    ['java.class.path', fileURLToPath(import.meta.url)],
    ['java.library.path', ''],
    ['java.io.tmpdir', tmpdir()],
    ['java.compiler', '<NA>'],
    ['os.name', type()],
    ['os.arch', arch()],
    ['os.version', release()],
    ['user.name', userInfo().username],
    ['user.home', homedir()],
    ['user.dir', process.cwd()],
    ['os.memory.free', megabytes(heapTotal - heapUsed)],
    ['os.memory.max', megabytes(totalmem())],
    ['os.memory.total', megabytes(heapTotal)],
  ]
}

type News = Exclude<FromServer, { type: 'ready' | 'refused' }>
function hear(ensemble: Ensemble, seat: Seat, message: News): void {
  switch (message.type) {
    case 'role':
      seat.role = message.role
      seat.serving = false
      return ensemble.ports.changed()
    case 'serving':
      seat.role = message.role
      seat.serving = true
      seat.zxid = message.zxid
      return ensemble.ports.changed()
    case 'config':
      if (message.membership.version > ensemble.known.version) ensemble.known = message.membership
      return
    case 'log':
      return say(ensemble, seat, message.line)
    case 'ended':
      return say(ensemble, seat, message.reason)
    default:
      return unreachable(message)
  }
}

function gone(ensemble: Ensemble, seat: Seat): void {
  seat.worker = undefined
  seat.state = 'down'
  seat.role = 'looking'
  seat.serving = false
  thaw(seat)
  for (const done of seat.waiting.splice(0)) done()
  ensemble.ports.changed()
}
