/** The bug zoo, as far as a minute goes: what scenes reach, and the easy ones. `npm run mutants` hunts all of it. */
import { expect, test } from 'vitest'
import { SEEDS_MAX, switchesOf, ZOO, ZOO_NAMES } from '../../../protocol/zoo.ts'
import { programsOf } from '../run/programs.ts'
import { CAUGHT } from './caught.ts'
import { hunt, isCleanWithout } from './hunt.ts'
import { planOf } from './plans.ts'

const IN_SCENES = ZOO_NAMES.filter((name) => 'scene' in planOf(name))
/** Easy ones of random worlds: within their budget, and sooner where the table says which seed. */
const EASY = ZOO_NAMES.filter((name) => ZOO[name].class === 'easy' && !IN_SCENES.includes(name))

test('the catalogue has 52 bugs, numbered in its order', () => {
  expect(ZOO_NAMES.map((name) => ZOO[name].number)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1))
})

test.each(IN_SCENES)('%s is noticed, and its scene is clean without it', (name) => {
  expect(isCleanWithout(name, 1)).toBeUndefined()
  expect(hunt(name, 1, switchesOf(name))).toBeDefined()
})

test.each(EASY)('%s is noticed within 20 seeds', { timeout: 120_000 }, (name) => {
  const seeds = [CAUGHT[name].seed, ...Array.from({ length: SEEDS_MAX.easy }, (_, i) => i + 1)]
  expect(seeds.some((seed) => hunt(name, seed, switchesOf(name)) !== undefined)).toBe(true)
})

test('a switch holds until the next hunt: whoever comes after has the real servers', () => {
  hunt('anyPassword', 1, ['anyPassword'])
  expect(isCleanWithout('anyPassword', 1)).toBeUndefined()
})

test('a mutant that nobody knows is refused by name', () => {
  expect(() => programsOf(['nothing'])).toThrow('there is no mutant nothing')
  expect(SEEDS_MAX).toEqual({ easy: 20, medium: 300, hard: 5000 })
})
