/**
 * The inspector: a message's bytes, read by the protocol's own decoders and told field by field. What no decoder knows
 * (a piece of a snapshot) is told as bytes only.
 */
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import { Reader, type Span } from '../../../ground/jute/cursor.ts'
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
import { readTxnRecord } from '../../../ground/jute/txns.ts'
import { isServer } from '../../store/flightKind.ts'
import type { FlightModel } from '../../store/model.ts'

/** `start` to `end` (exclusive): the bytes of the message that say so. */
export type Field = { readonly name: string; readonly value: string; readonly start: number; readonly end: number }
export type Packet = {
  readonly title: string
  readonly start: number
  readonly end: number
  readonly fields: readonly Field[]
}
type Told = Pick<Packet, 'title' | 'fields'>

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
      const start = flight.bytes.length - box.length
      const told = flight.channel === 'quorum' ? quorum(box, flight.bytes, start) : framed(flight, box, start)
      if (told === undefined) break
      packets.push({ ...told, start, end: flight.bytes.length - box.length })
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
  }
  return packets
}

type Box = ReturnType<typeof inbox>
/** The length of a frame comes before it. */
const FRAME_HEAD = 4
/** A reader that notes where each field stands; `base` is where its first byte is in the message. */
type Noting = { readonly reader: Reader; readonly spans: Span[]; readonly base: number; readonly length: number }
function noting(bytes: Uint8Array, base: number): Noting {
  const spans: Span[] = []
  return { reader: new Reader(bytes, spans), spans, base, length: bytes.length }
}

function framed(flight: Pick<FlightModel, 'channel' | 'from' | 'bytes'>, box: Box, start: number): Told | undefined {
  if (flight.channel === 'election') return election(box, flight.bytes, start)
  const payload = takeFrame(box, FRAME_BYTES_MAX)
  if (payload === undefined) return undefined
  const notes = noting(payload, start + FRAME_HEAD)
  return isServer(flight.from) ? answer(notes, payload) : request(notes, payload)
}

function election(box: Box, bytes: Uint8Array, start: number): Told | undefined {
  const [first] = box.pieces
  // A dialler's first bytes are no frame: they begin with the protocol's version.
  if (first !== undefined && first.length >= 8 && new Reader(first).long() === ELECTION_PROTOCOL_VERSION) {
    if (takeRecord(box, electionHandshake) === undefined) return undefined
    const notes = noting(bytes.subarray(start), start)
    return { title: 'handshake', fields: fieldsOf(electionHandshake.read(notes.reader), notes) }
  }
  const payload = takeFrame(box, FRAME_BYTES_MAX)
  if (payload === undefined) return undefined
  const notes = noting(payload, start + FRAME_HEAD)
  const value = notification.read(notes.reader)
  const shown = { ...value, state: peerStateName(value.state) ?? value.state }
  return { title: 'notification', fields: fieldsOf(shown, notes) }
}

function quorum(box: Box, bytes: Uint8Array, start: number): Told | undefined {
  if (takeRecord(box, quorumPacket) === undefined) return undefined
  const notes = noting(bytes.subarray(start), start)
  const packet = quorumPacket.read(notes.reader)
  const title = (packetName(packet.type) ?? `packet ${packet.type}`).toUpperCase()
  const inside = notes.spans.find(({ name }) => name === 'data')
  const base = start + (inside?.start ?? 0) + FRAME_HEAD
  return { title, fields: [...fieldsOf({ zxid: packet.zxid }, notes), ...contents(packet, base)] }
}

function contents({ type, data }: QuorumPacket, base: number): readonly Field[] {
  if (data === null || data.length === 0) return []
  const notes = noting(data, base)
  if (type === PacketType.proposal || type === PacketType.inform) {
    const { header, txn } = readTxnRecord(notes.reader)
    const shown = txn.type === 'error' ? { ...txn, err: keeperErrorName(txn.err) ?? txn.err } : txn
    const head = { clientId: header.clientId, cxid: header.cxid, time: header.time }
    return [...fieldsOf(shown, notes), ...fieldsOf(head, notes)]
  }
  if (type === PacketType.request) {
    const head = forwardedRequest.read(notes.reader)
    return [...fieldsOf({ ...head, type: opName(head.type) ?? head.type }, notes), ...bodyOf(head.type, notes)]
  }
  return fieldsOf({ data }, notes)
}

function request(notes: Noting, payload: Uint8Array): Told {
  if (new Reader(payload).int() === 0)
    return { title: 'connect', fields: fieldsOf(connectRequest.read(notes.reader), notes) }
  const head = requestHeader.read(notes.reader)
  const title = opName(head.type) ?? `operation ${head.type}`
  return { title, fields: [...fieldsOf({ xid: head.xid }, notes), ...bodyOf(head.type, notes)] }
}

function bodyOf(op: number, notes: Noting): readonly Field[] {
  const name = opName(op)
  return fieldsOf(name === undefined ? undefined : BODIES[name]?.read(notes.reader), notes)
}

function answer(notes: Noting, payload: Uint8Array): Told {
  if (new Reader(payload).int() === 0)
    return { title: 'connected', fields: fieldsOf(connectResponse.read(notes.reader), notes) }
  const head = replyHeader.read(notes.reader)
  if (head.xid === SpecialXid.notification) {
    const event = watcherEvent.read(notes.reader)
    const shown = { ...event, type: watchEventName(event.type) ?? event.type }
    return { title: 'watch event', fields: fieldsOf(shown, notes) }
  }
  const err = keeperErrorName(head.err) ?? head.err
  notes.spans.push({ name: 'body', start: notes.reader.offset, end: payload.length })
  return { title: 'reply', fields: fieldsOf({ ...head, err, body: `${notes.reader.remaining} bytes` }, notes) }
}

/** The fields of a record, nested ones with their path: `vote.zxid`. */
function fieldsOf(value: unknown, notes: Noting): readonly Field[] {
  const places = placesOf(notes.spans)
  const whole = { start: 0, end: notes.length }
  return flat(value).map(({ name, value: shown }) => {
    const { start, end } = placeOf(places, name) ?? whole
    return { name, value: shown, start: notes.base + start, end: notes.base + end }
  })
}
function flat(value: unknown, prefix: string = ''): readonly Pick<Field, 'name' | 'value'>[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => {
    const whole = `${prefix}${name}`
    const nested = typeof field === 'object' && field !== null && !(field instanceof Uint8Array)
    return nested ? flat(field, `${whole}.`) : [{ name: whole, value: valueText(field) }]
  })
}

type Place = Pick<Span, 'start' | 'end'>
/** Where each field stands, by its path. A record notes its fields before it is noted itself: what lies within it is its own. */
function placesOf(spans: readonly Span[]): ReadonlyMap<string, Place> {
  type Named = { readonly path: string; readonly place: Place }
  const top: { readonly span: Span; readonly inside: readonly Named[] }[] = []
  for (const span of spans) {
    const inside: Named[] = []
    for (let last = top.at(-1); last !== undefined && last.span.start >= span.start; last = top.at(-1)) {
      top.pop()
      inside.push(...named(last))
    }
    top.push({ span, inside })
  }
  return new Map(top.flatMap(named).map(({ path, place }) => [path, place]))

  function named({ span, inside }: { readonly span: Span; readonly inside: readonly Named[] }): readonly Named[] {
    return [{ path: span.name, place: span }, ...inside.map((one) => ({ ...one, path: `${span.name}.${one.path}` }))]
  }
}
/** An item of a list is told by the place of its list. */
function placeOf(places: ReadonlyMap<string, Place>, path: string): Place | undefined {
  for (let name = path; name !== ''; name = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '') {
    const found = places.get(name)
    if (found !== undefined) return found
  }
  return undefined
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

/** One byte of the dump: where it stands, as hex, as a letter where it is one. */
export type DumpByte = { readonly at: number; readonly hex: string; readonly letter: string }
export type DumpRow = { readonly offset: string; readonly bytes: readonly DumpByte[] }
/** The first bytes as a hex dump, 16 a row. */
export function dumpRows(bytes: Uint8Array): readonly DumpRow[] {
  const shown = bytes.subarray(0, DUMP_BYTES_MAX)
  return Array.from({ length: Math.ceil(shown.length / 16) }, (_, row) => ({
    offset: (row * 16).toString(16).padStart(4, '0'),
    bytes: [...shown.subarray(row * 16, row * 16 + 16)].map((byte, place) => ({
      at: row * 16 + place,
      hex: byte.toString(16).padStart(2, '0'),
      letter: byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·',
    })),
  }))
}
