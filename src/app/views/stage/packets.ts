/**
 * The inspector: a message's bytes, read by the protocol's own decoders and told field by field. What no decoder knows
 * (a piece of a snapshot) is told as bytes only.
 */
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import { Reader } from '../../../ground/jute/cursor.ts'
import { keeperErrorName, ProtocolError } from '../../../ground/jute/errors.ts'
import { inbox, pour, takeFrame, takeRecord } from '../../../ground/jute/frames.ts'
import { type OpName, opName, SpecialXid, watchEventName } from '../../../ground/jute/opcodes.ts'
import {
  ELECTION_PROTOCOL_VERSION,
  electionHandshake,
  forwardedRequest,
  notification,
  PacketType,
  packetName,
  peerStateName,
  type QuorumPacket,
  quorumPacket,
} from '../../../ground/jute/peer.ts'
import {
  addWatchRequest,
  connectRequest,
  connectResponse,
  createRequest,
  createTtlRequest,
  deleteRequest,
  pathRequest,
  pathWatchRequest,
  replyHeader,
  requestHeader,
  setDataRequest,
  setWatches2,
  watcherEvent,
} from '../../../ground/jute/records.ts'
import { decodeTxnRecord } from '../../../ground/jute/txns.ts'
import { isServer } from '../../store/flightKind.ts'
import type { FlightModel } from '../../store/model.ts'

export type Field = { readonly name: string; readonly value: string }
export type Packet = { readonly title: string; readonly fields: readonly Field[] }

/** How the body of a request is read, where it is told field by field; of others the header alone is told. */
const BODIES: { readonly [K in OpName]?: { readonly read: (reader: Reader) => object } } = {
  create: createRequest,
  create2: createRequest,
  createContainer: createRequest,
  createTTL: createTtlRequest,
  delete: deleteRequest,
  setData: setDataRequest,
  exists: pathWatchRequest,
  getData: pathWatchRequest,
  getChildren: pathWatchRequest,
  getChildren2: pathWatchRequest,
  addWatch: addWatchRequest,
  setWatches2,
  sync: pathRequest,
}

/** Packets told of one message, and bytes dumped of it, at most. */
const PACKETS_MAX = 8
const DUMP_BYTES_MAX = 256
/** Longer data is told by its length. */
const TEXT_BYTES_MAX = 120
const FRAME_BYTES_MAX = 4 * 0xfffff

/** The packets in a message, in order. */
export function packetsOf(flight: Pick<FlightModel, 'channel' | 'from' | 'bytes'>): readonly Packet[] {
  const box = inbox()
  pour(box, flight.bytes)
  const packets: Packet[] = []
  try {
    while (packets.length < PACKETS_MAX && box.length > 0) {
      const packet = flight.channel === 'quorum' ? quorum(takeRecord(box, quorumPacket)) : framed(flight, box)
      if (packet === undefined) break
      packets.push(packet)
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
  }
  return packets
}

type Box = ReturnType<typeof inbox>
function framed(flight: Pick<FlightModel, 'channel' | 'from'>, box: Box): Packet | undefined {
  if (flight.channel === 'election') return election(box)
  const payload = takeFrame(box, FRAME_BYTES_MAX)
  if (payload === undefined) return undefined
  const reader = new Reader(payload)
  return isServer(flight.from) ? answer(reader, payload) : request(reader, payload)
}

function election(box: Box): Packet | undefined {
  const [first] = box.pieces
  // A dialler's first bytes are no frame: they begin with the protocol's version.
  if (first !== undefined && first.length >= 8 && new Reader(first).long() === ELECTION_PROTOCOL_VERSION) {
    const handshake = takeRecord(box, electionHandshake)
    return handshake === undefined ? undefined : { title: 'handshake', fields: fieldsOf(handshake) }
  }
  const payload = takeFrame(box, FRAME_BYTES_MAX)
  if (payload === undefined) return undefined
  const value = notification.read(new Reader(payload))
  return { title: 'notification', fields: fieldsOf({ ...value, state: peerStateName(value.state) ?? value.state }) }
}

function quorum(packet: QuorumPacket | undefined): Packet | undefined {
  if (packet === undefined) return undefined
  const title = (packetName(packet.type) ?? `packet ${packet.type}`).toUpperCase()
  return { title, fields: [...fieldsOf({ zxid: packet.zxid }), ...contents(packet)] }
}

function contents({ type, data }: QuorumPacket): readonly Field[] {
  if (data === null || data.length === 0) return []
  if (type === PacketType.proposal || type === PacketType.inform) {
    const { header, txn } = decodeTxnRecord(data)
    const shown = txn.type === 'error' ? { ...txn, err: keeperErrorName(txn.err) ?? txn.err } : txn
    return [...fieldsOf(shown), ...fieldsOf({ clientId: header.clientId, cxid: header.cxid, time: header.time })]
  }
  if (type === PacketType.request) {
    const reader = new Reader(data)
    const head = forwardedRequest.read(reader)
    return [...fieldsOf({ ...head, type: opName(head.type) ?? head.type }), ...bodyOf(head.type, reader)]
  }
  return fieldsOf({ data })
}

function request(reader: Reader, payload: Uint8Array): Packet {
  if (new Reader(payload).int() === 0) return { title: 'connect', fields: fieldsOf(connectRequest.read(reader)) }
  const head = requestHeader.read(reader)
  const title = opName(head.type) ?? `operation ${head.type}`
  return { title, fields: [...fieldsOf({ xid: head.xid }), ...bodyOf(head.type, reader)] }
}

function bodyOf(op: number, reader: Reader): readonly Field[] {
  const name = opName(op)
  return fieldsOf(name === undefined ? undefined : BODIES[name]?.read(reader))
}

function answer(reader: Reader, payload: Uint8Array): Packet {
  if (new Reader(payload).int() === 0) return { title: 'connected', fields: fieldsOf(connectResponse.read(reader)) }
  const head = replyHeader.read(reader)
  if (head.xid === SpecialXid.notification) {
    const event = watcherEvent.read(reader)
    return { title: 'watch event', fields: fieldsOf({ ...event, type: watchEventName(event.type) ?? event.type }) }
  }
  const err = keeperErrorName(head.err) ?? head.err
  return { title: 'reply', fields: fieldsOf({ ...head, err, body: `${reader.remaining} bytes` }) }
}

/** The fields of a record, nested ones with their path: `vote.zxid`. */
function fieldsOf(value: unknown, prefix: string = ''): readonly Field[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]): readonly Field[] => {
    const whole = `${prefix}${name}`
    const nested = typeof field === 'object' && field !== null && !(field instanceof Uint8Array)
    return nested ? fieldsOf(field, `${whole}.`) : [{ name: whole, value: valueText(field) }]
  })
}

function valueText(value: unknown): string {
  if (typeof value === 'bigint') return `0x${BigInt.asUintN(64, value).toString(16)}`
  if (!(value instanceof Uint8Array)) return String(value)
  const text = value.length <= TEXT_BYTES_MAX ? decodeUtf8(value) : ''
  return text !== '' && [...text].every(isShown) ? text : `${value.length} bytes`
}
/** What can be shown as text: no control characters but line ends and tabs, and nothing that was no UTF-8. */
function isShown(character: string): boolean {
  return (character >= ' ' && character !== '\ufffd') || character === '\n' || character === '\r' || character === '\t'
}

export type DumpRow = { readonly offset: string; readonly hex: string; readonly text: string }
/** The first bytes as a hex dump, 16 a row. */
export function dumpRows(bytes: Uint8Array): readonly DumpRow[] {
  const shown = bytes.subarray(0, DUMP_BYTES_MAX)
  return Array.from({ length: Math.ceil(shown.length / 16) }, (_, row) => {
    const part = [...shown.subarray(row * 16, row * 16 + 16)]
    return {
      offset: (row * 16).toString(16).padStart(4, '0'),
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join(''),
    }
  })
}
