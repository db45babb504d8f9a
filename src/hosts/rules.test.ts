import { expect, test } from 'vitest'
import { nodeName } from '../ground/ids.ts'
import {
  delayOf,
  healed,
  isOpen,
  rulesOf,
  verdict,
  withCut,
  withDelay,
  withFrozen,
  withIsolated,
  withThawed,
} from './rules.ts'

const [s1, s2, s3, cA] = [nodeName('s1'), nodeName('s2'), nodeName('s3'), nodeName('cA')]
const calm = rulesOf(5)

test('without faults every message takes one hop', () => {
  expect(verdict(calm, s1, s2, 'quorum')).toBe('deliver')
})
test('a cut silences one direction only, unless both are asked for', () => {
  const cut = withCut(calm, s1, s2, false)
  expect(verdict(cut, s1, s2, 'quorum')).toBe('cut')
  expect(isOpen(cut, s2, s1)).toBe(true)
  expect(isOpen(withCut(cut, s1, s2, true), s2, s1)).toBe(false)
})
test('an isolated server is silent to servers and still reached by clients', () => {
  const alone = withIsolated(calm, s1)
  expect(verdict(alone, s1, s2, 'election')).toBe('isolated')
  expect(verdict(alone, s3, s1, 'quorum')).toBe('isolated')
  expect(isOpen(alone, cA, s1)).toBe(true)
  expect(isOpen(alone, s2, s3)).toBe(true)
})
test('a frozen node reads nothing, and what it sent before still arrives', () => {
  const frozen = withFrozen(calm, s1)
  expect(verdict(frozen, s2, s1, 'quorum')).toBe('frozen')
  expect(verdict(frozen, s1, s2, 'quorum')).toBe('deliver')
  expect(verdict(withThawed(frozen, s1), s2, s1, 'quorum')).toBe('deliver')
})
test('a heal opens every way, ends every delay, and leaves frozen nodes alone', () => {
  const torn = withFrozen(withDelay(withIsolated(withCut(calm, s1, s2, true), s3), s1, s2, 80), s2)
  const open = healed(torn)
  expect([isOpen(open, s1, s2), isOpen(open, s3, s1)]).toEqual([true, true])
  expect([delayOf(open, s1, s2), delayOf(open, s2, s1)]).toEqual([5, 5])
  expect(open.frozen).toEqual([s2])
})
