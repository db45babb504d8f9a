/** The guarantees before the eye: green in ordinary life, and broken on purpose in a sandbox that has the bug. */
import { expect, test } from '@playwright/test'
import { openPlayground, PATIENCE, serversThat, stage, waitForLeader, znode } from './playground.ts'

test('lamps turn green in ordinary life; a bug turns one red, the world stops at it and says why, and the sound servers come back', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  const strip = page.getByRole('navigation', { name: 'Guarantees at a glance' })
  const history = strip.getByRole('button', { name: /^History/ })
  await expect(history).toHaveAccessibleName(/durable: holds\. One history: holds\. .*trees: holds$/, {
    timeout: PATIENCE,
  })
  await expect(strip.getByRole('button', { name: /broken/ })).toHaveCount(0)

  await history.click()
  const pane = page.getByRole('region', { name: 'Guarantees', exact: true })
  await expect(pane.getByRole('button', { name: /^Commits are durable: holds, tested \d+ times/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(pane.getByRole('img', { name: /^Two servers or clients that break/ })).toBeVisible()
  await pane.getByRole('button', { name: 'Break it' }).click()

  const alarm = page.getByRole('alert', { name: 'Broken: Commits are durable' })
  await expect(alarm).toBeVisible({ timeout: PATIENCE })
  await expect(alarm).toContainText(/s\d counts an acknowledgement of s\d for 0x\d+, which is not on its disk/)
  await expect(alarm).toContainText(/Server \d · acked · at \d+\.\d{3} s/)
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  await expect(stage(page).getByRole('img', { name: /^Broken at s\d$/ })).toBeVisible()
  await expect(history).toHaveAccessibleName(/Commits are durable: broken/)
  await expect(page.getByText('A follower acknowledges a write before its disk has it.').first()).toBeVisible()

  await alarm.getByRole('button', { name: 'In the story' }).click()
  await expect(page.getByRole('region', { name: 'Story' }).locator('[data-sought="true"]')).toBeInViewport()
  await alarm.getByRole('button', { name: 'In space-time' }).click()
  await expect(page.getByRole('region', { name: 'Space-time' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Return to live' })).toBeVisible()

  await alarm.getByRole('button', { name: 'Go on' }).click()
  await expect(alarm).toHaveCount(0)
  await expect(page.getByText('Paused', { exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: 'Back to the sound ones' }).click()
  await expect(page.getByRole('complementary', { name: /^Sandbox/ })).toHaveCount(0, { timeout: PATIENCE })
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  // The reader's own data, and nothing of the sandbox.
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  await expect(znode(page, '/notOnDisk')).toHaveCount(0)
  await expect(history).toHaveAccessibleName(/durable: holds/, { timeout: PATIENCE })
  expect(errors).toEqual([])

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Znode tree' }).click()
  await expect(pane).toBeHidden()
  await strip.getByRole('button', { name: /^Guarantees: \d+ of 21 hold/ }).click()
  await expect(pane).toBeVisible()
  const tabs = page.getByRole('navigation', { name: 'Panes' })
  await expect(tabs.getByRole('button', { name: 'Guarantees' })).toBeInViewport({ ratio: 1 })
})
