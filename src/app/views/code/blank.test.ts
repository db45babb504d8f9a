import { expect, test } from 'vitest'
import { withoutTypes } from './blank.ts'

/** The program without types, white space folded. */
function plain(text: string): string {
  const blanked = withoutTypes(text)
  if (!blanked.ok) throw new Error(`line ${blanked.line}: ${blanked.what}`)
  expect(blanked.text.length).toBe(text.length)
  expect(blanked.text.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length))
  return blanked.text.replace(/\s+/g, ' ').trim()
}

test.each([
  ['const x: Map<string, number> = new Map<string, number>()', 'const x = new Map ()'],
  ['type A = { x: number }\nlet a = 1', 'let a = 1'],
  ['interface B<T> { y?: T }\nlet a = 1', 'let a = 1'],
  ['function f(a: string, b?: number): Promise<void> {}', 'function f(a , b ) {}'],
  ['const g = (a as unknown as string).length', 'const g = (a ).length'],
  ['const h = { a: 1 } satisfies object', 'const h = { a: 1 }'],
  ['z!.go(1)', 'z .go(1)'],
  ['class C { private readonly q: number = 1 }', 'class C { q = 1 }'],
  ['const s = `a: string`; // x as y', 'const s = `a: string`; // x as y'],
])('%j runs as %j, with every line and column where it was', (text, expected) => {
  expect(plain(text)).toBe(expected)
})

test.each([
  ['let a = 1\nenum E { A }', 'enum', 2],
  ['class P { constructor(public x: number) {} }', 'public', 1],
])('%j makes code of its own: it is refused with its line', (text, what, line) => {
  expect(withoutTypes(text)).toEqual({ ok: false, what, line })
})
