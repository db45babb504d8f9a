/** What a family says that it hears is what it reads: each event by its name, in its own file or in one that it asks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeName } from '../../ground/ids.ts'
import { CHECKER_NAMES, CHECKERS, createCheckers, observeAll } from './checkers.ts'
import { HEARS } from './hears.ts'

const here = import.meta.dirname
/** Questions about an event that are asked in other words. */
const ASKED: readonly (readonly [string, string])[] = [
  ['isWipe(', 'diskFate'],
  ['isFreshStart(', 'diskFate'],
  ['hasLeft(', 'nodeEnded'],
]
const sourceOf = (name: string): string => readFileSync(join(here, `${name}.ts`), 'utf8')
/** Every event that there is, by name. */
const EVENTS: ReadonlySet<string> = new Set(
  ['../../protocol/trace.ts', '../engine.ts'].flatMap((file) =>
    [...readFileSync(join(here, file), 'utf8').matchAll(/readonly type: '(\w+)'/g)].map((match) => match[1] ?? ''),
  ),
)

/** The files beside it that a family's file takes something from, and those that they take from: no families, but for `spanOf`. */
function filesOf(name: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  seen.add(name)
  const source = sourceOf(name)
  if (source.includes('spanOf(')) seen.add('realTime')
  for (const [, file = ''] of source.matchAll(/from '\.\/(\w+)\.ts'/g))
    if (file !== 'checker' && !Object.hasOwn(CHECKERS, file) && !seen.has(file)) filesOf(file, seen)
  return seen
}

/** Events that a file compares with, and those that it asks about in other words. */
function readBy(source: string): ReadonlySet<string> {
  const named = [...source.matchAll(/(?:case|type [!=]==) '(\w+)'/g)].map((match) => match[1] ?? '')
  const asked = ASKED.flatMap(([words, event]) => (source.includes(words) ? [event] : []))
  return new Set([...named.filter((name) => EVENTS.has(name)), ...asked])
}

test.each(CHECKER_NAMES.filter((name) => HEARS[name] !== undefined))(
  '%s hears of every event that it reads, and of no other',
  (name) => {
    const wanted = new Set([...filesOf(name)].map(sourceOf).flatMap((text) => [...readBy(text)]))
    const hears = new Set<string>(HEARS[name])
    expect([...wanted].filter((event) => !hears.has(event))).toEqual([])
    expect([...hears].filter((event) => !wanted.has(event))).toEqual([])
  },
)

test('an event that nobody names still reaches the family that watches time pass', () => {
  const checkers = createCheckers()
  observeAll(checkers, { at: 5, node: nodeName('s1'), index: 0, event: { type: 'mark', name: 'x' } })
  expect(checkers.liveness.leaderlessSince).toBe(5)
})
