/** More at once than a page keeps: the tree must end with what the servers hold. */
import { expect, test } from '@playwright/test'
import { openPlayground, PATIENCE, tree, waitForLeader, znode } from './playground.ts'

test('after a flood of writes the tree shows all of them, and is not stale', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  await expect(page.getByRole('button', { name: /^Client A, connected/ })).toBeVisible({ timeout: PATIENCE })
  const acknowledged = await page.evaluate(async () => {
    const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
    const write = async (i: number) => {
      const op = { type: 'create', path: `/flood-${i}`, data: new Uint8Array(8), mode: 'persistent', acl } as const
      return globalThis.playground?.intervene({ type: 'submit', client: 'A', op })
    }
    const results = await Promise.all(Array.from({ length: 900 }, (_, i) => write(i)))
    return results.filter((result) => result?.type === 'outcome' && result.outcome.ok).length
  })
  expect(acknowledged).toBe(900)
  await expect(tree(page).getByText(`${acknowledged + 7} znodes`)).toBeVisible({ timeout: PATIENCE })
  await expect(tree(page).getByText(/stale/)).toHaveCount(0, { timeout: PATIENCE })
  expect(errors).toEqual([])
})
