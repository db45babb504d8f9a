import type { NodeName } from '../../ground/ids.ts'
import { type OpenPair, portsSuite, type Station } from '../ports.suite.ts'
import { type Envelope, inboxName } from '../workerMessages.ts'
import { broadcastTransport, type Receiver, starTransport, type Transport } from './transport.ts'

type Wire = { readonly transport: Transport; readonly sendRaw: Station['sendRaw'] }

function station(open: (receive: Receiver) => Wire): Station {
  const heard: Envelope[] = []
  const waiting: { readonly count: number; readonly done: () => void }[] = []
  const wire = open((envelope) => {
    heard.push(envelope)
    for (const wait of waiting) if (heard.length >= wait.count) wait.done()
  })
  return {
    send: wire.transport.send,
    sendRaw: wire.sendRaw,
    close: wire.transport.close,
    heard,
    hears: (count) =>
      new Promise((answer) => {
        const done = () => answer(heard)
        if (heard.length >= count) done()
        else waiting.push({ count, done })
      }),
  }
}

const broadcast: OpenPair = (instance, left, right) => {
  const raw = new Map<NodeName, BroadcastChannel>()
  const open = (node: NodeName) =>
    station((receive) => ({
      transport: broadcastTransport(instance, node, receive),
      sendRaw: (value, to) => {
        const channel = raw.get(to) ?? new BroadcastChannel(inboxName(instance, to))
        raw.set(to, channel)
        channel.postMessage(value)
      },
    }))
  const [l, r] = [open(left), open(right)]
  return {
    left: l,
    right: r,
    close: () => {
      l.close()
      r.close()
      for (const channel of raw.values()) channel.close()
    },
  }
}

/** A star of two: each node has a port to the middle, and the middle hands over whatever it gets. */
const star: OpenPair = (instance, left, right) => {
  const middle = new MessageChannel()
  const open = (node: NodeName, port: MessagePort) =>
    station((receive) => {
      const { transport, onCarried } = starTransport(instance, node, (envelope) => port.postMessage(envelope), receive)
      port.onmessage = (event: MessageEvent<unknown>) => onCarried(event.data)
      return { transport, sendRaw: (value) => port.postMessage(value) }
    })
  return {
    left: open(left, middle.port1),
    right: open(right, middle.port2),
    close: () => middle.port1.close(),
  }
}

portsSuite('BroadcastChannel', broadcast)
portsSuite('MessagePort star', star)
