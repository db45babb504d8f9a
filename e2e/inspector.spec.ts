/** The inspector: what a server holds, live and after its death, beside the stage and on a phone. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { openPlayground, PATIENCE, server, serversThat, stage, waitForLeader } from './playground.ts'

function inspector(page: Page): Locator {
  return page.getByRole('region', { name: 'Inspector', exact: true })
}
/** A part of the sheet, by its heading. */
function part(page: Page, title: RegExp): Locator {
  return inspector(page)
    .getByRole('group')
    .filter({ has: page.getByRole('heading', { name: title }) })
}

test('log, votes, sessions, watches, files and digest are told live, and what is left is told after the death', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Create lock' }).click()
  await expect(page.getByRole('button', { name: /^Client C, .*waits behind B/ })).toBeVisible({ timeout: PATIENCE })

  // By the server's menu; the stage stays in sight.
  await server(page, leader).click()
  await page.getByRole('button', { name: `Inspect server ${leader}`, exact: true }).click()
  await expect(inspector(page)).toBeVisible()
  await expect(stage(page)).toBeVisible()
  await expect(part(page, /^Now/).getByText('in step')).toHaveCount(2, { timeout: PATIENCE })
  await expect(part(page, /^Votes/).getByRole('row')).not.toHaveCount(0)
  const newest = part(page, /^Log/).getByRole('listitem').first()
  await expect(newest).toContainText(/create .*\/locks\/id_.*C · on disk, committed/, { timeout: PATIENCE })
  await expect(part(page, /^Sessions/).getByRole('row')).toHaveCount(1 + 3)
  await expect(part(page, /^Sessions/).getByRole('img', { name: /time left/ })).toHaveCount(3)
  await expect(part(page, /^Tree digest/).getByText('the same tree')).toHaveCount(2)

  const { violations } = await new AxeBuilder({ page }).include('.inspector-pane').analyze()
  expect(violations.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(' ')}`)).toEqual([])

  // A file is what the server has on its disk.
  const waiting = page.waitForEvent('download')
  await part(page, /^Files/)
    .getByRole('button', { name: 'Download version-2/currentEpoch' })
    .click()
  const download = await waiting
  expect(download.suggestedFilename()).toBe('currentEpoch')
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toBe('1')

  // Who keeps a lock's watches is seen where they are kept: whichever server B is connected to.
  const host = /server (\d)$/.exec(
    (await page.getByRole('button', { name: /^Client B,/ }).getAttribute('aria-label')) ?? '',
  )
  await inspector(page).getByRole('combobox', { name: 'Server' }).selectOption(`Server ${host?.[1]}`)
  await expect(
    part(page, /^Watches/)
      .getByRole('row')
      // The name alone: paths have letters of session ids.
      .filter({ has: page.getByRole('cell', { name: 'B', exact: true }) }),
  ).toHaveCount(1, { timeout: PATIENCE })

  // A death: nothing is connected any more, and the folder is still there.
  await inspector(page).getByRole('combobox', { name: 'Server' }).selectOption(`Server ${leader}`)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await expect(inspector(page).getByText('It does not run')).toBeVisible({ timeout: PATIENCE })
  await expect(part(page, /^Files/).getByText('version-2/currentEpoch')).toBeVisible({ timeout: PATIENCE })
  await expect(part(page, /^Connections/)).toHaveCount(0)
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })

  // One key closes it, and opens it on who is chosen.
  await stage(page).getByText('Legend', { exact: true }).focus()
  await page.keyboard.press('i')
  await expect(inspector(page)).toHaveCount(0)
  await page.keyboard.press('i')
  await expect(part(page, /^Now/)).toBeVisible()
  await inspector(page).getByRole('button', { name: 'Close the inspector' }).click()
  await expect(inspector(page)).toHaveCount(0)
  expect(errors).toEqual([])
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('the sheet is one pane more under the stage, and nothing is wider than the screen', async ({ page }) => {
    await openPlayground(page, 'speed=1&lang=en&servers=3')
    await waitForLeader(page, 2)
    await server(page, 1).tap()
    await page.getByRole('button', { name: 'Inspect server 1', exact: true }).tap()
    await expect(part(page, /^Now/)).toBeVisible({ timeout: PATIENCE })
    await expect(stage(page)).toBeVisible()
    await page.getByRole('button', { name: 'Story', exact: true }).tap()
    await expect(inspector(page)).toBeHidden()
    await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Server 1' }).tap()
    await expect(inspector(page)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})
