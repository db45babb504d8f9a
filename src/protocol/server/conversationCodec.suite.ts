/**
 * Requests and answers of recorded conversations: a step's fields become the request's bytes, the answer's bytes become
 * the plain values that were recorded. Written from the wire up, field by field, and not with the server's own schemas
 * where they could hide a fault on both sides.
 */

import { fromHex, toHex } from '../../ground/base/hex.ts'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { type Reader, Writer } from '../../ground/jute/cursor.ts'
import { KeeperErrors, keeperErrorName } from '../../ground/jute/errors.ts'
import { OpCode, opName } from '../../ground/jute/opcodes.ts'

type AclText = string | null | readonly (readonly [number, string, string])[]
type DataText = string | null | { readonly hex: string } | { readonly size: number } | readonly string[]

/** One step: who does what, and what came of it. Fields as the recordings name them. */
export type Step = {
  readonly s?: string
  readonly op: string
  readonly path?: string
  readonly data?: DataText
  readonly acl?: AclText
  readonly flags?: number
  readonly ttl?: number
  readonly version?: number
  readonly watch?: boolean
  readonly mode?: number
  readonly type?: number
  readonly zxid?: number
  readonly exist?: readonly string[]
  readonly child?: readonly string[]
  readonly persistent?: readonly string[]
  readonly recursive?: readonly string[]
  readonly ops?: readonly Step[]
  readonly scheme?: string
  readonly auth?: string
  readonly server?: number
  readonly timeout?: number
  readonly resume?: string
  readonly badPasswd?: boolean
  readonly sessionId?: number
  readonly lastZxid?: number
  readonly ms?: number
  readonly hex?: string
  readonly expect?: { readonly [key: string]: unknown }
}

const ACLS: { readonly [name: string]: AclText } = {
  open: [[31, 'world', 'anyone']],
  read: [[1, 'world', 'anyone']],
  creator: [[31, 'auth', '']],
}
const MULTI_HEADER_END = [-1, true, -1] as const

function putAcl(writer: Writer, acl: AclText): void {
  const entries = typeof acl === 'string' ? (ACLS[acl] ?? null) : acl
  if (entries === null || typeof entries === 'string') return writer.int(-1)
  writer.int(entries.length)
  for (const [perms, scheme, id] of entries) {
    writer.int(perms)
    writer.ustring(scheme)
    writer.ustring(id)
  }
}

function bytesOf(data: DataText | undefined): Uint8Array | null {
  if (data === undefined || data === null) return null
  if (typeof data === 'string') return encodeUtf8(data)
  if ('hex' in data) return fromHex(data.hex)
  if ('size' in data) return new Uint8Array(data.size).fill('x'.charCodeAt(0))
  throw new RangeError('a list is no data')
}

function putPaths(writer: Writer, paths: DataText | undefined): void {
  const list = Array.isArray(paths) ? paths : []
  writer.int(list.length)
  for (const path of list) writer.ustring(path)
}

function putCreate(writer: Writer, step: Step): void {
  writer.ustring(step.path ?? null)
  writer.buffer(bytesOf(step.data))
  putAcl(writer, step.acl === undefined ? 'open' : step.acl)
  const usual = step.op === 'createContainer' ? 4 : step.op === 'createTTL' ? 5 : 0
  writer.int(step.flags ?? usual)
  if (step.op === 'createTTL') writer.long(BigInt(step.ttl ?? 0))
}

function putHeader(writer: Writer, type: number, done: boolean, err: number): void {
  writer.int(type)
  writer.boolean(done)
  writer.int(err)
}

function putParts(writer: Writer, step: Step): void {
  for (const part of step.ops ?? []) {
    putHeader(writer, codeOf(part.op), false, -1)
    writer.raw(encodeBody(part))
  }
  putHeader(writer, ...MULTI_HEADER_END)
}

function putSetWatches(writer: Writer, step: Step): void {
  writer.long(BigInt(step.zxid ?? 0))
  for (const paths of [step.data, step.exist, step.child]) putPaths(writer, paths)
  if (step.op !== 'setWatches2') return
  for (const paths of [step.persistent, step.recursive]) putPaths(writer, paths)
}

function putAuth(writer: Writer, step: Step): void {
  writer.int(0)
  writer.ustring(step.scheme ?? null)
  writer.buffer(encodeUtf8(step.auth ?? ''))
}

/** The number of an operation that the recordings name. */
export function codeOf(op: string): number {
  for (const [name, code] of Object.entries(OpCode)) if (name === op) return code
  throw new RangeError(`no operation ${op}`)
}

type Put = (writer: Writer, step: Step) => void
const withPath: Put = (writer, step) => writer.ustring(step.path ?? null)
const withVersion: Put = (writer, step) => writer.int(step.version ?? -1)
const inOrder =
  (...puts: readonly Put[]): Put =>
  (writer, step) => {
    for (const put of puts) put(writer, step)
  }
const pathWatch = inOrder(withPath, (writer, step) => writer.boolean(step.watch ?? false))
const pathVersion = inOrder(withPath, withVersion)
const pathType = inOrder(withPath, (writer, step) => writer.int(step.type ?? 0))

const bodies: { readonly [op: string]: Put } = {
  create: putCreate,
  create2: putCreate,
  createContainer: putCreate,
  createTTL: putCreate,
  delete: pathVersion,
  check: pathVersion,
  setData: inOrder(withPath, (writer, step) => writer.buffer(bytesOf(step.data)), withVersion),
  setACL: inOrder(withPath, (writer, step) => putAcl(writer, step.acl ?? null), withVersion),
  exists: pathWatch,
  getData: pathWatch,
  getChildren: pathWatch,
  getChildren2: pathWatch,
  getACL: withPath,
  sync: withPath,
  getAllChildrenNumber: withPath,
  getEphemerals: withPath,
  deleteContainer: withPath,
  addWatch: inOrder(withPath, (writer, step) => writer.int(step.mode ?? 0)),
  removeWatches: pathType,
  checkWatches: pathType,
  setWatches: putSetWatches,
  setWatches2: putSetWatches,
  auth: putAuth,
  multi: putParts,
  multiRead: putParts,
  whoAmI: () => {},
  closeSession: () => {},
}

/** Whether the step is a request with a body that is known here. */
export function isRequest(step: Step): boolean {
  return Object.hasOwn(bodies, step.op)
}

/** The bytes after the request's header. */
export function encodeBody(step: Step): Uint8Array {
  const writer = new Writer()
  const put = bodies[step.op]
  if (put === undefined) throw new RangeError(`no operation ${step.op}`)
  put(writer, step)
  return writer.bytes()
}

/** A stat as it came; zxids and the owner are bigints still. */
export type RawStat = { readonly [field: string]: number | bigint }
/** How the recordings write a stat down (zxids from the scenario's start, owners by letter). */
export type ShowStat = (stat: RawStat) => unknown

function readStat(reader: Reader): RawStat {
  const [czxid, mzxid, ctime, mtime] = [reader.long(), reader.long(), reader.long(), reader.long()]
  const [version, cversion, aversion] = [reader.int(), reader.int(), reader.int()]
  const [ephemeralOwner, dataLength, numChildren] = [reader.long(), reader.int(), reader.int()]
  const pzxid = reader.long()
  return { czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, dataLength, numChildren, pzxid }
}

function readData(reader: Reader): unknown {
  const bytes = reader.buffer()
  if (bytes === null) return null
  if (bytes.length > 200) return { size: bytes.length }
  const text = decodeUtf8(bytes)
  return text.includes('\ufffd') ? { hex: toHex(bytes) } : text
}

function readMany<T>(reader: Reader, read: () => T): T[] {
  return Array.from({ length: Math.max(0, reader.int()) }, read)
}

/** `NONODE` and its like, as the recordings name a code. */
export function errorText(code: number): string {
  const name = keeperErrorName(code)
  return name === undefined ? String(code) : KeeperErrors[name].name
}

function readResults(reader: Reader, show: ShowStat): unknown {
  const results: unknown[] = []
  for (;;) {
    const [kind, done] = [reader.int(), reader.boolean(), reader.int()]
    if (done) return { results }
    const op = opName(kind) ?? String(kind)
    if (kind === OpCode.error) results.push({ err: errorText(reader.int()) })
    else results.push({ op, ...(op === 'delete' || op === 'check' ? {} : decodeResult(op, reader, show)) })
  }
}

/** The answer's body as plain values, `{}` where it has none that matters. */
export function decodeResult(op: string, reader: Reader, show: ShowStat): object {
  const stat = (): unknown => show(readStat(reader))
  const texts = (): unknown => readMany(reader, () => reader.ustring() ?? '').sort()
  switch (op) {
    case 'create':
    case 'sync':
      return { path: reader.ustring() }
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return { path: reader.ustring(), stat: stat() }
    case 'exists':
    case 'setData':
    case 'setACL':
      return { stat: stat() }
    case 'getData':
      return { data: readData(reader), stat: stat() }
    case 'getACL':
      return { acl: readMany(reader, () => [reader.int(), reader.ustring(), reader.ustring()]), stat: stat() }
    case 'getChildren':
      return { children: texts() }
    case 'getChildren2':
      return { children: texts(), stat: stat() }
    case 'getEphemerals':
      return { paths: texts() }
    case 'getAllChildrenNumber':
      return { total: reader.int() }
    case 'whoAmI':
      return { ids: readMany(reader, () => [reader.ustring(), reader.ustring()]) }
    case 'multi':
    case 'multiRead':
      return Object(readResults(reader, show))
    default:
      return {}
  }
}
