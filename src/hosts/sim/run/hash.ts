/**
 * A print of a whole trace: two runs that differ in one field of one event have other prints. Times, names, zxids, records
 * and bytes all count, in their order.
 */
import type { Happening } from '../../engine.ts'

/** Two lanes of FNV-1a with different starts: 64 bits in all. */
export type TraceHash = { a: number; b: number; count: number }

export function emptyHash(): TraceHash {
  return { a: 0x811c9dc5, b: 0x01234567, count: 0 }
}
export function addHappening(hash: TraceHash, happening: Happening): void {
  hash.count += 1
  addValue(hash, happening)
}
/** The print as text: how many events, and 64 bits in hex. */
export function hashText({ a, b, count }: TraceHash): string {
  return `${count}-${hex(a)}${hex(b)}`
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
function addByte(hash: TraceHash, byte: number): void {
  hash.a = Math.imul(hash.a ^ byte, 0x01000193)
  hash.b = Math.imul(hash.b ^ byte, 0x01000193) + 0x9e3779b9
}
function addText(hash: TraceHash, text: string): void {
  for (let i = 0; i < text.length; i++) addByte(hash, text.charCodeAt(i))
  addByte(hash, 0xff)
}
function addValue(hash: TraceHash, value: unknown): void {
  if (typeof value === 'string') return addText(hash, value)
  if (typeof value === 'bigint') return addText(hash, value.toString(16))
  if (value instanceof Uint8Array) {
    for (const byte of value) addByte(hash, byte)
    return addByte(hash, 0xfe)
  }
  if (Array.isArray(value)) {
    for (const part of value) addValue(hash, part)
    return addByte(hash, 0xfd)
  }
  if (typeof value !== 'object' || value === null) return addText(hash, String(value))
  for (const [name, field] of Object.entries(value)) {
    addText(hash, name)
    addValue(hash, field)
  }
}
