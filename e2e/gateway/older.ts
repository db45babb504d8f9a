/**
 * Servers as before 3.6: real ones, each behind a door that does not know what came later. What is unknown is answered as
 * UnimplementedRequestProcessor does (ZOOKEEPER-1495): the error, and then the connection is closed.
 */
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { Reader, Writer } from '../../src/ground/jute/cursor.ts'
import { KeeperErrors } from '../../src/ground/jute/errors.ts'
import { frame, inbox, pour, takeFrame } from '../../src/ground/jute/frames.ts'
import { OpCode } from '../../src/ground/jute/opcodes.ts'

/** Requests that `org.apache.zookeeper.server.Request.isValid` of 3.5 does not know. */
const LATER: ReadonlySet<number> = new Set([
  OpCode.multiRead,
  OpCode.getEphemerals,
  OpCode.getAllChildrenNumber,
  OpCode.setWatches2,
  OpCode.addWatch,
  OpCode.whoAmI,
])
const FRAME_BYTES_MAX = 0x1fffff

export type Older = {
  readonly ports: readonly number[]
  /** How many requests came that it does not know. */
  readonly unknown: () => number
  readonly end: () => void
}

/** Doors before the servers on `ports`. */
export async function olderThan36(ports: readonly number[]): Promise<Older> {
  let unknown = 0
  const open = new Set<Socket>()
  const doors = ports.map((port) =>
    createServer((client) => {
      const server = createConnection({ host: '127.0.0.1', port })
      for (const socket of [client, server]) {
        open.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          open.delete(socket)
          client.destroy()
          server.destroy()
        })
      }
      server.pipe(client)
      passKnown(client, server, () => {
        unknown += 1
      })
    }),
  )
  return {
    ports: await Promise.all(doors.map(listen)),
    unknown: () => unknown,
    end: () => {
      for (const door of doors) door.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function listen(door: Server): Promise<number> {
  return new Promise((resolve) => {
    door.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = door.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

/** A four-letter word and the handshake pass as they are, then frame by frame what is known. */
function passKnown(client: Socket, server: Socket, onUnknown: () => void): void {
  const box = inbox()
  let state: 'fresh' | 'word' | 'shaking' | 'session' = 'fresh'
  client.on('data', (bytes) => {
    if (state === 'fresh') state = /^[a-z]{4}/.test(bytes.subarray(0, 4).toString('latin1')) ? 'word' : 'shaking'
    if (state === 'word') return void server.write(bytes)
    pour(box, new Uint8Array(bytes))
    for (let body = takeFrame(box, FRAME_BYTES_MAX); body !== undefined; body = takeFrame(box, FRAME_BYTES_MAX)) {
      const isShaking = state === 'shaking'
      state = 'session'
      const reader = new Reader(body)
      const [xid, op] = [reader.int(), reader.int()]
      if (isShaking || !LATER.has(op)) server.write(frame(body))
      else {
        onUnknown()
        return void client.end(unimplemented(xid))
      }
    }
  })
}

function unimplemented(xid: number): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  writer.long(-1n)
  writer.int(KeeperErrors.unimplemented.code)
  return frame(writer.bytes())
}
