/**
 * Schemas: the type is written by hand, the codec is checked against it. A missing or mistyped field is a compile
 * error; field order is not, so each record has golden bytes from a real server in its test.
 */
import { Reader as JuteReader, type Reader, type Span, Writer } from './cursor.ts'
import { ProtocolError } from './errors.ts'

/** Reads and writes one kind of value. */
export type Schema<T> = {
  readonly read: (reader: Reader) => T
  readonly write: (writer: Writer, value: T) => void
}

export const byte: Schema<number> = { read: (r) => r.byte(), write: (w, v) => w.byte(v) }
export const boolean: Schema<boolean> = { read: (r) => r.boolean(), write: (w, v) => w.boolean(v) }
export const int: Schema<number> = { read: (r) => r.int(), write: (w, v) => w.int(v) }
/** A 32-bit int with a brand. */
export function branded<B extends number>(): Schema<B> {
  return { read: (r) => r.int() as B, write: (w, v) => w.int(v) }
}
/** A signed 64-bit long as a (branded) bigint. */
export function long<B extends bigint>(): Schema<B> {
  return { read: (r) => r.long() as B, write: (w, v) => w.long(v) }
}
/** A signed 64-bit long as a number: times in milliseconds and server ids, exact up to 2^53. */
export function longNumber<B extends number = number>(): Schema<B> {
  return { read: (r) => r.longNumber() as B, write: (w, v) => w.longNumber(v) }
}
export const buffer: Schema<Uint8Array | null> = { read: (r) => r.buffer(), write: (w, v) => w.buffer(v) }
export const nullableString: Schema<string | null> = { read: (r) => r.ustring(), write: (w, v) => w.ustring(v) }
/** A string that may not be null: null is malformed here. */
export const ustring: Schema<string> = {
  read: (r) => {
    const at = r.offset
    const text = r.ustring()
    if (text === null) throw new ProtocolError('null where a string must be', at)
    return text
  },
  write: (w, v) => w.ustring(v),
}
/** A string whose null reads as empty: what asks for one refuses both alike. */
export const stringOrEmpty: Schema<string> = { read: (r) => r.ustring() ?? '', write: (w, v) => w.ustring(v) }

/** `lenient`: any count below -1 is an empty vector, as Java's loop over it ends before it begins. */
function readItems<T>(reader: Reader, item: Schema<T>, lenient: boolean = false): T[] | null {
  const at = reader.offset
  const count = reader.int()
  if (count === -1) return null
  if (lenient && count < -1) return []
  // Each item takes at least one byte, so a count beyond what is left is malformed: nothing is allocated for it.
  if (count < -1 || count > reader.remaining) throw new ProtocolError(`unreasonable count ${count}`, at, count > 0)
  const items: T[] = []
  for (let i = 0; i < count; i++) items.push(item.read(reader))
  return items
}
function writeItems<T>(writer: Writer, item: Schema<T>, items: readonly T[]): void {
  writer.int(items.length)
  for (const value of items) item.write(writer, value)
}
/** A vector; null (count -1) reads as empty. */
export function vector<T>(item: Schema<T>): Schema<readonly T[]> {
  return { read: (r) => readItems(r, item) ?? [], write: (w, v) => writeItems(w, item, v) }
}
/** A vector of a client's request: null and every other count below zero read as empty (BinaryInputArchive.BinaryIndex). */
export function requestVector<T>(item: Schema<T>): Schema<readonly T[]> {
  return { read: (r) => readItems(r, item, true) ?? [], write: (w, v) => writeItems(w, item, v) }
}
/** A vector of a client's request that may not be null: ZooKeeper walks it without a look. */
export function presentVector<T>(item: Schema<T>): Schema<readonly T[]> {
  return {
    read: (r) => {
      const at = r.offset
      const items = readItems(r, item, true)
      if (items === null) throw new ProtocolError('null in the place of a vector', at)
      return items
    },
    write: (w, v) => writeItems(w, item, v),
  }
}
/** A vector that keeps null (count -1) apart from empty (count 0). */
export function nullableVector<T>(item: Schema<T>): Schema<readonly T[] | null> {
  return { read: (r) => readItems(r, item), write: (w, v) => (v === null ? w.int(-1) : writeItems(w, item, v)) }
}

/**
 * The record `T`: its fields in the order written here. `byHand` is the same once more, field by field, for records that
 * come by the thousand: one literal is made many times faster than an object that grows in a loop, and who reads it finds
 * its fields faster, too. Where spans are asked for the loop is walked all the same.
 */
export function record<T extends object>(
  fields: { readonly [K in keyof T]-?: Schema<T[K]> },
  byHand?: Schema<T>,
): Schema<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  const schemas = names.map((name) => fields[name])
  const inLoop: Schema<T> = {
    read: (r) => {
      const value: Record<string, unknown> = {}
      for (let i = 0; i < schemas.length; i++) {
        const name = names[i]
        const start = r.offset
        if (name !== undefined) value[name] = schemas[i]?.read(r)
        if (name !== undefined) r.spans?.push({ name, start, end: r.offset })
      }
      return value as T
    },
    write: (w, value) => {
      for (let i = 0; i < schemas.length; i++) {
        const name = names[i]
        if (name !== undefined) schemas[i]?.write(w, value[name])
      }
    },
  }
  if (byHand === undefined) return inLoop
  return { read: (r) => (r.spans === undefined ? byHand.read(r) : inLoop.read(r)), write: byHand.write }
}

/** The bytes of `value`. */
export function encode<T>(schema: Schema<T>, value: T): Uint8Array {
  const writer = new Writer()
  schema.write(writer, value)
  return writer.bytes()
}
/** The value at the start of `bytes` (bytes after it are ignored, as ZooKeeper does). Throws ProtocolError. */
export function decode<T>(schema: Schema<T>, bytes: Uint8Array, spans?: Span[]): T {
  return schema.read(new JuteReader(bytes, spans))
}
