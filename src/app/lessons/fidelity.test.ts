/**
 * One truth on how true it is: the README's table is printed from the page's rows, and every row names tests that exist.
 * `UPDATE_TABLES=1 npx vitest run src/app/lessons/fidelity.test.ts` writes the table anew; change the rows, not the table.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { FIDELITY, type FidelityRow } from './fidelity.ts'

const root = new URL('../../../', import.meta.url)
const readme = fileURLToPath(new URL('README.md', root))
const HEAD = ['| Area | Exact | Simplified | Absent | Held by |', '|---|---|---|---|---|']

function line({ area, exact, simplified, absent, tests }: FidelityRow): string {
  const held = tests.map(({ what, file }) => `[${what.en}](${file})`).join(', ')
  return `|${[area.en, exact.en, simplified.en, absent.en, held].map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`
}

test('the table of the README has the rows of the page', () => {
  const text = readFileSync(readme, 'utf8')
  const table = [...HEAD, ...FIDELITY.map(line)].join('\n')
  const fresh = text.replace(/\| Area \| Exact .*\n(?:\|.*\n)+/, () => `${table}\n`)
  if (process.env['UPDATE_TABLES'] === '1') writeFileSync(readme, fresh)
  else expect(text).toBe(fresh)
  expect(fresh).toContain(table)
})
test.each(FIDELITY)('$area.en is held by tests that exist', ({ exact, simplified, absent, tests }) => {
  expect(tests.length).toBeGreaterThan(0)
  for (const { file } of tests) expect(existsSync(new URL(file, root)), file).toBe(true)
  for (const cell of [exact, simplified, absent]) {
    expect(cell['zh-CN'] === '').toBe(cell.en === '')
    const code = (text: string) => [...text.matchAll(/`([^`]+)`|\]\(([^)]+)\)/g)].map(([all]) => all).toSorted()
    expect(code(cell['zh-CN'])).toEqual(code(cell.en))
  }
})
