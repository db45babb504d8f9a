/**
 * A host of conversations over TCP. Conversations think in turns, sockets do not: they live in a thread of their own, and
 * the test's thread stands still until that thread has done what it was told.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { deleteRequest, getChildrenResponse, pathWatchRequest } from '../../src/ground/jute/records.ts'
import { encode } from '../../src/ground/jute/schema.ts'
import type { Host, Wire } from '../../src/protocol/server/conversation.suite.ts'
import { ask, connected, leave, sync } from './client.ts'

export type Carrier = {
  /** A fresh host: no connection is open. */
  readonly begin: () => Host
  /** Ends every session that was opened. */
  readonly endSessions: () => void
  readonly close: () => Promise<number>
}
type Settled = { readonly id: number; readonly frames: readonly Uint8Array[]; readonly closed: boolean }

/** `ports` are those of the servers, in the order in which conversations count them. */
export function carrier(ports: readonly number[]): Carrier {
  const signal = new SharedArrayBuffer(4)
  const flag = new Int32Array(signal)
  const { port1: here, port2: there } = new MessageChannel()
  const worker = new Worker(new URL('./carrierThread.mjs', import.meta.url), {
    workerData: { ports, signal, port: there },
    transferList: [there],
  })
  const tell = (message: object): unknown => {
    Atomics.store(flag, 0, 0)
    here.postMessage(message)
    Atomics.wait(flag, 0, 0)
    return receiveMessageOnPort(here)?.message.answer
  }
  const begin = (): Host => {
    tell({ command: 'begin' })
    const wires = new Map<number, { received: Uint8Array[]; closed: boolean }>()
    const settle = (): void => {
      for (const { id, frames, closed } of settled(tell({ command: 'settle' }))) {
        const wire = wires.get(id)
        wire?.received.push(...frames)
        if (wire !== undefined) wire.closed = closed
      }
    }
    const open = (server: number): Wire => {
      const id = Number(tell({ command: 'open', server }))
      const state = { received: [] as Uint8Array[], closed: false }
      wires.set(id, state)
      return {
        send: (bytes) => void tell({ command: 'send', id, bytes, isRequest: isWhole(bytes) }),
        receive: () => state.received.splice(0),
        closed: () => state.closed,
        drop: () => {
          tell({ command: 'drop', id })
          state.closed = true
        },
      }
    }
    return { open, settle, wait: (ms) => void tell({ command: 'wait', ms }) }
  }
  return { begin, endSessions: () => void tell({ command: 'end' }), close: () => worker.terminate() }
}

/** A whole frame is answered, or the connection ends; half a frame is neither. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getInt32(0) === bytes.length - 4
}
function settled(value: unknown): readonly Settled[] {
  return Array.isArray(value) ? value : []
}

/** Where the conversation about TTLs leaves znodes. */
const TTL_ROOT = '/conf-ttl'

/**
 * Removes the znodes whose time is up: else the servers do it, at their next minute, and that takes zxids in the middle of
 * some other conversation. (The real servers of the recordings never looked.)
 */
export async function removeExpiring(port: number): Promise<void> {
  const client = await connected(port)
  await sync(client)
  const listed = await ask(client, 'getChildren', encode(pathWatchRequest, { path: TTL_ROOT, watch: false }))
  if (typeof listed !== 'string' && listed.err === 0) {
    for (const name of getChildrenResponse.read(listed.body).children)
      await ask(client, 'delete', encode(deleteRequest, { path: `${TTL_ROOT}/${name}`, version: -1 }))
  }
  await ask(client, 'closeSession')
  leave(client)
}
