/** The lock: one holder, each waiter behind the one before it, and a death that frees it. */
import { expect, test } from '@playwright/test'
import { openPlayground, PATIENCE, stage, tree, waitForLeader } from './playground.ts'

test('A, B and C queue for the lock; when its holder dies, the session expires and the next one holds it', async ({
  page,
}) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await page.getByRole('button', { name: 'Create lock' }).click()
  const client = (name: string, state: RegExp) =>
    stage(page).getByRole('button', { name: new RegExp(`^Client ${name}, .*${state.source}`) })
  await expect(stage(page).getByText('holds the lock')).toHaveCount(1, { timeout: PATIENCE })
  await expect(stage(page).getByText(/waits behind/)).toHaveCount(2, { timeout: PATIENCE })
  await expect(tree(page).getByRole('treeitem', { name: /^\/locks\/.* ephemeral sequential/ })).toHaveCount(3)
  await expect(client('A', /holds the lock/)).toBeVisible()
  await page.getByRole('button', { name: 'Kill client A' }).click()
  // The session lives on for its timeout; only then is the znode gone, and B's watch fires.
  await expect(client('B', /holds the lock/)).toBeVisible({ timeout: PATIENCE })
  await expect(tree(page).getByRole('treeitem', { name: /^\/locks\/.* ephemeral sequential/ })).toHaveCount(2)
  await expect(client('C', /waits behind B/)).toBeVisible()
  expect(errors).toEqual([])
})

test('a released lock goes to the next in line at once', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Create lock' }).click()
  await expect(stage(page).getByText(/waits behind/)).toHaveCount(2, { timeout: PATIENCE })
  await page.getByRole('button', { name: 'Release' }).click()
  await expect(stage(page).getByRole('button', { name: /^Client B, .*holds the lock/ })).toBeVisible({
    timeout: PATIENCE,
  })
})
