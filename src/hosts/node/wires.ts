/**
 * The wires of one server to the others: a MessagePort for each pair of running threads. Ports keep their order, and a
 * port closes when the thread at its other end is gone, behind what that thread had sent: as TCP tells a death.
 */
import type { MessagePort } from 'node:worker_threads'
import type { NodeName } from '../../ground/ids.ts'
import type { Flight } from '../engine.ts'

export type Wires = {
  readonly reaches: (node: NodeName) => boolean
  /** Queues a flight; it leaves with the others of this turn. */
  readonly queue: (flight: Flight) => void
  readonly flush: () => void
  readonly join: (node: NodeName, port: MessagePort) => void
  readonly close: () => void
}

/** `lost` says that the thread at the other end is gone. */
export function wires(received: (flights: readonly Flight[]) => void, lost: (node: NodeName) => void): Wires {
  const ports = new Map<NodeName, MessagePort>()
  const outbox = new Map<NodeName, Flight[]>()
  return {
    reaches: (node) => ports.has(node),
    queue(flight) {
      const waiting = outbox.get(flight.to)
      if (waiting === undefined) outbox.set(flight.to, [flight])
      else waiting.push(flight)
    },
    flush() {
      for (const [node, flights] of outbox) ports.get(node)?.postMessage(flights)
      outbox.clear()
    },
    join(node, port) {
      if (ports.has(node)) lost(node)
      ports.set(node, port)
      port.on('message', (flights: readonly Flight[]) => {
        if (ports.get(node) === port) received(flights)
      })
      port.on('close', () => {
        if (ports.get(node) !== port) return
        ports.delete(node)
        lost(node)
      })
    },
    close() {
      for (const port of ports.values()) port.close()
      ports.clear()
    },
  }
}
