/** For everyone: no rule of axe broken, both themes, both languages, the phone, the keyboard. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { openPlayground, PATIENCE, serversThat, waitForLeader } from './playground.ts'

for (const theme of ['light', 'dark'] as const) {
  for (const lang of ['en', 'zh-CN'] as const) {
    test(`axe finds nothing wrong in ${theme}, ${lang}`, async ({ page }) => {
      // What just fades in has no contrast yet.
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await openPlayground(page, `speed=1&lang=${lang}&theme=${theme}&servers=3`)
      await expect(page.getByRole('button', { name: /\d, .*leader.*, epoch/i })).toHaveCount(1, { timeout: PATIENCE })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(' ')}`)).toEqual([])
    })
  }
}

test('the page speaks Chinese, down to the last button', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=zh-CN')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.getByRole('button', { name: /^服务器 \d, .*leader/i })).toHaveCount(1, { timeout: PATIENCE })
  const names = await page
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''))
  const foreign = names.filter((name) => /[a-z]{3,}/.test(name) && !/[\u4e00-\u9fff]/.test(name))
  expect(foreign).toEqual(['English'].filter((name) => foreign.includes(name)))
  expect(errors).toEqual([])
})

test('one key kills the leader; while a text is typed, letters are letters', async ({ page }) => {
  await openPlayground(page)
  await waitForLeader(page, 4)
  await page.keyboard.press('k')
  await expect(serversThat(page, 'down')).toHaveCount(1, { timeout: PATIENCE })
  await waitForLeader(page, 3)
})

test('on a phone nothing is wider than the screen, and the leader can be killed by touch', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-US',
  })
  const page = await context.newPage()
  await openPlayground(page)
  await waitForLeader(page, 4)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Kill leader' }).tap()
  await waitForLeader(page, 3)
  await context.close()
})
