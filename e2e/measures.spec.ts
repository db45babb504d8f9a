/** Measures: what clients do is counted, elections have their phases, and the official failure benchmark runs for real. */
import { readFile } from 'node:fs/promises'
import { type Download, expect, type Locator, type Page, test } from '@playwright/test'
import { openPlayground, PATIENCE, waitForLeader } from './playground.ts'

/** A short plan on a busy machine: seven servers start, five events pass, each with its return. */
const RUN_MS = 240_000

function measures(page: Page): Locator {
  return page.getByRole('region', { name: 'Measures' })
}
async function openMeasures(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Measures', exact: true }).first().click()
}
async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8')
}
async function save(page: Page, kind: 'SVG' | 'PNG' | 'CSV'): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    measures(page)
      .getByRole('button', { name: `Save as ${kind}` })
      .click(),
  ])
  return download
}

test('what clients ask is counted by operation, and an election is told phase by phase', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await openMeasures(page)
  const operations = measures(page).getByRole('table', { name: 'From request to answer, as clients saw it' })
  await expect(operations.getByRole('row', { name: /^create2? \d+ .* ms/ }).first()).toBeVisible({ timeout: PATIENCE })
  const elections = measures(page).getByRole('table', { name: 'Elections' })
  await expect(elections.getByRole('row', { name: /^\d · start 1 .* ms/ })).toBeVisible()
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await expect(elections.getByRole('row', { name: /^\d · server \d lost 2 .* ms .* ms .* ms .* ms$/ })).toBeVisible({
    timeout: PATIENCE,
  })
  // No column is cut off at its table's edge.
  const cut = () =>
    measures(page)
      .getByRole('table')
      .evaluateAll(
        (tables) => tables.filter((table) => table.scrollWidth > (table.parentElement?.clientWidth ?? 0)).length,
      )
  await expect.poll(cut).toBe(0)
  expect(errors).toEqual([])
})

test('the failure benchmark runs its five events on seven real servers, and is taken away as a file', async ({
  page,
}) => {
  test.setTimeout(RUN_MS + 120_000)
  const errors = await openPlayground(page)
  const leader = await waitForLeader(page, 4)
  await openMeasures(page)
  const pane = measures(page)
  await pane.getByRole('button', { name: 'Failure benchmark' }).click()
  await pane.getByRole('combobox', { name: 'Pace' }).selectOption('short')
  await pane.getByRole('button', { name: 'Run the failure benchmark' }).click()
  await expect(pane.getByText(/Your ensemble stands still/)).toBeVisible()
  await pane.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(pane.getByRole('listitem', { name: /: leader$/ })).toHaveCount(1, { timeout: RUN_MS })
  await expect(pane.getByText(/The benchmark is complete/)).toBeVisible({ timeout: RUN_MS })
  const events = pane.getByRole('table', { name: 'The five events' })
  await expect(events.getByRole('row')).toHaveCount(6)
  await expect(
    events.getByRole('row', { name: /^3 The leader fails and recovers \d .* noticed .* ms .* < 200 ms$/ }),
  ).toBeVisible()
  await expect(
    events.getByRole('row', { name: /^5 Another leader fails \d .* noticed .* ms .* < 200 ms$/ }),
  ).toBeVisible()
  await expect(
    pane.getByRole('img', { name: /[1-9]\d* answers a second on average, 5 failures marked$/ }),
  ).toBeVisible()
  const csv = await textOf(await save(page, 'CSV'))
  expect(csv.split('\n')[0]).toBe('from_ms,answers_per_s,reads_per_s,writes_per_s')
  expect(csv).toMatch(/\n5,otherLeader,\d,[\d.,]+,200\n/)
  expect(await textOf(await save(page, 'SVG'))).toMatch(/^<svg xmlns=.*<\/svg>$/s)
  expect((await readFile(await (await save(page, 'PNG')).path())).subarray(1, 4).toString()).toBe('PNG')
  // The page's own ensemble is what it was, and goes on.
  expect(await waitForLeader(page, 4)).toBe(leader)
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  expect(errors).toEqual([])
})

test('a benchmark that is cancelled leaves the ensemble as it was, and says so', async ({ page }) => {
  await openPlayground(page)
  const leader = await waitForLeader(page, 4)
  await openMeasures(page)
  const pane = measures(page)
  await pane.getByRole('button', { name: 'Failure benchmark' }).click()
  await pane.getByRole('button', { name: 'Run the failure benchmark' }).click()
  await pane.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: PATIENCE })
  await pane.getByRole('button', { name: 'Cancel' }).click()
  await expect(pane.getByText(/^Cancelled\. .* your ensemble goes on as it was\.$/)).toBeVisible({ timeout: PATIENCE })
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  expect(await waitForLeader(page, 4)).toBe(leader)
})
