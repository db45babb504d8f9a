/**
 * One TCP connection and its channel on the WebSocket: bytes both ways, and no more of them in memory than credit allows.
 *
 * Laws:
 * 1. What credit does not allow to leave is not read: the socket is paused, and TCP holds the sender back.
 * 2. Bytes are credited when the operating system took them: a reader that does not read stops its channel only.
 * 3. Bytes before an end arrive before the end, in both directions; a reset overtakes them.
 */
import type { Socket } from 'node:net'
import { ProtocolError } from '../../../ground/jute/errors.ts'
import { type Channel, channelOf, onCredit, onData, sendBytes, sendClose, took } from '../../gateway/channels.ts'
import type { FromGateway } from '../../gateway/messages.ts'
import { fromPage, fromServer, type ReadGuard } from './readGuard.ts'

export type PipePorts = {
  readonly send: (message: FromGateway) => void
  /** Whether nothing is to be read now: the WebSocket has too much waiting. */
  readonly isChoked: () => boolean
  /** The channel is over: forget it. */
  readonly over: () => void
}
export type Pipe = {
  readonly channel: Channel
  readonly socket: Socket
  readonly ports: PipePorts
  /** The client sends no more; told once all that it sent has left. */
  ended: 'no' | 'untold' | 'told'
  over: boolean
  /** Where the page may only look: every frame passes it. */
  readonly guard: ReadGuard | undefined
}

/** A connection without a byte for this long is cut, in milliseconds: a client that lives sends pings. */
export const idleMs: number = 180_000
/** How long the far side may take to close a connection that we closed. */
const LINGER_MS = 2000

/**
 * Joins `socket` and the channel `id`. `halfOpen`: a client that sends no more may still read. Without a byte for `silenceMs`,
 * in either direction, it is cut.
 */
export function pipeOf(
  id: number,
  socket: Socket,
  halfOpen: boolean,
  ports: PipePorts,
  guard?: ReadGuard,
  silenceMs: number = idleMs,
): Pipe {
  const pipe: Pipe = { channel: channelOf(id), socket, ports, ended: 'no', over: false, guard }
  let reset = false
  let reason = 'closed by the other side'
  socket.on('error', (error) => {
    reset = true
    reason = error.message
  })
  socket.on('data', (bytes: Buffer) => {
    if (pipe.over) return
    toPage(pipe, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
    if (pipe.channel.waitingBytes > 0 || ports.isChoked()) socket.pause()
  })
  socket.on('end', () => {
    if (pipe.over) return
    if (!halfOpen) return
    pipe.ended = 'untold'
    tellEnd(pipe)
  })
  socket.on('close', () => {
    if (!pipe.over && sendClose(pipe.channel, reset, reason, ports.send)) finish(pipe)
  })
  socket.setTimeout(silenceMs, () => socket.destroy(new Error(`no byte in ${silenceMs / 1000} s`)))
  return pipe
}

/** The page sent bytes. Throws ProtocolError where they go beyond its credit. */
export function toSocket(pipe: Pipe, bytes: Uint8Array): void {
  onData(pipe.channel, bytes.length)
  const taken = () => {
    if (!pipe.over) took(pipe.channel, bytes.length, pipe.ports.send)
  }
  if (pipe.guard === undefined) return void pipe.socket.write(bytes, taken)
  const { toServer, toPage: answers, over } = fromPage(pipe.guard, bytes)
  for (const answer of answers) sendBytes(pipe.channel, answer, pipe.ports.send)
  if (over) pipe.socket.end()
  else if (toServer.length === 0) taken()
  else pipe.socket.write(Buffer.concat(toServer), taken)
}

/** The server's bytes, through the guard where there is one; what is no answer of a server ends the connection. */
function toPage(pipe: Pipe, bytes: Uint8Array): void {
  try {
    const pieces = pipe.guard === undefined ? [bytes] : fromServer(pipe.guard, bytes)
    for (const piece of pieces) sendBytes(pipe.channel, piece, pipe.ports.send)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    pipe.socket.destroy(error)
  }
}

/** The page took bytes: more may follow. */
export function onPageTook(pipe: Pipe, bytes: number): void {
  if (onCredit(pipe.channel, bytes, pipe.ports.send)) return finish(pipe)
  tellEnd(pipe)
  readOn(pipe)
}

/** Reads on where nothing stands against it. */
export function readOn(pipe: Pipe): void {
  if (pipe.channel.waitingBytes === 0 && !pipe.ports.isChoked()) pipe.socket.resume()
}

/** The page ended the channel. */
export function onPageClosed(pipe: Pipe, reset: boolean): void {
  finish(pipe)
  const { socket } = pipe
  if (reset) return void socket.resetAndDestroy()
  socket.end()
  // What the client still sends is read and forgotten; whoever does not close its side after ours is not waited for.
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** The page is gone: the connection ends as with a dead process. */
export function dropPipe(pipe: Pipe): void {
  finish(pipe)
  pipe.socket.resetAndDestroy()
}

function tellEnd(pipe: Pipe): void {
  if (pipe.ended !== 'untold' || pipe.channel.waitingBytes > 0) return
  pipe.ended = 'told'
  pipe.ports.send({ type: 'ended', channel: pipe.channel.id })
}
function finish(pipe: Pipe): void {
  if (pipe.over) return
  pipe.over = true
  pipe.ports.over()
}
