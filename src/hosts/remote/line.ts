/**
 * The page's line to the gateway for a real ensemble: one WebSocket, and channels that it dials to the targets.
 *
 * Laws:
 * 1. A channel ends once: refused, closed by the server, closed by us, or with the line.
 * 2. What comes is taken at once, so the gateway's window is never the bound; what leaves waits for credit.
 * 3. A line that is lost is opened again with the secret that this tab was given.
 */
import { ProtocolError } from '../../ground/jute/errors.ts'
import { type Channel, channelOf, onCredit, onData, sendBytes, sendClose, took } from '../gateway/channels.ts'
import { decodeFromGateway, encodeFromPage, type FromGateway, type FromPage } from '../gateway/messages.ts'
import { gatewayKeyPrefix, gatewayPath, gatewayProtocol } from '../gateway/place.ts'

export type Hello = Extract<FromGateway, { type: 'hello' }>
export type LinePorts = {
  /** The line is open. */
  readonly hello: (hello: Hello) => void
  /** It ended, or could not be opened (`entered` false). */
  readonly lost: (entered: boolean) => void
}
/** What whoever dialled hears: `opened` at most once, then bytes, then `closed` exactly once. */
export type CallPorts = {
  readonly opened: () => void
  readonly received: (bytes: Uint8Array) => void
  readonly closed: (reason: string) => void
}
export type Call = { readonly channel: Channel; readonly ports: CallPorts }
export type Line = {
  readonly ports: LinePorts
  readonly calls: Map<number, Call>
  socket: WebSocket | undefined
  lastChannel: number
  entered: boolean
}

export function lineOf(ports: LinePorts): Line {
  return { ports, calls: new Map(), socket: undefined, lastChannel: -1, entered: false }
}

/** Opens the WebSocket with `key`: a token of the launch address, or this tab's secret. */
export function openLine(line: Line, key: string): void {
  const url = new URL(gatewayPath, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, [gatewayProtocol, `${gatewayKeyPrefix}${key}`])
  socket.binaryType = 'arraybuffer'
  socket.onmessage = (event: MessageEvent<unknown>) => {
    try {
      if (!(event.data instanceof ArrayBuffer)) throw new ProtocolError('text where bytes are spoken')
      hear(line, decodeFromGateway(new Uint8Array(event.data)))
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      closeLine(line, `the gateway spoke wrongly: ${error.message}`)
    }
  }
  socket.onclose = () => closeLine(line, 'the gateway ended')
  line.socket = socket
  // Numbers of channels are used once on a WebSocket; this is a new one.
  line.lastChannel = -1
}

/** Ends the line, and every channel with it. */
export function closeLine(line: Line, reason: string): void {
  const { socket, entered } = line
  if (socket === undefined) return
  socket.onclose = null
  socket.onmessage = null
  socket.close()
  line.socket = undefined
  line.entered = false
  const calls = [...line.calls.values()]
  line.calls.clear()
  for (const { ports } of calls) ports.closed(reason)
  line.ports.lost(entered)
}

/** Dials target `index`; undefined where the line is not open. */
export function dial(line: Line, index: number, ports: CallPorts): Call | undefined {
  if (!line.entered) return undefined
  line.lastChannel += 2
  const call: Call = { channel: channelOf(line.lastChannel), ports }
  line.calls.set(line.lastChannel, call)
  send(line, { type: 'dial', channel: line.lastChannel, target: index })
  return call
}
export function say(line: Line, call: Call, bytes: Uint8Array): void {
  if (line.calls.get(call.channel.id) === call) sendBytes(call.channel, bytes, (message) => send(line, message))
}
/** Ends a call of our own will: nothing more is heard of it, `closed` neither. */
export function hangUp(line: Line, call: Call, reason: string): void {
  if (line.calls.get(call.channel.id) !== call) return
  line.calls.delete(call.channel.id)
  sendClose(call.channel, true, reason, (message) => send(line, message))
}

function send(line: Line, message: FromPage): void {
  if (line.socket?.readyState === WebSocket.OPEN) line.socket.send(new Uint8Array(encodeFromPage(message)))
}

function hear(line: Line, message: FromGateway): void {
  switch (message.type) {
    case 'hello':
      line.entered = true
      return line.ports.hello(message)
    case 'opened':
      return line.calls.get(message.channel)?.ports.opened()
    case 'refused':
      return over(line, message.channel, message.reason)
    case 'data':
      return onBytes(line, message)
    case 'credit': {
      const call = line.calls.get(message.channel)
      if (call !== undefined) onCredit(call.channel, message.bytes, (out) => send(line, out))
      return
    }
    case 'close':
      return over(line, message.channel, message.reason)
    default:
      // Ports for real clients are another page's business, and a half-closed connection is told by its close.
      return
  }
}

function onBytes(line: Line, { channel, bytes }: Extract<FromGateway, { type: 'data' }>): void {
  const call = line.calls.get(channel)
  if (call === undefined) return
  onData(call.channel, bytes.length)
  took(call.channel, bytes.length, (message) => send(line, message))
  call.ports.received(bytes)
}
function over(line: Line, channel: number, reason: string): void {
  const call = line.calls.get(channel)
  line.calls.delete(channel)
  call?.ports.closed(reason)
}
