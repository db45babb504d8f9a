/**
 * What the page and the gateway of `npm start` say to each other over one WebSocket: two closed unions, and the one
 * decoder that everything passes before anybody trusts it. One binary frame is one message: a byte that names its type,
 * then its fields in jute (`ground/jute`), then nothing.
 *
 * Laws:
 * 1. The gateway speaks first: `hello`, once. It never asks; the page decides what is listened on and what is dialled.
 * 2. A channel is one TCP connection. Its number is used once on a WebSocket: even where the gateway accepted it, odd
 *    where the page dialled it.
 * 3. `data` of a channel flows within credit (`channels.ts`): nobody sends more than `windowBytes` that the other
 *    side has not taken yet.
 * 4. After `close` or `refused` a channel is over in both directions; neither is answered, and what still arrives for it
 *    is ignored. Data sent before a `close` is delivered before the end, unless `reset` says that a process died.
 * 5. Client ports belong to one page. Another page may look on, dial, and take the ports over.
 */
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import {
  boolean,
  buffer,
  byte,
  int,
  nullableString,
  record,
  type Schema,
  ustring,
  vector,
} from '../../ground/jute/schema.ts'
import { serversMax } from './place.ts'

/** Bytes of one `data` message at most. */
export const chunkBytesMax: number = 64 * 1024
/** Bytes of a channel and direction that may be under way untaken. */
export const windowBytes: number = 256 * 1024
/** Bytes of a WebSocket message at most (ws: maxPayload): jute's largest field and room for what surrounds it. */
export const frameBytesMax: number = 1024 * 1024 + 64 * 1024
/** Characters of a reason, an address or a target: what is longer is cut by the sender and refused by the decoder. */
export const textMax: number = 512

/** Who has the client ports: this page, another page, or nobody. */
export type Holder = 'you' | 'other' | 'nobody'

/** From the gateway to the page. */
export type FromGateway =
  /** First of all, once. */
  | {
      readonly type: 'hello'
      /** Opens the next WebSocket of this tab (a reload): 32 hex digits. The token of the launch address is void now. */
      readonly secret: string
      /** Server i gets port `clientPort + i - 1` on 127.0.0.1. */
      readonly clientPort: number
      /** Ports that were asked for and are taken by another program: why `clientPort` is not the one asked for. */
      readonly taken: readonly number[]
      /** What `--connect` named, `host:port` each, in order; empty without it. `dial` names them by index. */
      readonly targets: readonly string[]
      /** `--allow-writes` was given: otherwise the gateway itself refuses every write to a target. */
      readonly allowWrites: boolean
      readonly holder: Holder
    }
  | { readonly type: 'holder'; readonly holder: Holder }
  /** The ports moved to another block before the first one was opened, because `taken` were in use. */
  | { readonly type: 'moved'; readonly clientPort: number; readonly taken: readonly number[] }
  /** The answer to `listen`: the port is open, or can't be had, in words. */
  | {
      readonly type: 'listening'
      readonly server: number
      readonly port: number
      readonly problem: string | null
    }
  /** A TCP client reached the port of `server`; `address` is its own, `127.0.0.1:53422`. */
  | { readonly type: 'accepted'; readonly channel: number; readonly server: number; readonly address: string }
  /** The TCP client of an accepted channel sends no more, but still reads (`echo ruok | nc`): `close` it when answered. */
  | { readonly type: 'ended'; readonly channel: number }
  /** The answers to `dial`. */
  | { readonly type: 'opened'; readonly channel: number }
  | { readonly type: 'refused'; readonly channel: number; readonly reason: string }
  | ChannelMessage

/** From the page to the gateway. */
export type FromPage =
  /** The client ports are to belong to this page; whoever had them loses them. Answered by `holder`. */
  | { readonly type: 'takeOver' }
  /** Open the port of `server` (1 to `serversMax`). Answered by `listening`; ignored unless this page has the ports. */
  | { readonly type: 'listen'; readonly server: number }
  /** Close the port of `server`. Its connections are closed one by one, by `close`. */
  | { readonly type: 'unlisten'; readonly server: number }
  /** Open `channel` (odd) to the target with this index. Answered by `opened` or `refused`. */
  | { readonly type: 'dial'; readonly channel: number; readonly target: number }
  | ChannelMessage

/** On a channel, in either direction. */
export type ChannelMessage =
  | { readonly type: 'data'; readonly channel: number; readonly bytes: Uint8Array }
  /** The receiver took `bytes` of what was sent on the channel: as many more may follow. */
  | { readonly type: 'credit'; readonly channel: number; readonly bytes: number }
  /** `reset`: as a dead process ends it (RST), what is under way may be lost; otherwise what was sent arrives first (FIN). */
  | { readonly type: 'close'; readonly channel: number; readonly reset: boolean; readonly reason: string }

type Of<M extends { readonly type: string }, K extends M['type']> = Omit<Extract<M, { readonly type: K }>, 'type'>

const HOLDERS: readonly Holder[] = ['nobody', 'you', 'other']
const holder: Schema<Holder> = {
  read: (reader) => {
    const at = reader.offset
    const value = HOLDERS[reader.byte()]
    if (value === undefined) throw new ProtocolError('an unknown holder', at)
    return value
  },
  write: (writer, value) => byte.write(writer, HOLDERS.indexOf(value)),
}
/** A number of a channel: 0 to 2^31 - 1. */
const channel: Schema<number> = bounded('channel', 0, 0x7fffffff)
const server: Schema<number> = bounded('server', 1, serversMax)
const port: Schema<number> = bounded('port', 1, 65535)
const text: Schema<string> = {
  read: (reader) => {
    const at = reader.offset
    const value = ustring.read(reader)
    if (value.length > textMax) throw new ProtocolError(`a text of ${value.length} characters`, at)
    return value
  },
  write: (writer, value) => ustring.write(writer, value.slice(0, textMax)),
}
const chunk: Schema<Uint8Array> = {
  read: (reader) => {
    const at = reader.offset
    const bytes = buffer.read(reader)
    if (bytes === null || bytes.length === 0 || bytes.length > chunkBytesMax)
      throw new ProtocolError(`${bytes?.length ?? 'no'} bytes in one message`, at)
    return bytes
  },
  write: (writer, value) => buffer.write(writer, value),
}
const problem: Schema<string | null> = nullableString

const HELLO = record<Of<FromGateway, 'hello'>>({
  secret: text,
  clientPort: port,
  taken: vector(port),
  targets: vector(text),
  allowWrites: boolean,
  holder,
})
const HOLDER = record<Of<FromGateway, 'holder'>>({ holder })
const MOVED = record<Of<FromGateway, 'moved'>>({ clientPort: port, taken: vector(port) })
const LISTENING = record<Of<FromGateway, 'listening'>>({ server, port, problem })
const ACCEPTED = record<Of<FromGateway, 'accepted'>>({ channel, server, address: text })
const OPENED = record<Of<FromGateway, 'opened'>>({ channel })
const REFUSED = record<Of<FromGateway, 'refused'>>({ channel, reason: text })
const LISTEN = record<Of<FromPage, 'listen'>>({ server })
const DIAL = record<Of<FromPage, 'dial'>>({ channel, target: bounded('target', 0, 255) })
const DATA = record<Of<ChannelMessage, 'data'>>({ channel, bytes: chunk })
const CREDIT = record<Of<ChannelMessage, 'credit'>>({ channel, bytes: bounded('credit', 1, windowBytes) })
const CLOSE = record<Of<ChannelMessage, 'close'>>({ channel, reset: boolean, reason: text })

/** The byte that names each type. */
const CODES: { readonly [K in (FromGateway | FromPage)['type']]: number } = {
  hello: 1,
  holder: 2,
  moved: 3,
  listening: 4,
  accepted: 5,
  opened: 6,
  refused: 7,
  ended: 8,
  takeOver: 16,
  listen: 17,
  unlisten: 18,
  dial: 19,
  data: 32,
  credit: 33,
  close: 34,
}

/** The frame of a message of the gateway. */
export function encodeFromGateway(message: FromGateway): Uint8Array {
  switch (message.type) {
    case 'hello':
      return framed(message.type, HELLO, message)
    case 'holder':
      return framed(message.type, HOLDER, message)
    case 'moved':
      return framed(message.type, MOVED, message)
    case 'listening':
      return framed(message.type, LISTENING, message)
    case 'accepted':
      return framed(message.type, ACCEPTED, message)
    case 'opened':
    case 'ended':
      return framed(message.type, OPENED, message)
    case 'refused':
      return framed(message.type, REFUSED, message)
    default:
      return encodeChannel(message)
  }
}

/** The frame of a message of the page. */
export function encodeFromPage(message: FromPage): Uint8Array {
  switch (message.type) {
    case 'takeOver':
      return framed(message.type, record<object>({}), message)
    case 'listen':
    case 'unlisten':
      return framed(message.type, LISTEN, message)
    case 'dial':
      return framed(message.type, DIAL, message)
    default:
      return encodeChannel(message)
  }
}

/** The message of the gateway in a frame; throws ProtocolError where there is none. */
export function decodeFromGateway(frame: Uint8Array): FromGateway {
  const reader = readerOf(frame)
  const code = reader.byte()
  return whole(reader, readFromGateway(code, reader) ?? readChannel(code, reader))
}

/** The message of a page in a frame; throws ProtocolError where there is none. */
export function decodeFromPage(frame: Uint8Array): FromPage {
  const reader = readerOf(frame)
  const code = reader.byte()
  return whole(reader, readFromPage(code, reader) ?? readChannel(code, reader))
}

function encodeChannel(message: ChannelMessage): Uint8Array {
  switch (message.type) {
    case 'data':
      return framed(message.type, DATA, message, message.bytes.length + 16)
    case 'credit':
      return framed(message.type, CREDIT, message)
    default:
      return framed(message.type, CLOSE, message)
  }
}

function readFromGateway(code: number, reader: Reader): FromGateway | undefined {
  switch (code) {
    case CODES.hello:
      return { type: 'hello', ...HELLO.read(reader) }
    case CODES.holder:
      return { type: 'holder', ...HOLDER.read(reader) }
    case CODES.moved:
      return { type: 'moved', ...MOVED.read(reader) }
    case CODES.listening:
      return { type: 'listening', ...LISTENING.read(reader) }
    case CODES.accepted:
      return { type: 'accepted', ...ACCEPTED.read(reader) }
    case CODES.opened:
      return { type: 'opened', ...OPENED.read(reader) }
    case CODES.ended:
      return { type: 'ended', ...OPENED.read(reader) }
    case CODES.refused:
      return { type: 'refused', ...REFUSED.read(reader) }
    default:
      return undefined
  }
}

function readFromPage(code: number, reader: Reader): FromPage | undefined {
  switch (code) {
    case CODES.takeOver:
      return { type: 'takeOver' }
    case CODES.listen:
      return { type: 'listen', ...LISTEN.read(reader) }
    case CODES.unlisten:
      return { type: 'unlisten', ...LISTEN.read(reader) }
    case CODES.dial:
      return { type: 'dial', ...DIAL.read(reader) }
    default:
      return undefined
  }
}

function readChannel(code: number, reader: Reader): ChannelMessage {
  switch (code) {
    case CODES.data:
      return { type: 'data', ...DATA.read(reader) }
    case CODES.credit:
      return { type: 'credit', ...CREDIT.read(reader) }
    case CODES.close:
      return { type: 'close', ...CLOSE.read(reader) }
    default:
      throw new ProtocolError(`no message has the type ${code}`, 0)
  }
}

function readerOf(frame: Uint8Array): Reader {
  if (frame.length > frameBytesMax) throw new ProtocolError(`a frame of ${frame.length} bytes`, 0)
  return new Reader(frame)
}
function whole<M>(reader: Reader, message: M): M {
  if (reader.remaining > 0) throw new ProtocolError(`${reader.remaining} bytes after the message`, reader.offset)
  return message
}
function framed<T>(type: keyof typeof CODES, schema: Schema<T>, message: T, capacity: number = 64): Uint8Array {
  const writer = new Writer(capacity)
  writer.byte(CODES[type])
  schema.write(writer, message)
  return writer.bytes()
}

function bounded(what: string, least: number, most: number): Schema<number> {
  return {
    read: (reader) => {
      const at = reader.offset
      const value = int.read(reader)
      if (value < least || value > most) throw new ProtocolError(`${value} is no ${what}`, at)
      return value
    },
    write: (writer, value) => int.write(writer, value),
  }
}
