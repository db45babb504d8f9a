/**
 * The client ports of the servers in the page: server i listens on 127.0.0.1:(base + i - 1).
 *
 * Laws:
 * 1. Loopback only.
 * 2. All ports of a page lie in one block. Where one of a block is taken by another program, the next block is tried.
 * 3. Closing a port leaves its connections alone: the page says what becomes of each.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { gatewayHost, serversMax } from '../../gateway/place.ts'

export const HOST: string = gatewayHost
/** From one block to the next one. */
export const blockStep: number = 10
/** Blocks that are tried. */
const BLOCKS_MAX = 50

/** Where the ports are, and which of those asked for before are taken. */
export type Block = { readonly base: number; readonly taken: readonly number[] }

/** The first block from `base` on whose ports are all free; undefined where there is none. */
export async function freeBlock(base: number): Promise<Block | undefined> {
  const taken: number[] = []
  for (let tried = 0; tried < BLOCKS_MAX; tried++) {
    const first = base + tried * blockStep
    if (first + serversMax - 1 > 65535) return undefined
    const inUse = await portsInUse(first)
    if (inUse.length === 0) return { base: first, taken }
    taken.push(...inUse)
  }
  return undefined
}

async function portsInUse(first: number): Promise<readonly number[]> {
  const ports = Array.from({ length: serversMax }, (_, i) => first + i)
  const problems = await Promise.all(
    ports.map(async (port) => {
      const opened = await openPort(port, () => undefined)
      if (typeof opened === 'string') return port
      await closePort(opened)
      return undefined
    }),
  )
  return problems.filter((port) => port !== undefined)
}

/** Opens one port; a text says why it can't be had. Half-open connections are kept: `echo ruok | nc` still reads. */
export function openPort(port: number, onSocket: (socket: Socket) => void): Promise<Server | string> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, onSocket)
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(reasonOf(port, error)))
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.on('error', () => undefined)
      resolve(server)
    })
  })
}

/** Ends when the port is free again, even while its connections live on. */
export function closePort(server: Server): Promise<void> {
  server.close()
  return new Promise((resolve) => setImmediate(resolve))
}

function reasonOf(port: number, error: Error): string {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is taken by another program`
  if (code === 'EACCES') return `port ${port} is not allowed to this user`
  return `port ${port} can't be opened: ${error.message}`
}
