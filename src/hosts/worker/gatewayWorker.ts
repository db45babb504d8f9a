/**
 * The page's end of the gateway: one WebSocket, and a node for each TCP connection that comes through it. Bytes never pass
 * through the page itself.
 *
 * Laws:
 * 1. What a program sends is credited to the gateway when its server has taken it: a server that is paused, cut off or slow
 *    holds the program back, as TCP would.
 * 2. What waits for programs that do not read is bounded: beyond `unsentBytesMax` the connection is cut.
 * 3. When the WebSocket ends, every connection does.
 */
/// <reference lib="webworker" />
import { ZXID_ZERO } from '../../ground/ids.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { type FromGatewayWorker, isToGatewayWorker, type ToGatewayWorker } from '../externalMessages.ts'
import { type Channel, channelOf, onCredit, onData, sendBytes, sendClose, took } from '../gateway/channels.ts'
import { decodeFromGateway, encodeFromPage, type FromGateway, type FromPage } from '../gateway/messages.ts'
import { gatewayKeyPrefix, gatewayProtocol } from '../gateway/place.ts'
import { isPageMessage, type StartMessage } from '../workerMessages.ts'
import { live, type Part, type Workplace } from './boot.ts'
import { type ExternalInput, externalCore } from './external.ts'

declare const self: DedicatedWorkerGlobalScope

/** One TCP connection: its channel, its node once the page started it, and what came before that. */
type Visitor = {
  readonly channel: Channel
  place: Workplace<ExternalInput> | undefined
  readonly early: ExternalInput[]
}

/** Bytes of answers that wait for one program: beyond it the connection is cut. ZooKeeper has no bound here. */
const unsentBytesMax = 64 * 1024 * 1024

const visitors = new Map<number, Visitor>()
let socket: WebSocket | undefined
let entered = false

function tellPage(message: FromGatewayWorker): void {
  self.postMessage(message)
}
function send(message: FromPage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(new Uint8Array(encodeFromPage(message)))
}

function open({ url, key }: Extract<ToGatewayWorker, { type: 'open' }>): void {
  const opened = new WebSocket(url, [gatewayProtocol, `${gatewayKeyPrefix}${key}`])
  opened.binaryType = 'arraybuffer'
  opened.onmessage = (event: MessageEvent<unknown>) => {
    try {
      if (!(event.data instanceof ArrayBuffer)) throw new ProtocolError('text where bytes are spoken')
      hear(decodeFromGateway(new Uint8Array(event.data)))
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      end(`the gateway spoke wrongly: ${error.message}`)
    }
  }
  opened.onclose = () => end('the gateway ended')
  socket = opened
}

/** The WebSocket is over, and with it every connection. */
function end(reason: string): void {
  if (socket === undefined) return
  socket.onclose = null
  socket.close()
  socket = undefined
  for (const visitor of [...visitors.values()]) bring(visitor, { type: 'gone', reason })
  visitors.clear()
  tellPage({ type: 'lost', entered, reason })
  entered = false
}

function hear(message: FromGateway): void {
  switch (message.type) {
    case 'hello':
      entered = true
      return tellPage({ type: 'heard', message })
    case 'holder':
    case 'moved':
    case 'listening':
      return tellPage({ type: 'heard', message })
    case 'accepted':
      visitors.set(message.channel, { channel: channelOf(message.channel), place: undefined, early: [] })
      return tellPage({ type: 'heard', message })
    case 'opened':
    case 'refused':
      // We dial nothing.
      return
    default:
      return hearChannel(message)
  }
}

function hearChannel(message: Extract<FromGateway, { type: 'data' | 'ended' | 'credit' | 'close' }>): void {
  const visitor = visitors.get(message.channel)
  if (visitor === undefined) return
  switch (message.type) {
    case 'data':
      onData(visitor.channel, message.bytes.length)
      return bring(visitor, { type: 'brought', bytes: message.bytes })
    case 'ended':
      return bring(visitor, { type: 'ended' })
    case 'credit':
      if (onCredit(visitor.channel, message.bytes, send)) visitors.delete(message.channel)
      return
    case 'close':
      visitors.delete(message.channel)
      return bring(visitor, { type: 'gone', reason: 'closed by the program' })
  }
}

/** Hands an input to the connection's node, or keeps it until the node runs. */
function bring(visitor: Visitor, input: ExternalInput): void {
  if (visitor.place === undefined) visitor.early.push(input)
  else visitor.place.answer([input])
}

/** Ends the channel towards the program. */
function closeChannel(visitor: Visitor, reset: boolean, reason: string): void {
  const { id } = visitor.channel
  if (visitors.get(id) === visitor && sendClose(visitor.channel, reset, reason, send)) visitors.delete(id)
}

function begin(start: StartMessage, port: MessagePort): void {
  void live<ExternalInput>(
    () => port.close(),
    port,
    start,
    async (_, place) => partOf(start, place),
  )
}

function partOf(start: StartMessage, place: Workplace<ExternalInput>): Part<ExternalInput> {
  if (start.part.type !== 'external') throw new Error('the gateway worker runs connections from outside only')
  const { channel: id, server } = start.part
  const known = visitors.get(id)
  // The program may be gone by now: then the node lives for one moment.
  const visitor = known ?? {
    channel: channelOf(id),
    place: undefined,
    early: [{ type: 'gone', reason: 'gone already' }],
  }
  const core = externalCore(start.node, server, {
    write: (bytes) => {
      if (!visitors.has(id)) return
      sendBytes(visitor.channel, bytes, send)
      if (visitor.channel.waitingBytes <= unsentBytesMax) return
      closeChannel(visitor, true, 'it does not read its answers')
      bring(visitor, { type: 'gone', reason: 'it does not read its answers' })
    },
    close: (reset, reason) => closeChannel(visitor, reset, reason),
  })
  return {
    config: { server },
    core: {
      ...core,
      step: (now, input) => {
        const effects = core.step(now, input)
        // Once the dial is on its way, what came before it follows.
        if (input.type === 'started')
          place.soon(() => {
            visitor.place = place
            place.answer(visitor.early.splice(0))
          })
        return effects
      },
    },
    started: { type: 'started' },
    unrecorded: true,
    taken: (bytes) => {
      if (visitors.has(id)) took(visitor.channel, bytes, send)
    },
    tree: () => undefined,
    folder: () => Promise.resolve(undefined),
    holds: () => ({ zxid: ZXID_ZERO, digest: 0n }),
    idle: () => Promise.resolve(),
    act: () => undefined,
  }
}

self.onmessage = (event: MessageEvent<unknown>) => {
  const message = event.data
  const port = event.ports[0]
  if (isPageMessage(message)) {
    if (message.type === 'start' && port !== undefined) begin(message, port)
    return
  }
  if (!isToGatewayWorker(message)) return
  switch (message.type) {
    case 'open':
      return open(message)
    case 'say':
      return send(message.message)
    case 'drop': {
      const visitor = visitors.get(message.channel)
      if (visitor === undefined) return
      closeChannel(visitor, true, message.reason)
      visitor.place?.leave(message.reason)
      return
    }
  }
}
