/**
 * What the space-time diagram remembers: messages with both of their times, and of each node when it ran and when it led.
 * The store keeps no messages; this record does, within bounds of number and age. It is a working memory that is written in
 * place: `version` tells readers that something changed.
 * Laws: 1. Only happenings write here. 2. What is older than KEPT_MS, or more than MESSAGES_MAX, goes, the oldest first
 * (a thousand at a time).
 */
import { type Epoch, externalOf, type Millis, type NodeName, serverOf } from '../../../ground/ids.ts'
import type { Flight, Happening, NodeEnd } from '../../../hosts/engine.ts'
import { clientColor, epochColor, flightLooks } from '../../shapes/palette.ts'
import type { Passage, TimeWindow } from '../../shapes/spaceTime.ts'
import { type FlightKind, flightSubject } from '../../store/flightKind.ts'
import type { Life } from '../../store/model.ts'

export const MESSAGES_MAX = 20_000
export const KEPT_MS: Millis = 60_000
/** Room between two clearings, so that not every message moves the whole array. */
const SLACK = 1000
/** Deliveries remembered that came before their sending was told: nodes tell in batches of their own. */
const EARLY_MAX = 2000

export type Message = Passage & {
  readonly id: string
  readonly kind: FlightKind
  /** Its hue, a CSS value: the epoch's or the client's. */
  readonly color: string
  endedAt: Millis | undefined
  lost: boolean
}
/** A node's life from `from` to the next span. */
export type LifeSpan = { readonly from: Millis; readonly life: Life }
/** A leader's reign; `to` undefined: it leads still. */
export type Reign = { readonly from: Millis; readonly epoch: Epoch; to: Millis | undefined }
export type Lane = {
  readonly node: NodeName
  lives: LifeSpan[]
  reigns: Reign[]
  /** When it was killed or crashed. */
  deaths: Millis[]
  epoch: Epoch | undefined
  /** When it left the ensemble for good. */
  goneAt: Millis | undefined
}
export type SpaceTimeRecord = {
  version: number
  messages: Message[]
  readonly open: Map<string, Message>
  readonly early: Map<string, { readonly at: Millis; readonly lost: boolean }>
  readonly lanes: Map<NodeName, Lane>
  firstAt: Millis | undefined
  lastAt: Millis
}

export function emptyRecord(): SpaceTimeRecord {
  return {
    version: 0,
    messages: [],
    open: new Map(),
    early: new Map(),
    lanes: new Map(),
    firstAt: undefined,
    lastAt: 0,
  }
}

/** Writes a batch into the record, in order. */
export function remember(record: SpaceTimeRecord, batch: readonly Happening[]): void {
  if (batch.length === 0) return
  for (const happening of batch) {
    record.firstAt = Math.min(record.firstAt ?? happening.at, happening.at)
    record.lastAt = Math.max(record.lastAt, happening.at)
    write(record, happening)
  }
  forget(record)
  record.version += 1
}

/** The time that the record covers at `now`. */
export function keptWindow(record: SpaceTimeRecord, now: Millis): TimeWindow {
  const first = record.firstAt ?? now
  const oldest = record.messages.length < MESSAGES_MAX ? first : (record.messages[0]?.sentAt ?? first)
  return { start: Math.max(oldest, now - KEPT_MS), end: now }
}

function write(record: SpaceTimeRecord, { event, node, at }: Happening): void {
  switch (event.type) {
    case 'messageSent':
      return onSent(record, event.flight)
    case 'messageDelivered':
      return onEnded(record, messageId(event.from, event.seq), at, false)
    case 'messageLost':
      return onEnded(record, messageId(event.from, event.seq), at, true)
    case 'nodeStarted':
      return onStarted(record, node, at)
    case 'nodeEnded':
      return onNodeEnded(record, node, event.how, at)
    case 'nodeFrozen':
      return live(laneOf(record, node), 'frozen', at)
    case 'nodeThawed':
      return live(laneOf(record, node), 'alive', at)
    case 'commandTaken':
      return event.command.type === 'newEnsemble' ? clear(record) : undefined
    case 'booted':
      laneOf(record, node).epoch = event.currentEpoch
      return
    case 'epochEstablished':
      laneOf(record, node).epoch = event.epoch
      return
    case 'roleChanged':
      return event.role === 'leading' ? undefined : endReign(laneOf(record, node), at)
    case 'serving':
      return onServing(laneOf(record, node), event.role === 'leading', event.epoch, at)
    default:
      return
  }
}

function messageId(from: NodeName, seq: number): string {
  return `${from}:${seq}`
}

function onSent(record: SpaceTimeRecord, flight: Flight): void {
  const { from, to, sentAt, dueAt } = flight
  const id = messageId(from, flight.seq)
  const { kind, epoch } = flightSubject(flight)
  const color = colorOf(record, flight, kind, epoch)
  const early = record.early.get(id)
  const message = { id, from, to, kind, color, sentAt, dueAt, endedAt: early?.at, lost: early?.lost ?? false }
  if (early === undefined) record.open.set(id, message)
  else record.early.delete(id)
  record.messages.push(message)
}

function colorOf(record: SpaceTimeRecord, flight: Flight, kind: FlightKind, epoch: Epoch | undefined): string {
  if (flightLooks[kind].hue === 'none') return 'var(--ink-faint)'
  const client = [flight.from, flight.to].find((node) => serverOf(node) === undefined)
  if (client !== undefined) return clientColor(client.slice(1))
  return epochColor(epoch ?? record.lanes.get(flight.from)?.epoch)
}

function onEnded(record: SpaceTimeRecord, id: string, at: Millis, lost: boolean): void {
  const message = record.open.get(id)
  if (message === undefined) {
    record.early.set(id, { at, lost })
    const [oldest] = record.early.keys()
    if (record.early.size > EARLY_MAX && oldest !== undefined) record.early.delete(oldest)
    return
  }
  message.endedAt = at
  message.lost = lost
  record.open.delete(id)
}

function laneOf(record: SpaceTimeRecord, node: NodeName): Lane {
  const known = record.lanes.get(node)
  if (known !== undefined) return known
  const lane: Lane = { node, lives: [], reigns: [], deaths: [], epoch: undefined, goneAt: undefined }
  record.lanes.set(node, lane)
  return lane
}

function live(lane: Lane, life: Life, at: Millis): void {
  if (lane.lives.at(-1)?.life !== life) lane.lives.push({ from: at, life })
}

function onStarted(record: SpaceTimeRecord, node: NodeName, at: Millis): void {
  const lane = laneOf(record, node)
  lane.goneAt = undefined
  live(lane, 'alive', at)
}

function onNodeEnded(record: SpaceTimeRecord, node: NodeName, how: NodeEnd, at: Millis): void {
  const lane = record.lanes.get(node)
  // The nodes of an ensemble that was replaced end when nothing is remembered of them any more.
  if (lane === undefined) return
  live(lane, 'down', at)
  endReign(lane, at)
  if (how === 'killed' || how === 'crashed') lane.deaths.push(at)
  const comesBack = serverOf(node) !== undefined || (how !== 'stopped' && externalOf(node) === undefined)
  if (how === 'removed' || how === 'left' || !comesBack) lane.goneAt = at
  for (const message of record.open.values()) {
    if (message.endedAt !== undefined || (message.from !== node && message.to !== node)) continue
    // It stays open: bytes that were on their way from the dead may yet arrive, and then that is told.
    message.endedAt = at
    message.lost = true
  }
}

function onServing(lane: Lane, leading: boolean, epoch: Epoch, at: Millis): void {
  lane.epoch = epoch
  endReign(lane, at)
  if (leading) lane.reigns.push({ from: at, epoch, to: undefined })
}

function endReign(lane: Lane, at: Millis): void {
  const last = lane.reigns.at(-1)
  if (last !== undefined && last.to === undefined) last.to = at
}

function clear(record: SpaceTimeRecord): void {
  record.messages = []
  record.open.clear()
  record.early.clear()
  record.lanes.clear()
  record.firstAt = undefined
}

function forget(record: SpaceTimeRecord): void {
  const horizon = record.lastAt - KEPT_MS
  const tooMany = record.messages.length - MESSAGES_MAX
  const tooOld = (record.messages[SLACK]?.sentAt ?? record.lastAt) < horizon
  if (tooMany <= SLACK && !tooOld) return
  const firstKept = record.messages.findIndex(({ sentAt }) => sentAt >= horizon)
  const count = firstKept === -1 ? record.messages.length : Math.max(tooMany, firstKept)
  for (const message of record.messages.splice(0, count)) record.open.delete(message.id)
  for (const lane of record.lanes.values()) forgetLane(record, lane, horizon)
}

function forgetLane(record: SpaceTimeRecord, lane: Lane, horizon: Millis): void {
  if (lane.goneAt !== undefined && lane.goneAt < horizon) {
    record.lanes.delete(lane.node)
    return
  }
  const current = lane.lives.findLastIndex(({ from }) => from <= horizon)
  if (current > 0) lane.lives = lane.lives.slice(current)
  lane.reigns = lane.reigns.filter(({ to }) => to === undefined || to >= horizon)
  lane.deaths = lane.deaths.filter((at) => at >= horizon)
}
