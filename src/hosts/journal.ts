/**
 * The journal of a node: its configuration and every input with its time. `step` is deterministic, so this is the whole
 * run: rewinding, forking, sharing and bug reports stand on it.
 *
 * Its text form is JSON: `{"$bigint":"12"}` for 64-bit integers and `{"$hex":"0a"}` for bytes; a field that is undefined is
 * left out. No record of the protocol has a field whose name begins with `$`.
 */
import { fromHex, toHex } from '../ground/base/hex.ts'
import { type Millis, type NodeName, nodeName, ZXID_ZERO, type Zxid, zxidFrom } from '../ground/ids.ts'
import type { ClientConfig, ClientInput } from '../protocol/client/seam.ts'
import type { ServerConfig } from '../protocol/config.ts'
import type { Input } from '../protocol/seam.ts'
import type { Journal } from './engine.ts'

export type Entry<I> = { readonly at: Millis; readonly input: I }
/** The journal of a server, with types. */
export type ServerJournal = Omit<Journal, 'config' | 'entries'> & {
  readonly config: ServerConfig
  readonly entries: readonly Entry<Input>[]
}
/** A journal that is being written: by the host, one entry before each step. */
export type Recorder<C, I> = { readonly node: NodeName; readonly config: C; readonly entries: Entry<I>[] }
export type ServerRecorder = Recorder<ServerConfig, Input>
export type ClientRecorder = Recorder<ClientConfig, ClientInput>

export function recorder<C, I>(node: NodeName, config: C): Recorder<C, I> {
  return { node, config, entries: [] }
}
export function record<C, I>(book: Recorder<C, I>, at: Millis, input: I): void {
  book.entries.push({ at, input })
}
/** The journal up to now. `zxid` and `digest` are what the live node holds at this moment; a client has neither. */
export function journalOf<C, I>(
  book: Recorder<C, I>,
  zxid: Zxid = ZXID_ZERO,
  digest: bigint = 0n,
): {
  readonly node: NodeName
  readonly config: C
  readonly entries: readonly Entry<I>[]
  readonly zxid: Zxid
  readonly digest: bigint
} {
  return { node: book.node, config: book.config, entries: [...book.entries], zxid, digest }
}

/** JSON text of a journal. */
export function encodeJournal(journal: Journal): string {
  return JSON.stringify(packed(journal))
}

/** The journal of a JSON text. Throws RangeError where the text is no journal. */
export function decodeJournal(text: string): Journal {
  const value = unpacked(parsed(text), 0)
  if (!isFields(value)) throw new RangeError('a journal is an object')
  const { node, config, entries, zxid, digest } = value
  if (typeof node !== 'string' || typeof zxid !== 'bigint' || typeof digest !== 'bigint')
    throw new RangeError('a journal names its node, zxid and digest')
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw new RangeError('a journal has entries with times')
  return { node: nodeName(node), config, entries, zxid: zxidFrom(zxid), digest }
}

/** The same journal with types, or undefined where it is not a server's. */
export function serverJournal(journal: Journal): ServerJournal | undefined {
  const { config, entries } = journal
  if (!isServerConfig(config) || !entries.every(isServerEntry)) return undefined
  return { ...journal, config, entries: entries.filter(isServerEntry) }
}

/** Inputs of a server by name; the compiler keeps it total. */
const INPUT_TYPES: { readonly [K in Input['type']]: true } = {
  started: true,
  opened: true,
  received: true,
  closed: true,
  stored: true,
  files: true,
  diskFailed: true,
  deadline: true,
  stopping: true,
}

/** Fields by the names that this file reads; `unknown` until it has looked. */
type FieldName = 'node' | 'config' | 'entries' | 'zxid' | 'digest' | 'at' | 'input' | 'type' | 'self' | 'members'
type Fields = { readonly [K in FieldName | '$bigint' | '$hex']?: unknown }

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function isEntry(value: unknown): value is Entry<unknown> {
  return isFields(value) && typeof value.at === 'number' && 'input' in value
}
function isServerEntry(entry: Entry<unknown>): entry is Entry<Input> {
  return isFields(entry.input) && typeof entry.input.type === 'string' && Object.hasOwn(INPUT_TYPES, entry.input.type)
}
function isServerConfig(value: unknown): value is ServerConfig {
  return isFields(value) && typeof value.self === 'number' && Array.isArray(value.members)
}

function packed(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (value instanceof Uint8Array) return { $hex: toHex(value) }
  if (Array.isArray(value)) return value.map(packed)
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, packed(field)]))
}

/** Deeper than any record of the protocol: what goes deeper is no journal. */
const DEPTH_MAX = 100
/** Longer than any 64-bit integer. */
const DIGITS_MAX = 20

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RangeError(`a journal is JSON text: ${error instanceof Error ? error.message : String(error)}`)
  }
}
function unpacked(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new RangeError('a journal has no such depth')
  if (Array.isArray(value)) return value.map((item) => unpacked(item, depth + 1))
  if (!isFields(value)) return value
  // A digest is unsigned and a session id signed: neither has the form that ids.ts parses.
  if (typeof value.$bigint === 'string') return bigintOf(value.$bigint)
  if (typeof value.$hex === 'string') return fromHex(value.$hex)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unpacked(field, depth + 1)]))
}
function bigintOf(text: string): bigint {
  if (!/^-?\d+$/.test(text) || text.length > DIGITS_MAX) throw new RangeError(`no integer: ${text.slice(0, 40)}`)
  return BigInt(text)
}
