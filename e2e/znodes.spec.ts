/** Znodes under one's hands: made, changed, watched, removed, and what ZooKeeper says to what it does not allow. */
import { expect, type Page, test } from '@playwright/test'
import { openPlayground, PATIENCE, tree, waitForLeader, znode } from './playground.ts'

async function openThree(page: Page): Promise<string[]> {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  return errors
}
async function createChild(
  page: Page,
  parent: string,
  name: string,
  data: string = '',
  kind: string = 'persistent',
): Promise<void> {
  await znode(page, parent).click()
  await tree(page).getByRole('button', { name: 'Create child' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Kind').selectOption({ label: kind })
  await dialog.getByLabel('Data').fill(data)
  await dialog.getByRole('button', { name: 'Create' }).click()
}

test('a znode is created, set and deleted, and its version counts the changes', async ({ page }) => {
  const errors = await openThree(page)
  await createChild(page, '/', 'a', 'first')
  await expect(znode(page, '/a')).toBeVisible()
  await znode(page, '/a').click()
  await expect(tree(page).getByLabel('Data')).toHaveValue('first')
  await tree(page).getByLabel('Data').fill('second')
  await tree(page).getByRole('button', { name: 'Set' }).click()
  await expect(tree(page).getByRole('status')).toContainText('done')
  await expect(tree(page).locator('dt:has-text("version") + dd').first()).toHaveText('1')
  await tree(page).getByRole('button', { name: 'Delete' }).click()
  await expect(znode(page, '/a')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('a sequential znode gets its number from the server, an ephemeral one its owner', async ({ page }) => {
  await openThree(page)
  await createChild(page, '/config', 'job-', '', 'ephemeral sequential')
  await expect(znode(page, '/config/job-0000000001')).toHaveAccessibleName(/ephemeral sequential/)
  await expect(znode(page, '/config/job-0000000001')).toContainText('A')
})

test('a watch fires once, and then is gone', async ({ page }) => {
  await openThree(page)
  await znode(page, '/config/common.yml').click()
  await tree(page).getByRole('button', { name: 'Watch' }).click()
  await page.getByRole('menuitem', { name: 'Watch data' }).click()
  const watched = tree(page).getByText(/watched by A/)
  await expect(watched.first()).toBeVisible()
  await tree(page).getByLabel('Data').fill('timeout: 1')
  await tree(page).getByRole('button', { name: 'Set' }).click()
  await expect(watched).toHaveCount(0)
  // The story tells of it once; a second change is told as a write, and no watch hears of it.
  const story = page.getByRole('region', { name: 'Story' })
  await story.getByRole('button', { name: 'Watches' }).click()
  const heard = story.getByText(/\/config\/common\.yml changed: server \d tells A.* The watch is used up/)
  await expect(heard).toHaveCount(1)
  await tree(page).getByLabel('Data').fill('timeout: 2')
  await tree(page).getByRole('button', { name: 'Set' }).click()
  await expect(tree(page).locator('dt:has-text("version") + dd').first()).toHaveText('2')
  await story.getByRole('button', { name: 'Broadcast' }).click()
  await expect(story.getByText(/is committed.*: set \/config\/common\.yml/)).toHaveCount(2)
  await story.getByRole('button', { name: 'Watches' }).click()
  await expect(heard).toHaveCount(1)
})

test('what ZooKeeper does not allow is answered in its own words, and nothing else changes', async ({ page }) => {
  const errors = await openThree(page)
  await createChild(page, '/', 'config')
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('NODEEXISTS')
  await page.getByRole('dialog').getByLabel('Name').fill('..')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('BADARGUMENTS')
  await page.keyboard.press('Escape')
  await znode(page, '/config').click()
  await tree(page).getByRole('button', { name: 'Delete' }).click()
  await expect(tree(page).getByRole('status')).toContainText('NOTEMPTY')
  await expect(znode(page, '/config/common.yml')).toBeVisible()
  expect(errors).toEqual([])
})

test('more than a megabyte closes the connection, and the client comes back with its session', async ({ page }) => {
  const errors = await openThree(page)
  const outcome = await page.evaluate(async () => {
    const data = new Uint8Array(1_048_576)
    return globalThis.playground?.intervene({
      type: 'submit',
      client: 'A',
      op: { type: 'setData', path: '/config/common.yml', data, version: -1 },
    })
  })
  expect(outcome).toMatchObject({ type: 'outcome', outcome: { ok: false, error: 'connectionLoss' } })
  await znode(page, '/config/common.yml').click()
  await expect(tree(page).locator('dt:has-text("version") + dd').first()).toHaveText('0')
  await expect(page.getByRole('button', { name: /^Client A, connected/ })).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})
