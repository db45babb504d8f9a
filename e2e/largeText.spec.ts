/** The page for who lets the browser write twice as large: text, what is placed by the program, and the layout follow. */
import { expect, type Page, test } from '@playwright/test'
import { openPlayground, stage, waitForLeader } from './playground.ts'
import { BROWSER_ARGS, findBrowser } from './support/browser.mjs'

const executablePath = findBrowser()
test.use({
  launchOptions: {
    args: [...BROWSER_ARGS, '--blink-settings=defaultFontSize=32'],
    ...(executablePath === undefined ? {} : { executablePath }),
  },
})

/** Pairs of servers whose cards lie over each other, and cards that do not hold their own words. */
function crowded(page: Page): Promise<readonly string[]> {
  return stage(page)
    .getByRole('button', { name: /^Server \d/ })
    .evaluateAll((cards) =>
      cards.flatMap((card, index) => {
        const a = card.getBoundingClientRect()
        const others = cards.slice(index + 1).filter((other) => {
          const b = other.getBoundingClientRect()
          return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
        })
        const spills = card.scrollWidth > card.clientWidth + 1 || card.scrollHeight > card.clientHeight + 1
        return [...others.map(() => `${card.textContent} overlaps`), ...(spills ? [`${card.textContent} spills`] : [])]
      }),
    )
}

test('everything is twice as large and in reach, on a wide screen and on a phone', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  const number = stage(page).getByText('1', { exact: true }).first()
  expect(await number.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))).toBeGreaterThan(36)
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect.poll(() => crowded(page)).toEqual([])
    for (const pane of ['Connections', 'Measures', 'Znode tree']) {
      const panes = page.getByRole('navigation', { name: 'Panes' })
      await panes.getByRole('button', { name: pane }).click()
      await expect(page.getByRole('region', { name: pane })).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), pane).toBeLessThanOrEqual(width)
    }
  }
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 3)
  expect(errors).toEqual([])
})
