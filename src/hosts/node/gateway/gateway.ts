/**
 * The gateway: which pages are open, whose the client ports are, and which TCP connections go where.
 *
 * Laws:
 * 1. The ports belong to one page at a time. The first that comes has them; another may take them over; when their page
 *    goes, they are closed and belong to nobody.
 * 2. Acts on the ports are done one after the other, each when the one before it is done.
 */
import { connect, type Server, type Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Holder } from '../../gateway/messages.ts'
import { closePort, freeBlock, openPort } from './clientPorts.ts'
import { dropChannels, endLink, join, nextChannel, type PageLink, pageLink, tell } from './pageLink.ts'
import { type Bucket, bucket, takeOne } from './rate.ts'
import { readGuard } from './readGuard.ts'

export type GatewayOptions = {
  /** Server i of the page at 127.0.0.1:(clientPort + i - 1), where they are free. */
  readonly clientPort: number
  /** What the page may dial: a real ensemble. */
  readonly targets: readonly { readonly host: string; readonly port: number }[]
  readonly allowWrites: boolean
}
export type Log = (line: string) => void

export type Gateway = {
  readonly options: GatewayOptions
  readonly log: Log
  readonly links: Set<PageLink>
  readonly open: Map<number, Server>
  /** TCP connections that came lately, of all servers. */
  readonly arrivals: Bucket
  holder: PageLink | undefined
  base: number
  taken: readonly number[]
  /** What is being done on the ports. */
  acts: Promise<void>
}

/** Connections of one server at once: ZooKeeper refuses beyond 60 (maxClientCnxns) in its own words, so these are a few more. */
export const socketsMax: number = 64
/** Arrivals: this many at once, then one in `arrivalMs`. */
const ARRIVALS_BURST = 300
const ARRIVAL_MS = 25
/** How long a target may take to accept. */
const DIAL_MS = 5000

export function gatewayOf(options: GatewayOptions, log: Log): Gateway {
  return {
    options,
    log,
    links: new Set(),
    open: new Map(),
    arrivals: bucket(ARRIVALS_BURST, ARRIVAL_MS, Date.now()),
    holder: undefined,
    base: options.clientPort,
    taken: [],
    acts: Promise.resolve(),
  }
}

/** A page came through the door. */
export function addPage(gateway: Gateway, socket: WebSocket, secret: string): void {
  const link = pageLink(socket, secret, {
    takeOver: () => inTurn(gateway, () => takeOver(gateway, link)),
    listen: (_, server) => inTurn(gateway, () => listen(gateway, link, server)),
    unlisten: (_, server) => inTurn(gateway, () => unlisten(gateway, link, server)),
    dial: (_, channel, target) => dial(gateway, link, channel, target),
    gone: () => inTurn(gateway, () => leave(gateway, link)),
    log: gateway.log,
  })
  inTurn(gateway, () => greet(gateway, link))
}

/** The client port that server 1 of the next page gets, as far as that can be known before it comes. */
export function clientPortAhead(gateway: Gateway): Promise<number> {
  return new Promise((resolve) => {
    inTurn(gateway, async () => {
      if (gateway.holder === undefined) await settle(gateway)
      resolve(gateway.base)
    })
  })
}

/** Ends everything: the web server closes. */
export async function closeGateway(gateway: Gateway): Promise<void> {
  for (const link of [...gateway.links]) endLink(link)
  await gateway.acts
}

function inTurn(gateway: Gateway, act: () => Promise<void>): void {
  gateway.acts = gateway.acts.then(act).catch((error: unknown) => {
    gateway.log(`the gateway failed: ${error instanceof Error ? error.message : String(error)}`)
  })
}

async function greet(gateway: Gateway, link: PageLink): Promise<void> {
  if (!link.open) return
  // Nobody hears anything before its `hello`.
  if (gateway.holder === undefined) {
    gateway.holder = link
    await settle(gateway)
  }
  gateway.links.add(link)
  const { targets, allowWrites } = gateway.options
  tell(link, {
    type: 'hello',
    secret: link.secret,
    clientPort: gateway.base,
    taken: gateway.taken,
    targets: targets.map(({ host, port }) => `${host}:${port}`),
    allowWrites,
    holder: holderFor(gateway, link),
  })
}

/** Looks for a block while no port is open. */
async function settle(gateway: Gateway): Promise<void> {
  const before = gateway.base
  const block = await freeBlock(gateway.options.clientPort)
  if (block === undefined) return gateway.log('no block of client ports is free: real clients have no way in')
  gateway.base = block.base
  gateway.taken = block.taken
  if (block.base === before) return
  const because = block.taken.length === 0 ? 'free again' : `${block.taken.join(', ')} taken by another program`
  gateway.log(`client ports start at ${block.base} (${because})`)
  for (const link of gateway.links)
    if (link !== gateway.holder) tell(link, { type: 'moved', clientPort: block.base, taken: block.taken })
}

async function takeOver(gateway: Gateway, link: PageLink): Promise<void> {
  if (!link.open || gateway.holder === link) return
  const before = gateway.holder
  const { base } = gateway
  await closeAll(gateway)
  if (before !== undefined) dropChannels(before, (pipe) => pipe.channel.id % 2 === 0, 'another page has the ports now')
  gateway.holder = link
  await settle(gateway)
  if (gateway.base !== base) tell(link, { type: 'moved', clientPort: gateway.base, taken: gateway.taken })
  tellHolder(gateway)
}

async function listen(gateway: Gateway, link: PageLink, server: number): Promise<void> {
  if (gateway.holder !== link || gateway.open.has(server)) return
  const port = gateway.base + server - 1
  const opened = await openPort(port, (socket) => accept(gateway, link, server, socket))
  if (typeof opened === 'string') {
    gateway.log(opened)
    return tell(link, { type: 'listening', server, port, problem: opened })
  }
  gateway.open.set(server, opened)
  tell(link, { type: 'listening', server, port, problem: null })
}

async function unlisten(gateway: Gateway, link: PageLink, server: number): Promise<void> {
  const opened = gateway.open.get(server)
  if (gateway.holder !== link || opened === undefined) return
  gateway.open.delete(server)
  await closePort(opened)
}

function accept(gateway: Gateway, link: PageLink, server: number, socket: Socket): void {
  const connections = [...link.pipes.values()].filter((pipe) => pipe.socket.localPort === socket.localPort).length
  const full = connections >= socketsMax
  if (full || !takeOne(gateway.arrivals, Date.now()) || !link.open) {
    socket.on('error', () => undefined)
    socket.resetAndDestroy()
    return
  }
  const channel = nextChannel(link)
  join(link, channel, socket, true)
  tell(link, { type: 'accepted', channel, server, address: `${socket.remoteAddress}:${socket.remotePort}` })
}

/** What the page dials is named by the launcher, never by the page. Without leave to write nothing is joined unguarded. */
function dial(gateway: Gateway, link: PageLink, channel: number, index: number): void {
  const target = gateway.options.targets[index]
  if (target === undefined) return tell(link, { type: 'refused', channel, reason: 'there is no such target' })
  const socket = connect({ host: target.host, port: target.port, noDelay: true })
  const refuse = (reason: string) => {
    socket.destroy()
    tell(link, { type: 'refused', channel, reason })
  }
  const onError = (error: Error) => refuse(error.message)
  socket.once('error', onError)
  socket.setTimeout(DIAL_MS, () => refuse(`no answer in ${DIAL_MS / 1000} s`))
  socket.once('connect', () => {
    socket.off('error', onError)
    socket.setTimeout(0)
    socket.removeAllListeners('timeout')
    if (!link.open) return void socket.destroy()
    const { allowWrites } = gateway.options
    const refused = (what: string) =>
      gateway.log(`refused: ${what} to ${target.host}:${target.port} (started without --allow-writes)`)
    join(link, channel, socket, false, allowWrites ? undefined : readGuard(refused))
    tell(link, { type: 'opened', channel })
  })
}

async function leave(gateway: Gateway, link: PageLink): Promise<void> {
  gateway.links.delete(link)
  if (gateway.holder !== link) return
  gateway.holder = undefined
  await closeAll(gateway)
  tellHolder(gateway)
}

async function closeAll(gateway: Gateway): Promise<void> {
  const servers = [...gateway.open.values()]
  gateway.open.clear()
  await Promise.all(servers.map(closePort))
}

function holderFor(gateway: Gateway, link: PageLink): Holder {
  if (gateway.holder === undefined) return 'nobody'
  return gateway.holder === link ? 'you' : 'other'
}
function tellHolder(gateway: Gateway): void {
  for (const link of gateway.links) tell(link, { type: 'holder', holder: holderFor(gateway, link) })
}
