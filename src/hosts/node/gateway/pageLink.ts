/**
 * One page and its WebSocket: what it asks for is done, what its TCP connections bring is told. Everything that it has goes
 * with it: when the WebSocket ends, its ports are closed and its connections reset.
 */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { unreachable } from '../../../ground/base/assert.ts'
import { ProtocolError } from '../../../ground/jute/errors.ts'
import { decodeFromPage, encodeFromGateway, type FromGateway, type FromPage } from '../../gateway/messages.ts'
import { dropPipe, onPageClosed, onPageTook, type Pipe, type PipePorts, pipeOf, readOn, toSocket } from './pipe.ts'
import type { ReadGuard } from './readGuard.ts'

/** What a page may ask of the gateway beyond its own channels. */
export type PageLinkPorts = {
  readonly takeOver: (link: PageLink) => void
  readonly listen: (link: PageLink, server: number) => void
  readonly unlisten: (link: PageLink, server: number) => void
  readonly dial: (link: PageLink, channel: number, target: number) => void
  readonly gone: (link: PageLink) => void
  readonly log: (line: string) => void
}
export type PageLink = {
  readonly socket: WebSocket
  readonly secret: string
  readonly ports: PageLinkPorts
  readonly pipes: Map<number, Pipe>
  /** Numbers that the page dialled: used once. */
  lastDialled: number
  lastAccepted: number
  /** Too much waits for the page: no TCP connection is read. */
  choked: boolean
  open: boolean
}

/** Bytes that may wait for the page to read: beyond it no TCP connection is read, until less than a quarter waits. */
export const chokeBytes: number = 4 * 1024 * 1024
/** How often a page is asked whether it is there, in milliseconds. */
export const pagePingMs: number = 10_000
/**
 * A page that leaves so many questions in a row unanswered is gone. They are counted, not timed: where the whole machine stood
 * still, nobody was asked, and nobody is late.
 */
export const unansweredMax: number = 3

export function pageLink(socket: WebSocket, secret: string, ports: PageLinkPorts): PageLink {
  const link: PageLink = {
    socket,
    secret,
    ports,
    pipes: new Map(),
    lastDialled: -1,
    lastAccepted: 0,
    choked: false,
    open: true,
  }
  socket.on('message', (data: unknown, isBinary: boolean) => {
    if (link.open) onMessage(link, data, isBinary)
  })
  let unanswered = 0
  socket.on('pong', () => {
    unanswered = 0
  })
  const heart = setInterval(() => {
    if (unanswered === unansweredMax) return socket.terminate()
    unanswered++
    socket.ping()
  }, pagePingMs)
  socket.on('error', (error) => ports.log(`the page's connection failed: ${error.message}`))
  socket.on('close', () => {
    clearInterval(heart)
    endLink(link)
  })
  return link
}

export function tell(link: PageLink, message: FromGateway): void {
  if (!link.open) return
  link.socket.send(encodeFromGateway(message), () => relieve(link))
  if (link.socket.bufferedAmount > chokeBytes) link.choked = true
}

/** Joins a TCP connection to the link as a channel with number `id`. */
export function join(link: PageLink, id: number, socket: Socket, halfOpen: boolean, guard?: ReadGuard): Pipe {
  const ports: PipePorts = {
    send: (message) => tell(link, message),
    isChoked: () => link.choked,
    over: () => link.pipes.delete(id),
  }
  const pipe = pipeOf(id, socket, halfOpen, ports, guard)
  link.pipes.set(id, pipe)
  return pipe
}

/** The number of the next channel that the gateway opens: even. */
export function nextChannel(link: PageLink): number {
  link.lastAccepted += 2
  return link.lastAccepted
}

/** The page is gone, or is sent away: nothing of it stays. */
export function endLink(link: PageLink): void {
  if (!link.open) return
  link.open = false
  for (const pipe of [...link.pipes.values()]) dropPipe(pipe)
  link.socket.terminate()
  link.ports.gone(link)
}

/** Ends all channels that `which` names, as a dead process does, and says so to the page. */
export function dropChannels(link: PageLink, which: (pipe: Pipe) => boolean, reason: string): void {
  for (const pipe of [...link.pipes.values()]) {
    if (!which(pipe)) continue
    dropPipe(pipe)
    tell(link, { type: 'close', channel: pipe.channel.id, reset: true, reason })
  }
}

function relieve(link: PageLink): void {
  if (!link.choked || !link.open || link.socket.bufferedAmount > chokeBytes / 4) return
  link.choked = false
  for (const pipe of link.pipes.values()) readOn(pipe)
}

function onMessage(link: PageLink, data: unknown, isBinary: boolean): void {
  try {
    if (!isBinary || !(data instanceof Uint8Array)) throw new ProtocolError('text where bytes are spoken')
    obey(link, decodeFromPage(data))
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    link.ports.log(`a page was sent away: ${error.message}`)
    endLink(link)
  }
}

function obey(link: PageLink, message: FromPage): void {
  switch (message.type) {
    case 'takeOver':
      return link.ports.takeOver(link)
    case 'listen':
      return link.ports.listen(link, message.server)
    case 'unlisten':
      return link.ports.unlisten(link, message.server)
    case 'dial': {
      const { channel, target } = message
      if (channel % 2 === 0 || channel <= link.lastDialled) throw new ProtocolError(`channel ${channel} is no new one`)
      link.lastDialled = channel
      return link.ports.dial(link, channel, target)
    }
    case 'data':
    case 'credit':
    case 'close':
      return onChannel(link, message)
    default:
      return unreachable(message)
  }
}

function onChannel(link: PageLink, message: Extract<FromPage, { type: 'data' | 'credit' | 'close' }>): void {
  const pipe = link.pipes.get(message.channel)
  // The connection ended while the message was under way.
  if (pipe === undefined) return
  if (message.type === 'data') toSocket(pipe, message.bytes)
  else if (message.type === 'credit') onPageTook(pipe, message.bytes)
  else onPageClosed(pipe, message.reset)
}
