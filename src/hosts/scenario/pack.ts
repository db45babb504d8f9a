/**
 * Values as short JSON for links: fields in the order of their table without names, variants and choices by their place,
 * what is as usual left out. A union that is the last field of its record goes on in the record's own row.
 * Law: `unpack` is as strict as reading a file is; only absence packs to null.
 */
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { toBase64Url } from './base64url.ts'
import {
  bytesOfBase64,
  bytesOfText,
  isOwn,
  isTold,
  type Json,
  listFrom,
  longFrom,
  Misfit,
  numberFrom,
  type Own,
  textFrom,
  textOfBytes,
} from './json.ts'
import type { FieldForm, Form } from './shape.ts'

type UnionForm = Extract<Form, { kind: 'union' }>

/** Stands for null where that is a value. */
const NULL = 0

export function pack(form: Form, value: unknown): Json {
  switch (form.kind) {
    case 'text':
    case 'number':
      return typeof value === 'string' || typeof value === 'number' ? value : NULL
    case 'long':
      return String(value)
    case 'flag':
    case 'mark':
      return value === true ? 1 : 0
    case 'choice':
      return typeof value === 'string' || typeof value === 'number' ? form.choices.indexOf(value) : NULL
    case 'bytes':
      if (!(value instanceof Uint8Array)) return NULL
      return textOfBytes(value) ?? [toBase64Url(value)]
    case 'orNull':
      return value === null ? NULL : pack(form.form, value)
    case 'wordOr':
      return value === form.word ? form.word : pack(form.form, value)
    case 'list':
      return Array.isArray(value) ? value.map((one: unknown) => pack(form.form, one)) : []
    case 'record':
      return isOwn(value) ? packFields(form.fields, value) : []
    case 'union': {
      const row = packRow(form, value)
      return row.length === 1 ? (row[0] ?? NULL) : row
    }
  }
}
/** A union's row: the place of its variant, then the variant's fields. */
function packRow(form: UnionForm, value: unknown): readonly Json[] {
  if (!isOwn(value)) return []
  const name = String(value[form.tag])
  return [[...form.variants.keys()].indexOf(name), ...packFields(form.variants.get(name) ?? [], value)]
}
function packFields(fields: readonly FieldForm[], value: Own): readonly Json[] {
  const tail = tailOf(fields)
  const head = tail === undefined ? fields : fields.slice(0, -1)
  const packed = head.map((field) => (isTold(field, value) ? pack(field.form, value[field.name]) : null))
  if (tail !== undefined) return [...packed, ...packRow(tail.form, value[tail.name])]
  return packed.slice(0, packed.findLastIndex((one) => one !== null) + 1)
}
/** The field that goes on in the row of its record. */
function tailOf(fields: readonly FieldForm[]): { readonly name: string; readonly form: UnionForm } | undefined {
  const last = fields.at(-1)
  return last?.need === 'required' && last.form.kind === 'union' ? { name: last.name, form: last.form } : undefined
}

/** The value that was packed. Throws Misfit. */
export function unpack(form: Form, packed: unknown, path: string): unknown {
  switch (form.kind) {
    case 'text':
      return textFrom(form, packed, path)
    case 'number':
      return numberFrom(form, packed, path)
    case 'long':
      return longFrom(packed, path)
    case 'flag':
    case 'mark':
      if (packed !== 1 && (packed !== 0 || form.kind === 'mark'))
        throw new Misfit(path, { type: 'notA', wanted: 'truth value' })
      return packed === 1
    case 'choice':
      return nth(form.choices, packed, path)
    case 'bytes':
      return packed === NULL && form.orNull ? null : unpackBytes(packed, path)
    case 'orNull':
      return packed === NULL ? null : unpack(form.form, packed, path)
    case 'wordOr':
      return packed === form.word ? packed : unpack(form.form, packed, path)
    case 'list':
      return listFrom(form, packed, path, (one, at) => unpack(form.form, one, at))
    case 'record':
      return unpackFields(form.fields, packed, path)
    case 'union':
      return unpackRow(form, Array.isArray(packed) ? packed : [packed], path)
  }
}
/** The value of a union's row. Throws Misfit. */
function unpackRow(form: UnionForm, row: readonly unknown[], path: string): object {
  const [place, ...rest] = row
  const [name, fields] = nth([...form.variants], place, path)
  return { [form.tag]: name, ...unpackFields(fields, rest, path) }
}

function nth<T>(all: readonly T[], place: unknown, path: string): T {
  const found = typeof place === 'number' ? all[place] : undefined
  if (found === undefined)
    throw new Misfit(path, { type: 'notOneOf', found: String(place).slice(0, 20), choices: [`0 … ${all.length - 1}`] })
  return found
}

function unpackFields(fields: readonly FieldForm[], packed: unknown, path: string): object {
  if (!Array.isArray(packed)) throw new Misfit(path, { type: 'notA', wanted: 'list' })
  const tail = tailOf(fields)
  if (tail !== undefined) {
    const head = fields.slice(0, -1)
    const before = unpackFields(head, packed.slice(0, head.length), path)
    return { ...before, [tail.name]: unpackRow(tail.form, packed.slice(head.length), within(path, tail.name)) }
  }
  if (packed.length > fields.length) throw new Misfit(path, { type: 'tooMany', max: fields.length })
  return Object.fromEntries(
    fields.flatMap((field, index): readonly (readonly [string, unknown])[] => {
      const at = within(path, field.name)
      const one: unknown = packed[index] ?? null
      if (one !== null) return [[field.name, unpack(field.form, one, at)]]
      if (field.need === 'required') throw new Misfit(at, { type: 'missing' })
      return field.need === 'optional' ? [] : [[field.name, field.otherwise]]
    }),
  )
}
function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function unpackBytes(packed: unknown, path: string): Uint8Array {
  if (typeof packed === 'string') return bytesOfText(packed, path)
  const [code, ...more]: readonly unknown[] = Array.isArray(packed) ? packed : []
  if (typeof code !== 'string' || more.length > 0) throw new Misfit(path, { type: 'notA', wanted: 'data' })
  return bytesOfBase64(code, path)
}

/** JSON of a packed value as bytes, and back. Throws Misfit where it is no JSON. */
export function packedBytes(packed: Json): Uint8Array {
  return encodeText(JSON.stringify(packed))
}
export function packedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    throw new Misfit('', { type: 'unreadable' })
  }
}
