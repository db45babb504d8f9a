/**
 * What a program may say to the page, checked at the gate: it is written by anybody, so nothing of it is trusted. A message
 * that does not fit is refused with a reason that the program gets as an error.
 */

import { fail, ok, type Result } from '../../../ground/base/result.ts'
import { CreateFlag, type CreateMode } from '../../../ground/jute/opcodes.ts'
import type { Acl } from '../../../ground/jute/records.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'

/** An operation, a lock, or a client's coming and going. */
export type Wish =
  | { readonly what: 'connect'; readonly name: string | undefined }
  | { readonly what: 'close' | 'unlock'; readonly client: string }
  | { readonly what: 'lock'; readonly client: string; readonly path: string }
  | { readonly what: 'submit'; readonly client: string; readonly op: ClientOp }
export type FromProgram =
  | { readonly type: 'ask'; readonly id: number; readonly wish: Result<Wish, string> }
  | { readonly type: 'log'; readonly level: 'log' | 'warn' | 'error'; readonly text: string }
  | { readonly type: 'ended'; readonly error: string | undefined }
  | { readonly type: 'pong' }

/** Characters of one printed line; more are cut. */
export const lineCharactersMax = 2000
const DATA_BYTES_MAX = 0xfffff

type Fields = Readonly<Record<string, unknown>>
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The message in `data`; undefined where it is none. */
export function readProgram(data: unknown): FromProgram | undefined {
  if (!isFields(data)) return undefined
  const { type, id, level, text, error } = data
  switch (type) {
    case 'pong':
      return { type }
    case 'log':
      if (typeof text !== 'string') return undefined
      return {
        type,
        level: level === 'warn' || level === 'error' ? level : 'log',
        text: text.slice(0, lineCharactersMax),
      }
    case 'ended':
      return { type, error: typeof error === 'string' ? error.slice(0, lineCharactersMax) : undefined }
    case 'ask':
      return typeof id === 'number' && Number.isSafeInteger(id) ? { type, id, wish: wishOf(data) } : undefined
    default:
      return undefined
  }
}

function wishOf({ what, name, client, path, op }: Fields): Result<Wish, string> {
  if (what === 'connect') {
    if (name === undefined) return ok({ what, name: undefined })
    return typeof name === 'string' ? ok({ what, name }) : fail('connect takes a name')
  }
  if (typeof client !== 'string') return fail('no client is named')
  if (what === 'close' || what === 'unlock') return ok({ what, client })
  if (what === 'lock') return typeof path === 'string' ? ok({ what, client, path }) : fail('lock takes a path')
  if (what !== 'submit' || !isFields(op)) return fail('this is no operation')
  const read = opOf(op)
  return read.ok ? ok({ what, client, op: read.value }) : read
}

function opOf(op: Fields): Result<ClientOp, string> {
  const { type, path, watch, version, mode } = op
  if (typeof path !== 'string') return fail('a path is a text')
  switch (type) {
    case 'create':
      return createOf(op, path)
    case 'getData':
    case 'exists':
    case 'getChildren':
      return ok({ type, path, watch: watch === true })
    case 'setData': {
      const data = dataOf(op['data'])
      return data.ok ? withVersion(version, (known) => ({ type, path, data: data.value, version: known })) : data
    }
    case 'delete':
      return withVersion(version, (known) => ({ type, path, version: known }))
    case 'sync':
      return ok({ type, path })
    case 'addWatch':
      if (mode !== 'persistent' && mode !== 'persistentRecursive')
        return fail('a watch that stays is persistent or persistentRecursive')
      return ok({ type, path, mode })
    default:
      return fail('this is no operation')
  }
}

function createOf({ data, mode, ttl, acl }: Fields, path: string): Result<ClientOp, string> {
  const bytes = dataOf(data)
  if (!bytes.ok) return bytes
  if (typeof mode !== 'string' || !isMode(mode)) return fail(`a mode is one of ${Object.keys(CreateFlag).join(', ')}`)
  if (ttl !== undefined && typeof ttl !== 'number') return fail('a ttl is a number of milliseconds')
  const entries = aclOf(acl)
  if (entries === undefined) return fail('an acl is a list of { perms, id: { scheme, id } }')
  const op = { type: 'create', path, data: bytes.value, mode, acl: entries } as const
  return ok(ttl === undefined ? op : { ...op, ttl })
}
function isMode(text: string): text is CreateMode {
  return Object.hasOwn(CreateFlag, text)
}

function dataOf(value: unknown): Result<Uint8Array | null, string> {
  if (value === null) return ok(null)
  if (!(value instanceof Uint8Array)) return fail('data is a text, bytes, or null')
  return value.length <= DATA_BYTES_MAX ? ok(value) : fail('data may have one megabyte at most')
}
function withVersion(version: unknown, make: (known: number) => ClientOp): Result<ClientOp, string> {
  const fits = typeof version === 'number' && Number.isInteger(version) && version >= -1 && version < 2 ** 31
  return fits ? ok(make(version)) : fail('a version is an integer; -1 is any')
}
function aclOf(value: unknown): readonly Acl[] | undefined {
  if (value === undefined) return OPEN_ACL
  if (!Array.isArray(value)) return undefined
  const entries = value.flatMap((entry: unknown): readonly Acl[] => {
    if (!isFields(entry) || typeof entry['perms'] !== 'number' || !isFields(entry['id'])) return []
    const { scheme, id } = entry['id']
    return typeof scheme === 'string' && typeof id === 'string'
      ? [{ perms: entry['perms'] & 31, id: { scheme, id } }]
      : []
  })
  return entries.length === value.length ? entries : undefined
}
