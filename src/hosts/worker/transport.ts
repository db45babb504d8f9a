/**
 * How envelopes travel between workers. Two ways with the same behaviour (`../ports.suite.ts`): a BroadcastChannel inbox
 * for each node, or a star of MessagePorts that the page carries where BroadcastChannel is refused.
 *
 * Laws: envelopes of one sender arrive in the order sent; nothing arrives after `close`; whatever is not an envelope of
 * this instance for this node is ignored.
 */
import { externalOf, type NodeName } from '../../ground/ids.ts'
import { type Envelope, ignoreEnvelope, inboxName, isEnvelope } from '../workerMessages.ts'

export type Transport = {
  readonly send: (envelope: Envelope) => void
  readonly close: () => void
}
export type Receiver = (envelope: Envelope) => void
/** The page's end of the star, as a node sees it. `onCarried` is called by whoever reads the node's port. */
export type Star = { readonly transport: Transport; readonly onCarried: (value: unknown) => void }

/** Opens the inbox `zk-<instance>-<node>`. Throws where BroadcastChannel is refused. */
export function broadcastTransport(instance: string, node: NodeName, receive: Receiver): Transport {
  const inbox = new BroadcastChannel(inboxName(instance, node))
  inbox.onmessage = (event: MessageEvent<unknown>) => take(event.data, instance, node, receive)
  const outlets = new Map<NodeName, BroadcastChannel>()
  let open = true
  return {
    send(envelope) {
      if (!open) return
      let outlet = outlets.get(envelope.to)
      if (outlet === undefined) {
        outlet = new BroadcastChannel(inboxName(instance, envelope.to))
        outlets.set(envelope.to, outlet)
        forgetOldest(outlets)
      }
      outlet.postMessage(envelope)
    },
    close() {
      open = false
      inbox.onmessage = null
      inbox.close()
      for (const outlet of outlets.values()) outlet.close()
      outlets.clear()
    },
  }
}

/** Outlets that one node keeps: several times its peers at once. Programs outside come and go under new names. */
const outletsMax = 512

/** Closes the outlets that were opened first and are no more than a memory by now. */
function forgetOldest(outlets: Map<NodeName, BroadcastChannel>): void {
  for (const [name, outlet] of outlets) {
    if (outlets.size <= outletsMax) return
    // Servers stay: only who comes from outside has a name that never returns.
    if (externalOf(name) === undefined) continue
    outlet.close()
    outlets.delete(name)
  }
}

/** The star: `post` hands an envelope to the page, which carries it to the node it is for. */
export function starTransport(
  instance: string,
  node: NodeName,
  post: (envelope: Envelope) => void,
  receive: Receiver,
): Star {
  let open = true
  return {
    transport: {
      send: (envelope) => {
        if (open) post(envelope)
      },
      close: () => {
        open = false
      },
    },
    onCarried: (value) => {
      if (open) take(value, instance, node, receive)
    },
  }
}

function take(value: unknown, instance: string, node: NodeName, receive: Receiver): void {
  if (!isEnvelope(value) || ignoreEnvelope(value, instance, node) !== undefined) return
  receive(value)
}
