/** Faults by hand: links that a stroke cuts, machines that ail, messages that are stopped on their way. */
import { expect, type Locator, type Page, test } from '@playwright/test'
import { act, idOf, openPlayground, PATIENCE, server, serversThat, stage, waitForLeader } from './playground.ts'

async function boxOf(one: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await one.boundingBox()
  if (box === null) throw new Error('it is on the screen')
  return box
}

/** Draws around a server, between it and all the others, in the drawing. */
async function strokeBelow(page: Page, id: number): Promise<void> {
  const { x, y, width, height } = await boxOf(server(page, id))
  const middle = x + width / 2
  const below = y + height + 24
  await page.mouse.move(middle - 200, below - 40)
  await page.mouse.down()
  await page.mouse.move(middle - 80, below, { steps: 4 })
  await page.mouse.move(middle + 80, below, { steps: 4 })
  await expect(stage(page)).toContainText(/cuts \d links/)
  await page.mouse.move(middle + 200, below - 40, { steps: 4 })
  await page.mouse.up()
}

test('a stroke between a server and the others cuts it off, and Heal all brings it back', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await strokeBelow(page, 1)
  await expect(stage(page)).toContainText('Links are cut')
  await expect(serversThat(page, 'looking')).toHaveCount(1, { timeout: PATIENCE })
  await expect(server(page, 1)).toHaveAccessibleName(/looking/)
  await page.getByRole('button', { name: 'Heal all' }).click()
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('the dialog divides without a stroke: the leader with the minority loses its lead', async ({ page }) => {
  const errors = await openPlayground(page)
  const old = await waitForLeader(page, 4)
  await page.getByRole('button', { name: 'Partition…' }).click()
  await page.getByRole('button', { name: 'Leader with the minority' }).click()
  await page.getByRole('button', { name: 'Divide', exact: true }).click()
  await expect(server(page, old)).toHaveAccessibleName(/looking|follower/, { timeout: PATIENCE })
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  expect(await idOf(serversThat(page, 'leader'))).not.toBe(old)
  expect(errors).toEqual([])
})

test('a full disk stops its server, and says why; mended, it comes back', async ({ page }) => {
  await openPlayground(page)
  const leader = await waitForLeader(page, 4)
  const victim = leader === 1 ? 2 : 1
  await server(page, victim).click()
  await page.getByText('Disk and clock').click()
  await page.getByRole('button', { name: `Fill the disk of server ${victim}` }).click()
  await expect(server(page, victim)).toContainText('disk full')
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(server(page, victim)).toHaveAccessibleName(/, down, /, { timeout: PATIENCE })
  await server(page, victim).click()
  await expect(page.getByRole('dialog')).toContainText('no space left on device')
  await page.getByText('Disk and clock').click()
  await page.getByRole('button', { name: `Mend the disk of server ${victim}` }).click()
  await act(page, victim, `Restart server ${victim}`)
  await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
})

test('a slow disk and a clock that is off are seen on the card', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  await server(page, 2).click()
  await page.getByText('Disk and clock').click()
  await page.getByLabel('Slow disk of server 2').selectOption({ label: '+200 ms' })
  await expect(server(page, 2)).toContainText('disk +200 ms')
  await server(page, 2).click()
  await page.getByText('Disk and clock').click()
  await page.getByLabel('Clock of server 2').selectOption({ label: 'runs 2 times as fast' })
  await expect(server(page, 2)).toContainText('clock ×2')
  expect(errors).toEqual([])
})

test('a link is delayed from its menu, says so, and is healed alone', async ({ page }) => {
  const errors = await openPlayground(page)
  await waitForLeader(page, 4)
  const [a, b] = [await boxOf(server(page, 3)), await boxOf(server(page, 4))]
  const between = { x: (a.x + a.width / 2 + b.x + b.width / 2) / 2, y: (a.y + a.height / 2 + b.y + b.height / 2) / 2 }
  await page.mouse.click(between.x, between.y)
  await page.getByLabel('Delay between 3 and 4').selectOption({ label: '200 ms' })
  await expect(stage(page).locator('.link-slow')).toHaveText('200 ms')
  await page.mouse.click(between.x, between.y)
  await page.getByRole('button', { name: 'Heal the link between 3 and 4' }).click()
  await expect(stage(page).locator('.link-slow')).toHaveCount(0)
  expect(errors).toEqual([])
})

/** Stops the clock while messages that `wanted` fits are in the air, and opens one of them. */
async function openFlight(page: Page, selector: string, wanted: RegExp): Promise<void> {
  const flights = stage(page).locator(selector)
  for (let tries = 0; tries < 200; tries++) {
    for (const flight of await flights.all()) {
      const box = await flight.boundingBox({ timeout: 500 }).catch(() => null)
      if (box === null) continue
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
      const menu = page.locator('.flight-menu')
      await menu.waitFor({ timeout: 2000 }).catch(() => {})
      if ((await menu.count()) > 0 && wanted.test(await menu.innerText())) return
      await page.keyboard.press('Escape')
      await menu.waitFor({ state: 'detached' })
    }
    await page.keyboard.press('.')
  }
  throw new Error(`no message of ${wanted} was met in the air`)
}

test('an election notice lies open: a field lights its bytes; it is held, let go, dropped', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await page.getByRole('slider', { name: 'Speed' }).fill('0')
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await stage(page).locator('.flight[data-kind="vote"]').first().waitFor({ state: 'attached', timeout: PATIENCE })
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await openFlight(page, '.flight[data-kind="vote"]', /An election notice may be lost/)
  const menu = page.locator('.flight-menu')
  await menu
    .getByRole('button', { name: /^leader, / })
    .first()
    .hover()
  await expect(menu.locator('.dump-hex [data-lit="true"]')).toHaveCount(8)
  await menu.getByRole('button', { name: 'Hold' }).click()
  await expect(stage(page).locator('.flight[data-held="true"]')).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Story' })).toContainText('A message is held by hand')
  const held = await boxOf(stage(page).locator('.flight[data-held="true"]'))
  await page.mouse.click(held.x + held.width / 2, held.y + held.height / 2)
  await page.getByRole('button', { name: 'Drop' }).click()
  await expect(stage(page).locator('.flight[data-held="true"]')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Story' })).toContainText('An election notice is dropped by hand')
  expect(errors).toEqual([])
})

test('what runs on an ordered connection can not be dropped, and the reason is told', async ({ page }) => {
  await openPlayground(page, 'speed=0.1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Add client' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await openFlight(page, '.flight:not([data-kind="vote"])', /TCP delivers|are no message/)
  await expect(page.locator('.flight-menu')).toContainText(/TCP delivers|are no message/)
  await expect(page.getByRole('button', { name: 'Drop' })).toHaveCount(0)
})
