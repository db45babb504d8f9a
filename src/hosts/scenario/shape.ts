/**
 * The shape of a value that comes from outside, as data: one table serves the validator (`read.ts`), the writer, the packer
 * of links and the published schema. The types are written by hand, and a table that lacks a field of them does not compile.
 *
 * Laws: 1. Variants, choices and fields are only ever added, at their end: links name them by their place. 2. Nothing is
 * looked up in an object by a name that came from outside, but its own names.
 */

/** A shape without the type that it stands for. */
export type Form =
  | { readonly kind: 'text'; readonly max: number; readonly problem?: (text: string) => string | undefined }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly whole: boolean }
  /** A signed 64-bit integer, in JSON as decimal digits in a text. */
  | { readonly kind: 'long' }
  | { readonly kind: 'flag' }
  /** `true`, or absent. */
  | { readonly kind: 'mark' }
  | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] }
  /** Bytes: in JSON a text, or `{ "base64": … }` where they are no UTF-8; `orNull`: or null. */
  | { readonly kind: 'bytes'; readonly orNull: boolean }
  | { readonly kind: 'orNull'; readonly form: Form }
  /** A single word, or something else. */
  | { readonly kind: 'wordOr'; readonly word: string; readonly form: Form }
  | { readonly kind: 'list'; readonly form: Form; readonly max: number; readonly length?: number }
  | { readonly kind: 'record'; readonly fields: readonly FieldForm[] }
  | { readonly kind: 'union'; readonly tag: string; readonly variants: ReadonlyMap<string, readonly FieldForm[]> }
export type FieldForm = { readonly name: string; readonly form: Form } & (
  | { readonly need: 'required' }
  | { readonly need: 'optional' }
  /** Absent in JSON where it has this value. */
  | { readonly need: 'otherwise'; readonly otherwise: unknown }
)

/** A form whose values are `T`s. */
export type Shape<T> = Form & { readonly means?: (value: T) => T }
type Required<T> = Shape<T> | { readonly shape: Shape<T>; readonly otherwise: T }
type Optional<T> = { readonly shape: Shape<T>; readonly optional: true }
/** A row for each field of `T`; optional where the field is. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Required<T[K]>
}

export function text(max: number, problem?: (text: string) => string | undefined): Shape<string> {
  return problem === undefined ? { kind: 'text', max } : { kind: 'text', max, problem }
}
/** A text with a brand, or one of a few. */
export function textOf<T extends string>(max: number, problem?: (text: string) => string | undefined): Shape<T> {
  return problem === undefined ? { kind: 'text', max } : { kind: 'text', max, problem }
}
export function whole<T extends number = number>(min: number, max: number): Shape<T> {
  return { kind: 'number', min, max, whole: true }
}
export function number(min: number, max: number): Shape<number> {
  return { kind: 'number', min, max, whole: false }
}
export const long: Shape<bigint> = { kind: 'long' }
export const flag: Shape<boolean> = { kind: 'flag' }
export const mark: Shape<true> = { kind: 'mark' }
export const bytes: Shape<Uint8Array> = { kind: 'bytes', orNull: false }
export const bytesOrNull: Shape<Uint8Array | null> = { kind: 'bytes', orNull: true }
export function choice<const T extends string | number>(choices: readonly T[]): Shape<T> {
  return { kind: 'choice', choices }
}
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return { kind: 'orNull', form: shape }
}
export function wordOr<const W extends string, T>(word: W, shape: Shape<T>): Shape<W | T> {
  return { kind: 'wordOr', word, form: shape }
}
export function list<T>(shape: Shape<T>, max: number): Shape<readonly T[]> {
  return { kind: 'list', form: shape, max }
}
export function pair<T>(shape: Shape<T>): Shape<readonly [T, T]> {
  return { kind: 'list', form: shape, max: 2, length: 2 }
}
export function record<T>(fields: Fields<T>): Shape<T> {
  return { kind: 'record', fields: rows(fields) }
}
/** One of several records, told apart by their `type`. */
export function byType<T extends { readonly type: string }>(
  variants: {
    readonly [V in T['type']]: Fields<Omit<Extract<T, { readonly type: V }>, 'type'>>
  },
): Shape<T> {
  return { kind: 'union', tag: 'type', variants: tableOf(variants) }
}
export function byRecipe<T extends { readonly recipe: string }>(
  variants: {
    readonly [V in T['recipe']]: Fields<Omit<Extract<T, { readonly recipe: V }>, 'recipe'>>
  },
): Shape<T> {
  return { kind: 'union', tag: 'recipe', variants: tableOf(variants) }
}
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { shape, optional: true }
}
/** A field that JSON leaves out where it is `value`. */
export function otherwise<T>(shape: Shape<T>, value: T): { readonly shape: Shape<T>; readonly otherwise: T } {
  return { shape, otherwise: value }
}

type Row =
  | Form
  | { readonly shape: Form; readonly otherwise: unknown }
  | { readonly shape: Form; readonly optional: true }
function tableOf(
  variants: Readonly<Record<string, Readonly<Record<string, Row>>>>,
): ReadonlyMap<string, readonly FieldForm[]> {
  return new Map(Object.entries(variants).map(([name, fields]) => [name, rows(fields)]))
}
function rows(fields: Readonly<Record<string, Row>>): readonly FieldForm[] {
  return Object.entries(fields).map(([name, row]): FieldForm => {
    if ('kind' in row) return { name, form: row, need: 'required' }
    if ('optional' in row) return { name, form: row.shape, need: 'optional' }
    return { name, form: row.shape, need: 'otherwise', otherwise: row.otherwise }
  })
}
