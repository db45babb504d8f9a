/**
 * The gate of the frame: whatever a host posts becomes a `HostMessage`, or is refused in words. Everything is bounded, nothing but
 * the fields that are known is looked at, and what comes out shares no object with what came in.
 */
import {
  type CreateMode,
  type DiskFate,
  type HostMessage,
  type Lang,
  type MessageId,
  NAMESPACE,
  type Op,
  type Snapshot,
  type Theme,
  VERSION,
} from './messages.ts'

/** ZooKeeper's own bound on a request (jute.maxbuffer) is a megabyte. */
export const DATA_MAX = 1_000_000
export const PATH_MAX = 4096
/** Base64 of all files of a snapshot: a docs page carries no more than that. */
export const SNAPSHOT_MAX = 8_000_000
export const FILES_MAX = 500
const SERVERS_MAX = 9
const CLIENTS_MAX = 26
const ID_MAX = 255

/** Why a message is not taken, in words that its author understands. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export type Parsed =
  | { readonly type: 'message'; readonly message: HostMessage; readonly id: MessageId | undefined }
  | { readonly type: 'refused'; readonly reason: string; readonly id: MessageId | undefined }
  /** Of somebody else: it is not answered. */
  | { readonly type: 'foreign' }

/** Reads what a host posted. Never throws. */
export function parseHostMessage(value: unknown): Parsed {
  if (!isRecord(value) || own(value, 'ns') !== NAMESPACE) return { type: 'foreign' }
  const raw = own(value, 'id')
  const id = isId(raw) ? raw : undefined
  try {
    if (own(value, 'v') !== VERSION) throw new Refusal(`this playground speaks version ${VERSION} of the messages`)
    if (raw !== undefined && id === undefined)
      throw new Refusal('id must be a text of 64 characters at most, or a number')
    return { type: 'message', message: readMessage(value), id }
  } catch (error) {
    if (error instanceof Refusal) return { type: 'refused', reason: error.message, id }
    throw error
  }
}

function isId(value: unknown): value is MessageId {
  return typeof value === 'string' ? value.length <= 64 : Number.isSafeInteger(value)
}

const TYPES = [
  'init',
  'setTheme',
  'setLang',
  'setSpeed',
  'run',
  'play',
  'pause',
  'step',
  'reset',
  'getSnapshot',
  'seek',
  'goto',
  'loadSnapshot',
] as const
const THEMES: readonly Theme[] = ['auto', 'light', 'dark']
const MODES: readonly CreateMode[] = [
  'persistent',
  'persistentSequential',
  'ephemeral',
  'ephemeralSequential',
  'container',
]
const FATES: readonly DiskFate[] = ['keep', 'loseUnflushed', 'wipe']
const WATCHES = ['oneShot', 'children', 'persistent', 'persistentRecursive'] as const

function readMessage(value: Fields): HostMessage {
  const type = oneOf(value, 'type', TYPES)
  switch (type) {
    case 'init':
      return {
        type,
        theme: maybe(value, 'theme', () => oneOf(value, 'theme', THEMES)),
        accent: maybe(value, 'accent', () => accent(value)),
        lang: maybe(value, 'lang', () => lang(value)),
      }
    case 'setTheme':
      return { type, theme: oneOf(value, 'theme', THEMES), accent: maybe(value, 'accent', () => accent(value)) }
    case 'setLang':
      return { type, lang: lang(value) }
    case 'setSpeed':
      return { type, speed: own(value, 'speed') === 'auto' ? 'auto' : number(value, 'speed', 0.01, 100) }
    case 'run':
      return { type, op: readOp(record(own(value, 'op'), 'op')) }
    case 'seek':
      return { type, t: number(value, 't', 0, Number.MAX_SAFE_INTEGER) }
    case 'goto':
      return { type, lesson: text(value, 'lesson', 64), step: maybe(value, 'step', () => whole(value, 'step', 1, 100)) }
    case 'loadSnapshot':
      return { type, snapshot: readSnapshot(record(own(value, 'snapshot'), 'snapshot')) }
    default:
      return { type }
  }
}

const OPS = [
  'kill',
  'stop',
  'freeze',
  'thaw',
  'isolate',
  'restart',
  'partition',
  'cut',
  'heal',
  'newEnsemble',
  'addClient',
  'killClient',
  'closeClient',
  'freezeClient',
  'thawClient',
  'create',
  'set',
  'delete',
  'get',
  'ls',
  'watch',
  'lock',
] as const

function readOp(op: Fields): Op {
  const type = oneOf(op, 'type', OPS)
  const client = () => maybe(op, 'client', () => clientName(op, 'client'))
  const version = () => maybe(op, 'version', () => whole(op, 'version', -1, 2 ** 31 - 1))
  switch (type) {
    case 'kill':
      return { type, server: maybe(op, 'server', () => server(op, 'server')) }
    case 'stop':
    case 'freeze':
    case 'thaw':
    case 'isolate':
      return { type, server: server(op, 'server') }
    case 'restart':
      return { type, server: server(op, 'server'), disk: maybe(op, 'disk', () => oneOf(op, 'disk', FATES)) }
    case 'partition':
      return { type, groups: groups(op) }
    case 'cut':
      return { type, from: server(op, 'from'), to: server(op, 'to') }
    case 'newEnsemble':
      return { type, servers: whole(op, 'servers', 1, 7) }
    case 'addClient':
      return { type, name: maybe(op, 'name', () => clientName(op, 'name')) }
    case 'killClient':
    case 'closeClient':
    case 'freezeClient':
    case 'thawClient':
      return { type, client: clientName(op, 'client') }
    case 'create': {
      const data = maybe(op, 'data', () => text(op, 'data', DATA_MAX))
      return { type, path: path(op), data, mode: maybe(op, 'mode', () => oneOf(op, 'mode', MODES)), client: client() }
    }
    case 'set':
      return { type, path: path(op), data: text(op, 'data', DATA_MAX), version: version(), client: client() }
    case 'delete':
      return { type, path: path(op), version: version(), client: client() }
    case 'get':
    case 'ls':
      return { type, path: path(op), client: client() }
    case 'watch':
      return { type, path: path(op), mode: maybe(op, 'mode', () => oneOf(op, 'mode', WATCHES)), client: client() }
    default:
      return { type }
  }
}

/** Reads a snapshot: its shape and its size; what its files hold is looked at by whoever starts from them. */
function readSnapshot(value: Fields): Snapshot {
  if (own(value, 'version') !== 1) throw new Refusal('snapshot.version must be 1')
  let room = SNAPSHOT_MAX
  let files = FILES_MAX
  const servers = list(value, 'servers', SERVERS_MAX).map((one) => {
    const fields = record(one, 'snapshot.servers')
    const held = list(fields, 'files', files).map((each) => {
      const file = record(each, 'snapshot.servers.files')
      const base64 = text(file, 'base64', room)
      room -= base64.length
      return { name: text(file, 'name', 200), base64 }
    })
    files -= held.length
    return { id: server(fields, 'id'), observer: own(fields, 'observer') === true, files: held }
  })
  const clients = list(value, 'clients', CLIENTS_MAX).map((name) => clientName({ name }, 'name'))
  return { version: 1, servers, clients }
}

// ── Fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Fields = Readonly<Record<string, unknown>>
function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
/** A field of the object itself: nothing is inherited. */
function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
function record(value: unknown, name: string): Fields {
  if (!isRecord(value)) throw new Refusal(`${name} must be an object`)
  return value
}
function maybe<T>(fields: Fields, name: string, read: () => T): T | undefined {
  return own(fields, name) === undefined ? undefined : read()
}
function oneOf<T extends string>(fields: Fields, name: string, all: readonly T[]): T {
  const value = own(fields, name)
  const found = all.find((one) => one === value)
  if (found === undefined) throw new Refusal(`${name} must be one of ${all.join(', ')}`)
  return found
}
function number(fields: Fields, name: string, least: number, most: number): number {
  const value = own(fields, name)
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw new Refusal(`${name} must be a number from ${least} to ${most}`)
  return value
}
function whole(fields: Fields, name: string, least: number, most: number): number {
  const value = number(fields, name, least, most)
  if (!Number.isInteger(value)) throw new Refusal(`${name} must be a whole number`)
  return value
}
function text(fields: Fields, name: string, longest: number): string {
  const value = own(fields, name)
  if (typeof value !== 'string') throw new Refusal(`${name} must be a text`)
  if (value.length > longest) throw new Refusal(`${name} is too long: ${longest} characters at most`)
  return value
}
function list(fields: Fields, name: string, most: number): readonly unknown[] {
  const value = own(fields, name)
  if (!Array.isArray(value)) throw new Refusal(`${name} must be a list`)
  if (value.length > most) throw new Refusal(`${name} is too long: ${most} at most`)
  return Array.from(value)
}
function server(fields: Fields, name: string): number {
  return whole(fields, name, 1, ID_MAX)
}
function clientName(fields: Fields, name: string): string {
  const value = text(fields, name, 32)
  if (!/^\w+$/.test(value)) throw new Refusal(`${name} must be a client's name: letters and digits`)
  return value
}
function path(fields: Fields): string {
  const value = text(fields, 'path', PATH_MAX)
  if (!value.startsWith('/')) throw new Refusal('path must begin with /')
  return value
}
function accent(fields: Fields): string {
  const value = text(fields, 'accent', 7).replace(/^#/, '')
  if (!/^[0-9a-f]{6}$/i.test(value)) throw new Refusal('accent must be a colour as RRGGBB')
  return value.toLowerCase()
}
function lang(fields: Fields): Lang {
  const value = text(fields, 'lang', 35)
  if (value === 'auto') return value
  return /^zh/i.test(value) ? 'zh-CN' : 'en'
}
function groups(fields: Fields): readonly (readonly number[])[] {
  return list(fields, 'groups', SERVERS_MAX).map((group) =>
    list({ group }, 'group', SERVERS_MAX).map((id) => server({ id }, 'id')),
  )
}
