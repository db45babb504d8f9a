/** Space-time: what was sent is drawn, a sentence of the story leads to its moment, and there is a way back to now. */
import { expect, type Locator, type Page, test } from '@playwright/test'
import { openPlayground, PATIENCE, setSpeed, waitForLeader } from './playground.ts'

function spaceTime(page: Page): Locator {
  return page.getByRole('region', { name: 'Space-time' })
}
/** The drawing, whose name counts what it shows. */
function drawing(page: Page): Locator {
  return spaceTime(page).getByRole('img')
}

test('a kill is drawn: a cross, and the messages of the election that follows', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await expect(drawing(page)).toHaveAccessibleName(/^Space-time, live, .* 5 servers; 2 clients; /, {
    timeout: PATIENCE,
  })
  // The picture holds three seconds: slowed, hands and eyes come in time.
  await setSpeed(page, 0.1)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await expect(drawing(page)).toHaveAccessibleName(/; [1-9]\d+ messages, .*; 1 node killed$/, { timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('a sentence of the story leads to its moment, and one button back to now', async ({ page }) => {
  const errors = await openPlayground(page)
  const leader = await waitForLeader(page, 4)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 3)
  const back = spaceTime(page).getByRole('button', { name: 'Return to live' })
  await expect(back).toHaveCount(0)
  const story = page.getByRole('region', { name: 'Story' })
  await story.getByRole('button', { name: new RegExp(`^Server ${leader} was killed`) }).click()
  await expect(drawing(page)).toHaveAccessibleName(/^Space-time, past, .*; [1-9]\d+ messages, .*; 1 node killed$/)
  const past = await drawing(page).getAttribute('aria-label')
  await back.click()
  await expect(back).toHaveCount(0)
  await expect(drawing(page)).toHaveAccessibleName(/^Space-time, live, /)
  await expect(drawing(page)).not.toHaveAccessibleName(past ?? '')
  expect(errors).toEqual([])
})

test('dragged to the right the picture shows the past, dragged to the left it comes back to now', async ({ page }) => {
  await openPlayground(page)
  await waitForLeader(page, 4)
  // Slowed, the hand comes after the present.
  await setSpeed(page, 0.1)
  const box = await spaceTime(page).getByRole('slider').boundingBox()
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 20]
  const drag = async (by: number): Promise<void> => {
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + by, y, { steps: 5 })
    await page.mouse.up()
  }
  await drag(40)
  await expect(drawing(page)).toHaveAccessibleName(/^Space-time, past, /)
  await expect(async () => {
    await drag(-400)
    await expect(drawing(page)).toHaveAccessibleName(/^Space-time, live, /, { timeout: 2000 })
  }).toPass({ timeout: PATIENCE })
})

test('messages are read one by one from the keyboard, and the picture stands still for it', async ({ page }) => {
  await openPlayground(page)
  await waitForLeader(page, 4)
  await setSpeed(page, 0.1)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await expect(drawing(page)).toHaveAccessibleName(/; 1 node killed$/, { timeout: PATIENCE })
  const messages = spaceTime(page).getByRole('slider', { name: 'Messages' })
  await messages.press('End')
  await expect(messages).toHaveAttribute('aria-valuetext', /^.+ → .+, .+, sent \d+\.\d{3}, /)
  await expect(drawing(page)).toHaveAccessibleName(/^Space-time, past, /)
})

test('zoom shows less of time, and paused time stands still to the last line', async ({ page }) => {
  await openPlayground(page)
  await waitForLeader(page, 4)
  await spaceTime(page).getByRole('button', { name: 'Zoom in' }).click()
  await expect(spaceTime(page).getByText('1.5 s', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  const still = async (): Promise<readonly [string | null, string]> => [
    await drawing(page).getAttribute('aria-label'),
    await drawing(page).evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : '')),
  ]
  const frames = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  // What was told before the pause is drawn by and by.
  await expect(async () => {
    const before = await still()
    await page.waitForTimeout(500)
    expect(await still()).toEqual(before)
  }).toPass()
  const before = await still()
  await frames()
  expect(await still()).toEqual(before)
})
