/** Time by hand: a paused world stands still to the last arc, a step is one event, keys and slider are one scale. */
import { expect, test } from '@playwright/test'
import { serverId } from '../src/ground/ids.ts'
import { openPlayground, PATIENCE, serversThat, stage, waitForLeader } from './playground.ts'

test('a paused world stands still to the last arc', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=0.1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  // What was told before the pause is drawn by and by; from there on nothing may move.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState === 'finished'))
  await expect(async () => {
    const before = await stage(page).screenshot()
    await page.waitForTimeout(500)
    expect(before.equals(await stage(page).screenshot())).toBe(true)
  }).toPass()
  const one = await stage(page).screenshot()
  await page.waitForTimeout(500)
  const other = await stage(page).screenshot()
  expect(one.equals(other)).toBe(true)
  expect(errors).toEqual([])
})

test('a page that nobody can see stands still and says so, and goes on where it was', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  const hide = (hidden: boolean): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { get: () => value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await hide(true)
  await expect(page.getByText('Paused while this page is out of sight')).toBeVisible()
  // Seconds of real time, and nobody notices that the leader is gone.
  const kill = { type: 'kill', server: serverId(leader) } as const
  expect(await page.evaluate((command) => globalThis.playground?.intervene(command), kill)).toEqual({ type: 'done' })
  await expect(serversThat(page, 'down')).toHaveCount(1, { timeout: PATIENCE })
  await page.waitForTimeout(1500)
  await expect(serversThat(page, 'leader')).toHaveCount(0)
  await hide(false)
  await expect(page.getByText('Paused while this page is out of sight')).toHaveCount(0, { timeout: PATIENCE })
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
})

test('the speed is a slider and two keys, down to a hundredth and up to as fast as the machine', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  const speed = page.getByRole('slider', { name: 'Speed' })
  await expect(speed).toHaveAttribute('aria-valuetext', '1×')
  await page.keyboard.press('[')
  await expect(speed).toHaveAttribute('aria-valuetext', '1/2')
  await page.keyboard.press(']')
  await page.keyboard.press(']')
  await expect(speed).toHaveAttribute('aria-valuetext', '2×')
  await speed.fill('0')
  await expect(speed).toHaveAttribute('aria-valuetext', '1/100')
  await speed.fill('10')
  await expect(speed).toHaveAttribute('aria-valuetext', 'max')
  await page.getByRole('button', { name: 'Auto', exact: true }).click()
  await expect(speed).toHaveAttribute('aria-valuetext', 'Auto')
})

test('with the keyboard alone a leader is killed, the ensemble divided and healed, and the sheet tells how', async ({
  page,
}) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('heal all links')
  await page.keyboard.press('Escape')
  await page.keyboard.press('k')
  await expect(serversThat(page, 'down')).toHaveCount(1, { timeout: PATIENCE })
  await page.keyboard.press('Shift+R')
  await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
  await page.keyboard.press('p')
  const dialog = page.getByRole('dialog', { name: 'Divide the servers' })
  await dialog.getByRole('button', { name: 'Divide', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(stage(page).locator('.link[data-state="cut"]')).toHaveCount(6, { timeout: PATIENCE })
  await page.keyboard.press('h')
  await expect(stage(page).locator('.link[data-state="cut"]')).toHaveCount(0, { timeout: PATIENCE })
  expect(errors).toEqual([])
})
