/** Lessons by keyboard alone: what the ensemble did decides, and the reader never leaves the keys. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { openPlayground, server } from './playground.ts'

/** A lesson may wait for a session to expire. */
const LESSON_PATIENCE = 90_000
/** For a whole lesson, each of whose steps is waited for. */
const LESSON_MS = 480_000
/** More than there are places to stop at on the whole page: the story is one of them, however long. */
const TABS_MAX = 200

function lesson(page: Page) {
  return page.getByRole('region', { name: 'Lesson' })
}
/** Presses Tab until what has the focus is named so, then Enter. */
async function press(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
    })
    if (name.test(focused)) return page.keyboard.press('Enter')
  }
  throw new Error(`no Tab leads to ${name}`)
}
async function isDone(page: Page): Promise<void> {
  await expect(lesson(page).getByText('Done', { exact: true })).toBeVisible({ timeout: LESSON_PATIENCE })
}
async function isAt(page: Page, step: number, of: number): Promise<void> {
  await expect(lesson(page).getByRole('heading', { name: `Step ${step} of ${of}` })).toBeVisible()
  await expect(lesson(page).getByText('Your turn')).toBeVisible()
  await expect(lesson(page).getByText('Preparing the ensemble…')).toHaveCount(0, { timeout: LESSON_PATIENCE })
}
/** Does the rest of the lesson, from step `from`, by "Do it for me". */
async function doSteps(page: Page, from: number, of: number): Promise<void> {
  for (let step = from; step <= of; step++) {
    await isAt(page, step, of)
    await press(page, /^Do it for me$/)
    await isDone(page)
    if (step < of) await press(page, /^Next$/)
  }
}

test('lesson 4: five servers are started by hand, one by one, and server 3 leads', async ({ page }) => {
  test.setTimeout(LESSON_MS)
  const errors = await openPlayground(page, 'speed=1&lang=en&lesson=first-start')
  for (const id of [1, 2, 3, 4, 5]) {
    await isAt(page, id, 5)
    await expect(lesson(page).getByRole('heading', { name: `Step ${id} of 5` })).toBeFocused()
    await press(page, new RegExp(`^Server ${id}, down`))
    await press(page, new RegExp(`^Restart server ${id}$`))
    await isDone(page)
    if (id < 5) await press(page, /^Next$/)
  }
  await expect(server(page, 3)).toHaveAccessibleName(/^Server 3, leader/)
  await expect(server(page, 5)).toHaveAccessibleName(/^Server 5, follower/)
  expect(new URL(page.url()).searchParams.get('step')).toBe('5')
  expect(errors).toEqual([])
})

test('lesson 5: a follower killed in place of the leader is answered; K then kills the leader', async ({ page }) => {
  test.setTimeout(LESSON_MS)
  const errors = await openPlayground(page, 'speed=1&lang=en&lesson=kill-leader')
  await isAt(page, 1, 5)
  await press(page, /^Do it for me$/)
  await isDone(page)
  await press(page, /^Next$/)
  await isAt(page, 2, 5)
  await press(page, /^Server \d, follower/)
  await press(page, /^Kill server \d$/)
  await expect(lesson(page).getByText('That was a follower.').first()).toBeVisible()
  await press(page, /^Reset step$/)
  await isAt(page, 2, 5)
  await page.keyboard.press('k')
  await isDone(page)
  await press(page, /^Next$/)
  await doSteps(page, 3, 5)
  expect(errors).toEqual([])
})

for (const [id, number, steps] of [
  ['watches', 3, 5],
  ['majority', 6, 5],
  ['lock', 8, 7],
  ['config', 9, 5],
] as const) {
  test(`lesson ${number}: every step is done by its own moves, on live workers`, async ({ page }) => {
    test.setTimeout(LESSON_MS)
    const errors = await openPlayground(page, `speed=1&lang=en&lesson=${id}`)
    await doSteps(page, 1, steps)
    await expect(lesson(page).getByRole('button', { name: /^Step \d, done: / })).toHaveCount(steps)
    expect(errors).toEqual([])
  })
}

test('the pages about lessons lead to one another; lesson 7 breaks a promise with a bug, and explains its words', async ({
  page,
}) => {
  test.setTimeout(LESSON_MS)
  const errors = await openPlayground(page, 'speed=1&lang=en&lessons')
  const guide = page.getByRole('region', { name: 'Lessons and reference' })
  await expect(guide.getByRole('heading', { name: 'Lessons', exact: true })).toBeFocused()
  await expect(guide.getByRole('link', { name: /^\d+ · / })).toHaveCount(14)
  await expect(page.getByRole('region', { name: 'Ensemble' })).toBeHidden()
  expect((await new AxeBuilder({ page }).include('.guide').analyze()).violations).toEqual([])
  await guide.getByRole('link', { name: 'Fidelity' }).click()
  expect(new URL(page.url()).searchParams.has('fidelity')).toBe(true)
  await guide
    .getByText(/^Held by/)
    .first()
    .click()
  await expect(guide.getByText('src/protocol/election/election.test.ts')).toBeVisible()
  await guide.getByRole('link', { name: 'Lessons', exact: true }).click()
  await guide.getByRole('link', { name: /^7 · / }).click()
  await isAt(page, 1, 10)
  await page.getByRole('button', { name: 'Do it for me' }).click()
  await isDone(page)
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await isAt(page, 2, 10)
  await page.getByRole('button', { name: 'Do it for me' }).click()
  await isDone(page)
  await lesson(page).getByRole('button', { name: 'Back', exact: true }).click()
  await isAt(page, 1, 10)
  await lesson(page).getByRole('button', { name: 'clients', exact: true }).click()
  await page.getByRole('link', { name: 'In the glossary' }).click()
  await expect(guide.locator('[data-wanted="true"]')).toContainText('connected to one server at a time')
  await guide.getByRole('button', { name: 'Back to the lesson' }).click()
  await expect(lesson(page).getByRole('heading', { name: 'Step 1 of 10' })).toBeVisible()
  expect(errors).toEqual([])
})
