/**
 * The engine of `npm start -- --connect`: a real Apache ZooKeeper ensemble in the place of workers. Clients are our own
 * client library in workers, as always; what they send goes through the gateway to the real servers, and the servers are
 * looked at by their four-letter words. The picture hears the same kind of events and acts by the same commands.
 *
 * It stands on the page's engine: its stage, its clients, its clock (which runs in real time and never stops).
 */
import { type NodeName, type ServerId, serverId, serverNode } from '../../ground/ids.ts'
import type { WordName } from '../../protocol/config.ts'
import type { Command, CommandResult } from '../command.ts'
import type { Engine, RemoteView, ServerSight, WordAnswer } from '../engine.ts'
import { take } from '../page/commands.ts'
import { clockView, realNow } from '../page/conductor.ts'
import { stageOf } from '../page/engine.ts'
import { randomId } from '../page/ensemble.ts'
import { forgetSecret, keepSecret, takeKey } from '../page/gatewayKey.ts'
import { askJournal, end, start } from '../page/nodes.ts'
import { envelopeOf, handleOf, PAGE, type Stage, say, startClient } from '../page/stage.ts'
import { subscribe } from '../page/traceHub.ts'
import { askWord } from './askWord.ts'
import { closeLine, type Hello, type Line, lineOf, openLine } from './line.ts'
import { type Eye, eyeOf, LOOK_MS, look } from './observe.ts'
import { remoteProcess } from './process.ts'
import { whyNot } from './refusals.ts'
import { serverIdIn } from './words.ts'

export type RemoteOptions = { readonly clients: readonly string[]; readonly sessionTimeoutMs?: number }

type Seat = { readonly id: ServerId; readonly target: number; readonly eye: Eye; incarnation: number }
type Remote = {
  readonly stage: Stage
  readonly line: Line
  readonly seats: Map<ServerId, Seat>
  secret: string | undefined
  retries: number
  view: RemoteView
  closed: boolean
}

/** How long a lost gateway is left alone, for each try; then the page gives up. */
const RETRY_MS: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]
/** Failed looks in a row before a silent server counts as down; one that nobody listens for is down at once. */
const SILENT_LOOKS = 2

/** Makes the engine. Rejects where the gateway does not let this tab in: the reason is for people. */
export async function createRemoteEngine(options: RemoteOptions): Promise<Engine> {
  const key = takeKey()
  if (key === undefined || key === 'shut')
    throw new Error('the gateway has no key for this tab: open the address that npm start printed')
  const made: { remote: Remote | undefined } = { remote: undefined }
  const hello = await new Promise<{ readonly line: Line; readonly hello: Hello }>((resolve, reject) => {
    const line: Line = lineOf({
      hello: (first) => {
        if (made.remote === undefined) resolve({ line, hello: first })
        else onHello(made.remote, first)
      },
      lost: (entered) => {
        if (made.remote !== undefined) return onLost(made.remote)
        forgetSecret()
        reject(
          new Error(
            entered
              ? 'the gateway ended'
              : 'the gateway did not let this tab in: open the newest address that npm start printed',
          ),
        )
      },
    })
    openLine(line, key.key)
  })
  made.remote = await settle(hello.line, hello.hello, options)
  // The gateway may have ended meanwhile.
  if (!hello.line.entered) onLost(made.remote)
  return engineOf(made.remote)
}

async function settle(line: Line, hello: Hello, options: RemoteOptions): Promise<Remote> {
  const ids = await idsOf(line, hello.targets.length)
  const stage = stageOf(
    {
      servers: ids.length,
      clients: [],
      hopMs: 0,
      speed: 1,
      transport: 'messagePort',
      ...(options.sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs: options.sessionTimeoutMs }),
    },
    {
      ensemble: { id: randomId(), asked: '', roll: ids.map((id) => ({ id, type: 'participant' })) },
      disk: 'memory',
      death: 'page',
      release: () => {},
    },
  )
  const remote: Remote = {
    stage,
    line,
    seats: new Map(ids.map((id, target) => [id, { id, target, eye: eyeOf(line, target), incarnation: 0 }])),
    secret: undefined,
    retries: 0,
    view: {
      targets: ids.map((id, i) => ({ id, address: hello.targets[i] ?? '' })),
      allowWrites: hello.allowWrites,
      state: 'open',
    },
    closed: false,
  }
  onHello(remote, hello)
  const looks = [...remote.seats.values()].map((seat) => watch(remote, seat))
  void startClients(
    remote,
    options.clients,
    looks.map(({ first }) => first),
  )
  return remote
}

/** Clients start when every server was looked at once: before, nobody is there to be dialled. */
async function startClients(remote: Remote, names: readonly string[], firsts: readonly Promise<void>[]): Promise<void> {
  await Promise.all(firsts)
  for (const name of names) {
    remote.stage.clients = [...remote.stage.clients, name]
    void startClient(remote.stage, name, undefined)
  }
}

/** The servers' own ids, where every one of them tells its own in `conf`; else their places in the list. */
async function idsOf(line: Line, count: number): Promise<readonly ServerId[]> {
  const answers = await Promise.all(Array.from({ length: count }, (_, target) => askWord(line, target, 'conf')))
  const told = answers.flatMap((heard) => (heard.type === 'answer' ? (serverIdIn(heard.text) ?? []) : []))
  const own = told.length === count && new Set(told).size === count
  return answers.map((_, target) => serverId(own ? (told[target] ?? 0) : target + 1))
}

function onHello(remote: Remote, hello: Hello): void {
  remote.secret = hello.secret
  remote.retries = 0
  keepSecret(hello.secret)
  show(remote, { state: 'open', allowWrites: hello.allowWrites })
}

function onLost(remote: Remote): void {
  if (remote.closed) return
  const wait = RETRY_MS[remote.retries]
  remote.retries++
  show(remote, { state: 'lost' })
  const { secret } = remote
  if (secret !== undefined && wait !== undefined) setTimeout(() => openLine(remote.line, secret), wait)
}

function show(remote: Remote, change: Partial<RemoteView>): void {
  remote.view = { ...remote.view, ...change }
  say(remote.stage, PAGE, { type: 'remoteChanged', remote: remote.view })
}

/** Looks at one server for as long as the engine lives; `first` ends with the first look. */
function watch(remote: Remote, seat: Seat): { readonly first: Promise<void> } {
  return { first: new Promise((done) => void keepLooking(remote, seat, done)) }
}

async function keepLooking(remote: Remote, seat: Seat, looked: () => void): Promise<void> {
  let silent = 0
  let shown = ''
  while (!remote.closed) {
    const seen = await look(seat.eye)
    if (remote.closed) return
    // Without a gateway nothing is known: what was seen last stays.
    if (remote.view.state === 'open') {
      silent = seen.type === 'down' ? silent + 1 : 0
      if (seen.type === 'sight') {
        await rise(remote, seat)
        shown = tellSight(remote, seat, seen.sight, shown)
      } else if (silent >= SILENT_LOOKS || /ECONNREFUSED/.test(seen.reason)) {
        fall(remote, seat, seen.reason)
        shown = ''
      }
    }
    looked()
    await new Promise((later) => setTimeout(later, LOOK_MS))
  }
}

async function rise(remote: Remote, seat: Seat): Promise<void> {
  const node = handleOf(remote.stage, serverNode(seat.id))
  if (node.state !== 'down') return
  seat.incarnation++
  const process = remoteProcess(remote.line, seat.target, realNow)
  const part = { type: 'external', channel: 1, server: seat.id } as const
  await start(node, { ...envelopeOf(remote.stage, node.name, seat.incarnation), part }, process)
}
function fall(remote: Remote, seat: Seat, reason: string): void {
  const node = handleOf(remote.stage, serverNode(seat.id))
  if (node.state === 'down') {
    if (seat.incarnation > 0) return
    // Never seen: it stands on the stage all the same, as down.
    seat.incarnation++
    say(remote.stage, node.name, { type: 'nodeStarted', incarnation: seat.incarnation })
    say(remote.stage, node.name, { type: 'nodeEnded', how: 'stopped', reason })
    return
  }
  end(node, { how: 'stopped', reason })
}

/** Tells what was seen where it differs from what was told last (`shown`). */
function tellSight(remote: Remote, seat: Seat, sight: ServerSight, shown: string): string {
  const text = JSON.stringify(sight, (_, value: unknown) => (typeof value === 'bigint' ? value.toString(16) : value))
  if (text !== shown) say(remote.stage, serverNode(seat.id), { type: 'serverObserved', sight })
  return text
}

function engineOf(remote: Remote): Engine {
  const { stage, line } = remote
  return {
    async intervene(command: Command): Promise<CommandResult> {
      if (remote.closed) return { type: 'refused', reason: 'the engine is closed' }
      const reason = whyNot(command, remote.view.allowWrites)
      if (reason !== undefined) return { type: 'refused', reason }
      say(stage, PAGE, { type: 'commandTaken', command })
      return take(stage, command)
    },
    subscribe: (listener) => subscribe(stage.hub, listener),
    clock: () => clockView(stage.conductor, 0),
    roster: () => ({ servers: stage.servers, clients: stage.clients }),
    capabilities: () => ({ disk: 'remote', transport: 'messagePort', death: 'page' }),
    tree: async () => undefined,
    folder: async () => undefined,
    word: (server, name) => wordOf(remote, server, name),
    async journal(name: NodeName) {
      const node = stage.nodes.get(name)
      return node === undefined ? undefined : askJournal(node)
    },
    async close() {
      remote.closed = true
      stage.closed = true
      for (const node of stage.nodes.values()) end(node, { how: 'removed', reason: 'the engine was closed' })
      stage.hub.listeners.clear()
      closeLine(line, 'the engine was closed')
    },
  }
}

async function wordOf(remote: Remote, server: ServerId, name: WordName): Promise<WordAnswer> {
  const seat = remote.seats.get(server)
  if (seat === undefined) return { type: 'refused', reason: `there is no server ${server}` }
  const heard = await askWord(remote.line, seat.target, name)
  if (heard.type === 'answer') return heard
  return { type: 'refused', reason: heard.type === 'absent' ? `server ${server} is not running` : heard.reason }
}
