/** The stage under a finger, and with less motion. */
import { expect, test } from '@playwright/test'
import { act, openPlayground, PATIENCE, server, serversThat, stage, waitForLeader } from './playground.ts'

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('by touch the servers are divided and healed, and the legend is behind a button', async ({ page }) => {
    const errors = await openPlayground(page)
    await waitForLeader(page, 4)
    await page.getByText('Legend', { exact: true }).tap()
    // Not only there, but in sight: nothing of it lies beyond the edge of the stage.
    await expect(stage(page).getByText('proposal', { exact: true })).toBeInViewport({ ratio: 1 })
    await page.getByText('Legend', { exact: true }).tap()
    await page.getByRole('button', { name: 'Create lock' }).tap()
    await expect(stage(page).getByText('holds the lock', { exact: true })).toBeVisible({ timeout: PATIENCE })
    await expect(stage(page).getByText('waits behind B', { exact: true })).toBeInViewport({ ratio: 1 })
    await page.getByRole('button', { name: 'Partition…' }).tap()
    await page.getByRole('button', { name: 'Divide', exact: true }).tap()
    await expect(stage(page).locator('.link[data-state="cut"]')).toHaveCount(6, { timeout: PATIENCE })
    await page.getByRole('button', { name: 'Heal all' }).tap()
    await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
    const { width } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth }))
    expect(width).toBeLessThanOrEqual(390)
    expect(errors).toEqual([])
  })
})

test.describe('with less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('a leader is killed and another one chosen in discrete steps: nothing is animated', async ({ page }) => {
    const errors = await openPlayground(page)
    const leader = await waitForLeader(page, 4)
    await act(page, leader, `Kill server ${leader}`)
    await expect(server(page, leader)).toHaveAccessibleName(/, down, /, { timeout: PATIENCE })
    await waitForLeader(page, 3)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    expect(errors).toEqual([])
  })
})
