/**
 * The client port of one server: each TCP connection is a link of the channel `client`.
 *
 * Laws:
 * 1. It listens on the loopback address only.
 * 2. Buffers are bounded: a client that does not read its answers is hung up, one whose requests wait is not read on.
 * 3. `close` of a link sends what was written before it, then ends the connection.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { type LinkId, linkId } from '../../ground/ids.ts'

export type GatePorts = {
  readonly opened: (link: LinkId, address: string) => void
  readonly received: (link: LinkId, bytes: Uint8Array) => void
  readonly closed: (link: LinkId, reason: string) => void
  /** Bytes of the link that were received and not read by the server yet. */
  readonly waiting: (link: LinkId) => number
}
export type Gate = {
  readonly has: (link: LinkId) => boolean
  readonly send: (link: LinkId, bytes: Uint8Array) => void
  readonly close: (link: LinkId) => void
  /** Reads on where requests were waiting. */
  readonly relieve: () => void
  /** Stops listening; ends when the connections are closed, at the latest after `graceMs`. */
  readonly shut: (graceMs: number) => Promise<void>
}

/** Bytes of answers that wait for a slow reader: beyond it the connection is cut. ZooKeeper has no bound here. */
export const unsentBytesMax: number = 64 * 1024 * 1024
/** Bytes of requests that wait to be read by the server: beyond it TCP holds the rest back. */
export const unreadBytesMax: number = 2 * 1024 * 1024
/** Connections beyond the server's own limit are refused by the server in words of its trace, up to this many at once. */
const SOCKETS_MAX = 1024

/** Opens the port. Rejects with the system's error where it can't be had. `prefix` makes the link ids unique. */
export function openGate(host: string, port: number, prefix: string, ports: GatePorts): Promise<Gate> {
  const sockets = new Map<LinkId, Socket>()
  const paused = new Set<LinkId>()
  const open = new Set<Socket>()
  let count = 0
  const listener = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    count += 1
    const link = linkId(`${prefix}-${count}`)
    sockets.set(link, socket)
    open.add(socket)
    let reason = 'closed by the client'
    socket.on('error', (error) => {
      reason = error.message
    })
    socket.on('data', (chunk: Buffer) => {
      if (!sockets.has(link)) return
      ports.received(link, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
      if (ports.waiting(link) > unreadBytesMax && !paused.has(link)) {
        paused.add(link)
        socket.pause()
      }
    })
    const gone = () => {
      paused.delete(link)
      if (sockets.delete(link)) ports.closed(link, reason)
    }
    socket.on('end', gone)
    socket.on('close', () => {
      open.delete(socket)
      gone()
    })
    ports.opened(link, `${socket.remoteAddress}:${socket.remotePort}`)
  })
  listener.maxConnections = SOCKETS_MAX
  const gate: Gate = {
    has: (link) => sockets.has(link),
    send(link, bytes) {
      const socket = sockets.get(link)
      if (socket === undefined || socket.destroyed) return
      socket.write(bytes)
      if (socket.writableLength > unsentBytesMax) socket.destroy(new Error('it does not read its answers'))
    },
    close(link) {
      const socket = sockets.get(link)
      sockets.delete(link)
      paused.delete(link)
      socket?.end()
      // Whoever does not close its side after ours is not waited for.
      socket?.setTimeout(LINGER_MS, () => socket.destroy())
      socket?.resume()
    },
    relieve() {
      for (const link of paused) {
        if (ports.waiting(link) > unreadBytesMax) continue
        paused.delete(link)
        sockets.get(link)?.resume()
      }
    },
    shut: (graceMs) => shut(listener, open, graceMs),
  }
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen({ host, port, exclusive: true }, () => {
      listener.off('error', reject)
      listener.on('error', () => undefined)
      resolve(gate)
    })
  })
}
/** How long the far side may take to close a connection that we closed. */
const LINGER_MS = 2000

function shut(listener: Server, open: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of open) socket.destroy()
    }, graceMs)
    listener.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })
}
