import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { KNOWN_BUGS } from './knownBugs.ts'

test.each(KNOWN_BUGS)('what was found stays found: $what', ({ file, test: name }) => {
  const source = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')
  expect(source).toContain(`test('${name}'`)
})
