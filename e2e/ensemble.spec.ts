/** What the page promises in its first minute: an election, a kill, a restart, a majority lost and found. */
import { expect, test } from '@playwright/test'
import { act, idOf, openPlayground, PATIENCE, server, serversThat, stage, waitForLeader } from './playground.ts'

test('five servers elect a leader before the eye, without one word on the console', async ({ page }) => {
  const errors = await openPlayground(page)
  const leader = await waitForLeader(page, 4)
  await expect(server(page, leader)).toHaveAccessibleName(/^Server \d, leader, epoch 1, zxid 0x1/)
  await expect(stage(page).getByRole('button', { name: /^Client A, connected/ })).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('one click kills the leader: another one leads a later epoch, and the caption tells the phases', async ({
  page,
}) => {
  const errors = await openPlayground(page)
  const old = await waitForLeader(page, 4)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await expect(server(page, old)).toHaveAccessibleName(/, down, /, { timeout: PATIENCE })
  const next = await waitForLeader(page, 3)
  expect(next).not.toBe(old)
  await expect(server(page, next)).toHaveAccessibleName(/leader, epoch 2, /)
  await expect(stage(page)).toContainText(
    /noticed [\d.]+ m?s.*elected [\d.]+ m?s.*synced [\d.]+ m?s.*serving after [\d.]+ m?s/,
  )
  expect(errors).toEqual([])
})

test('a server that comes back from its disk follows, and has what it missed', async ({ page }) => {
  const errors = await openPlayground(page)
  const old = await waitForLeader(page, 4)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  const next = await waitForLeader(page, 3)
  await act(page, old, `Restart server ${old}`)
  await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
  await expect(server(page, old)).toHaveAccessibleName(new RegExp(`^Server ${old}, follower, epoch 2, `))
  expect(await idOf(serversThat(page, 'leader'))).toBe(next)
  expect(errors).toEqual([])
})

test('two ensembles in two pages never meet', async ({ page, context }) => {
  await openPlayground(page)
  await waitForLeader(page, 4)
  const other = await context.newPage()
  await openPlayground(other, 'speed=1&lang=en&servers=3')
  await waitForLeader(other, 2)
  await page.bringToFront()
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 3)
  await other.bringToFront()
  await expect(serversThat(other, 'down')).toHaveCount(0)
  await expect(serversThat(other, 'leader')).toHaveAccessibleName(/epoch 1, /)
})
