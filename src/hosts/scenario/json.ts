/** Values as JSON tells them, by their shape: reading refuses what does not fit, by its place and reason; writing is its inverse. */
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import type { ScenarioProblem, WantedKind } from '../scenario.ts'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import type { FieldForm, Form } from './shape.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Bytes of one znode's data: a request with more closes its connection. */
const DATA_BYTES_MAX = 0xfffff

type Without<T> = T extends unknown ? Omit<T, 'path'> : never
/** Thrown inside of reading only: the first thing that does not fit. */
export class Misfit extends Error {
  readonly problem: ScenarioProblem
  constructor(path: string, what: Without<ScenarioProblem>) {
    super(what.type)
    this.problem = { path, ...what }
  }
}
function notA(path: string, wanted: WantedKind): Misfit {
  return new Misfit(path, { type: 'notA', wanted })
}

export type Own = Readonly<Record<string, unknown>>
export function isOwn(value: unknown): value is Own {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
function own(value: Own, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** The value that `json` tells. Throws Misfit. */
export function fromJson(form: Form, json: unknown, path: string): unknown {
  switch (form.kind) {
    case 'text':
      return textFrom(form, json, path)
    case 'number':
      return numberFrom(form, json, path)
    case 'long':
      return longFrom(json, path)
    case 'flag':
    case 'mark':
      if (typeof json !== 'boolean' || (form.kind === 'mark' && !json)) throw notA(path, 'truth value')
      return json
    case 'choice':
      return choiceFrom(form.choices, json, path)
    case 'bytes':
      return json === null && form.orNull ? null : bytesFrom(json, path)
    case 'orNull':
      return json === null ? null : fromJson(form.form, json, path)
    case 'wordOr':
      return json === form.word ? json : fromJson(form.form, json, path)
    case 'list':
      return listFrom(form, json, path, (one, at) => fromJson(form.form, one, at))
    case 'record':
      if (!isOwn(json)) throw notA(path, 'object')
      return recordFrom(form.fields, json, path, [])
    case 'union': {
      if (!isOwn(json)) throw notA(path, 'object')
      const [name, fields] = variantOf(form, own(json, form.tag), `${path}.${form.tag}`)
      return { [form.tag]: name, ...recordFrom(fields, json, path, [form.tag]) }
    }
  }
}

function recordFrom(fields: readonly FieldForm[], json: Own, path: string, known: readonly string[]): object {
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`)
  for (const name of Object.keys(json))
    if (!known.includes(name) && !fields.some((field) => field.name === name))
      throw new Misfit(path, { type: 'unknownField', name: name.slice(0, 60) })
  return Object.fromEntries(
    fields.flatMap((field): readonly (readonly [string, unknown])[] => {
      const value = own(json, field.name)
      if (value !== undefined) return [[field.name, fromJson(field.form, value, within(field.name))]]
      if (field.need === 'required') throw new Misfit(within(field.name), { type: 'missing' })
      return field.need === 'optional' ? [] : [[field.name, field.otherwise]]
    }),
  )
}

export function variantOf(
  form: Extract<Form, { kind: 'union' }>,
  name: unknown,
  path: string,
): readonly [string, readonly FieldForm[]] {
  if (name === undefined) throw new Misfit(path, { type: 'missing' })
  if (typeof name !== 'string') throw notA(path, 'text')
  const fields = form.variants.get(name)
  if (fields === undefined)
    throw new Misfit(path, { type: 'notOneOf', found: name.slice(0, 60), choices: [...form.variants.keys()] })
  return [name, fields]
}

export function listFrom<T>(
  form: Extract<Form, { kind: 'list' }>,
  json: unknown,
  path: string,
  item: (one: unknown, at: string) => T,
): readonly T[] {
  if (!Array.isArray(json)) throw notA(path, 'list')
  if (json.length > form.max) throw new Misfit(path, { type: 'tooMany', max: form.max })
  if (form.length !== undefined && json.length !== form.length) throw new Misfit(path, { type: 'missing' })
  return json.map((one: unknown, index) => item(one, `${path}[${index + 1}]`))
}

export function textFrom(form: Extract<Form, { kind: 'text' }>, json: unknown, path: string): string {
  if (typeof json !== 'string') throw notA(path, 'text')
  if (json.length > form.max) throw new Misfit(path, { type: 'tooLong', max: form.max })
  const reason = form.problem?.(json)
  if (reason !== undefined) throw new Misfit(path, { type: 'malformed', reason })
  return json
}

export function numberFrom(form: Extract<Form, { kind: 'number' }>, json: unknown, path: string): number {
  const { min, max, whole } = form
  if (typeof json !== 'number' || !Number.isFinite(json)) throw notA(path, whole ? 'whole number' : 'number')
  if (whole && !Number.isInteger(json)) throw notA(path, 'whole number')
  if (json < min || json > max) throw new Misfit(path, { type: 'outside', min, max })
  return json === 0 ? 0 : json
}

export function longFrom(json: unknown, path: string): bigint {
  if (typeof json !== 'string' || !/^-?\d{1,19}$/.test(json)) throw notA(path, 'whole number')
  return BigInt.asIntN(64, BigInt(json))
}

function choiceFrom(choices: readonly (string | number)[], json: unknown, path: string): string | number {
  const found = choices.find((one) => one === json)
  if (found !== undefined) return found
  const told = typeof json === 'string' || typeof json === 'number' ? String(json).slice(0, 60) : typeof json
  throw new Misfit(path, { type: 'notOneOf', found: told, choices: choices.map(String) })
}

function bytesFrom(json: unknown, path: string): Uint8Array {
  if (typeof json === 'string') return bytesOfText(json, path)
  if (!isOwn(json)) throw notA(path, 'data')
  const code = own(json, 'base64')
  if (typeof code !== 'string' || Object.keys(json).length !== 1) throw notA(path, 'data')
  return bytesOfBase64(code, path)
}
export function bytesOfText(text: string, path: string): Uint8Array {
  if (text.length > DATA_BYTES_MAX) throw new Misfit(path, { type: 'tooLong', max: DATA_BYTES_MAX })
  return bounded(encodeText(text), path)
}
export function bytesOfBase64(code: string, path: string): Uint8Array {
  if (code.length > 2 * DATA_BYTES_MAX) throw new Misfit(path, { type: 'tooLong', max: DATA_BYTES_MAX })
  const found = fromBase64Url(code.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
  if (found === undefined) throw notA(path, 'data')
  return bounded(found, path)
}
function bounded(found: Uint8Array, path: string): Uint8Array {
  if (found.length > DATA_BYTES_MAX) throw new Misfit(path, { type: 'tooLong', max: DATA_BYTES_MAX })
  return found
}

/** The text that bytes are, where they are UTF-8 and nothing else. */
export function textOfBytes(value: Uint8Array): string | undefined {
  const text = decodeUtf8(value)
  const again = encodeText(text)
  return again.length === value.length && again.every((byte, i) => byte === value[i]) ? text : undefined
}

/** What JSON tells of a value of this form. */
export function toJson(form: Form, value: unknown): Json {
  switch (form.kind) {
    case 'long':
      return String(value)
    case 'bytes': {
      if (!(value instanceof Uint8Array)) return null
      return textOfBytes(value) ?? { base64: toBase64Url(value) }
    }
    case 'orNull':
      return value === null ? null : toJson(form.form, value)
    case 'wordOr':
      return value === form.word ? form.word : toJson(form.form, value)
    case 'list':
      return Array.isArray(value) ? value.map((one: unknown) => toJson(form.form, one)) : []
    case 'record':
      return isOwn(value) ? Object.fromEntries(told(form.fields, value)) : {}
    case 'union': {
      if (!isOwn(value)) return {}
      const name = String(value[form.tag])
      return { [form.tag]: name, ...Object.fromEntries(told(form.variants.get(name) ?? [], value)) }
    }
    default:
      return isPlain(value) ? value : null
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
/** The fields that are told: those that are there and not as usual. */
function told(fields: readonly FieldForm[], value: Own): readonly (readonly [string, Json])[] {
  return fields.flatMap((field) => (isTold(field, value) ? [[field.name, toJson(field.form, value[field.name])]] : []))
}
export function isTold(field: FieldForm, value: Own): boolean {
  const one = own(value, field.name)
  if (one === undefined) return false
  if (field.need !== 'otherwise') return true
  const usual = field.otherwise
  return one !== usual && JSON.stringify(toJson(field.form, one)) !== JSON.stringify(toJson(field.form, usual))
}
