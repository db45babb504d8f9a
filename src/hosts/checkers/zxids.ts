/**
 * What is remembered by zxid, without a search: the zxids of an epoch come one after the other, so each epoch has an array,
 * and a value lies at its counter. (A map would have to hash a bigint for each question, and every transaction asks often.)
 *
 * Laws:
 * 1. What is put in is found until it is dropped, or until `max` newer ones came.
 * 2. A zxid that is far from all others of its epoch makes no array long: such ones have a map.
 */
import { counterOf, type Epoch, epochOf, type Zxid, zxidOf } from '../../ground/ids.ts'
import { REMEMBERED_MAX, remember, SLACK } from './checker.ts'

/** The value of counter `first + i` is at `values[i]`. */
type Lane<V> = { readonly epoch: Epoch; first: number; readonly values: (V | undefined)[] }
export type ByZxid<V> = {
  readonly lanes: Map<Epoch, Lane<V>>
  /** The lane that was asked last. */
  lane: Lane<V> | undefined
  /** Places in all lanes, empty ones too. */
  places: number
  readonly strays: Map<Zxid, V>
  readonly max: number
}

/** So many places of a lane may stay empty between two values. */
const GAP_MAX = 256

export function createByZxid<V>(max: number = REMEMBERED_MAX): ByZxid<V> {
  return { lanes: new Map(), lane: undefined, places: 0, strays: new Map(), max }
}

export function valueAt<V>(table: ByZxid<V>, zxid: Zxid): V | undefined {
  const lane = laneOf(table, epochOf(zxid))
  const index = lane === undefined ? -1 : counterOf(zxid) - lane.first
  const value = index < 0 ? undefined : lane?.values[index]
  return value === undefined && table.strays.size > 0 ? table.strays.get(zxid) : value
}

/** Puts `value` in, and forgets the oldest where there are more than `max`. */
export function putAt<V>(table: ByZxid<V>, zxid: Zxid, value: V): void {
  const epoch = epochOf(zxid)
  const counter = counterOf(zxid)
  const lane = laneOf(table, epoch) ?? open(table, epoch, counter)
  const { values } = lane
  const index = counter - lane.first
  if (index < 0 || index > values.length + GAP_MAX) return remember(table.strays, zxid, value, table.max)
  if (index < values.length) {
    values[index] = value
    return
  }
  table.places += index + 1 - values.length
  while (values.length < index) values.push(undefined)
  values.push(value)
  if (table.places > table.max + SLACK) forgetOldest(table)
}

export function dropAt<V>(table: ByZxid<V>, zxid: Zxid): void {
  table.strays.delete(zxid)
  const lane = laneOf(table, epochOf(zxid))
  if (lane === undefined) return
  const { values } = lane
  const index = counterOf(zxid) - lane.first
  if (index > 0 && index < values.length) values[index] = undefined
  if (index !== 0 || values.length === 0) return
  // What is dropped in order, as a queue is, leaves no places behind.
  do {
    values.shift()
    lane.first += 1
    table.places -= 1
  } while (values.length > 0 && values[0] === undefined)
}

export function dropAll<V>(table: ByZxid<V>): void {
  table.lanes.clear()
  table.strays.clear()
  table.lane = undefined
  table.places = 0
}

/** The zxids of all that is there, ascending. */
export function zxidsIn<V>({ lanes, strays }: ByZxid<V>): readonly Zxid[] {
  const zxids = new Set(strays.keys())
  for (const { epoch, first, values } of lanes.values())
    for (const [index, value] of values.entries()) if (value !== undefined) zxids.add(zxidOf(epoch, first + index))
  return [...zxids].sort((a, b) => (a < b ? -1 : 1))
}

function laneOf<V>(table: ByZxid<V>, epoch: Epoch): Lane<V> | undefined {
  if (table.lane?.epoch === epoch) return table.lane
  const lane = table.lanes.get(epoch)
  if (lane !== undefined) table.lane = lane
  return lane
}
function open<V>(table: ByZxid<V>, epoch: Epoch, first: number): Lane<V> {
  for (const [past, { values }] of table.lanes) if (values.length === 0) table.lanes.delete(past)
  const lane: Lane<V> = { epoch, first, values: [] }
  table.lanes.set(epoch, lane)
  table.lane = lane
  return lane
}

function forgetOldest<V>(table: ByZxid<V>): void {
  for (const lane of table.lanes.values()) {
    const count = Math.min(table.places - table.max, lane.values.length)
    if (count <= 0 && lane.values.length > 0) return
    lane.values.splice(0, count)
    lane.first += count
    table.places -= count
    if (lane.values.length > 0) return
    table.lanes.delete(lane.epoch)
    if (table.lane === lane) table.lane = undefined
  }
}
