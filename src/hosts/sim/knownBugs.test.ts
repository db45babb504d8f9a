import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isZooBug } from '../../protocol/zoo.ts'
import { KNOWN_BUGS } from './knownBugs.ts'
import { PROOFS } from './zoo/found.ts'
import { planOf } from './zoo/plans.ts'

test.each(KNOWN_BUGS)('what was found stays found: $what', ({ file, test: name }) => {
  const source = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')
  expect(source).toContain(`test('${name}'`)
})

test.each(KNOWN_BUGS)('its switch is proved to bring it back: $mutant', ({ mutant }) => {
  expect(mutant in PROOFS || (isZooBug(mutant) && 'scene' in planOf(mutant))).toBe(true)
})
