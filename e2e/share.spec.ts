/** Sharing: what was done becomes a link, a text, a file, a picture; what others shared is shown, played, or refused whole. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { SCENARIO_BOUNDS } from '../src/hosts/scenario.ts'
import { openPlayground, PATIENCE, serversThat, waitForLeader, znode } from './playground.ts'

async function share(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/#s=1\./)
  return dialog
}
async function saved(page: Page, dialog: Locator, name: string): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name }).click()
  return readFileSync(await (await download).path())
}
function scenario(page: Page): Locator {
  return page.getByRole('region', { name: 'Scenario' })
}

test('what was done in one tab is played in another, step by step, and goes on from there', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/locks')).toBeVisible({ timeout: PATIENCE })
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 1)
  // Another way to say something to the ensemble: it is written down all the same.
  await page.evaluate(() => globalThis.playground?.intervene({ type: 'addClient', name: 'Zoe' }))
  await expect(page.getByRole('button', { name: /^Client Zoe, connected/ })).toBeVisible()
  await page.evaluate(() => {
    const op = { type: 'create', path: '/mine', data: new Uint8Array([104, 105]), mode: 'persistent' } as const
    const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
    return globalThis.playground?.intervene({ type: 'submit', client: 'Zoe', op: { ...op, acl } })
  })

  const dialog = await share(page)
  await expect(dialog.getByText('What was done here: 3 steps')).toBeVisible()
  await dialog.getByText('Steps', { exact: true }).click()
  await expect(dialog.getByRole('list', { name: 'Steps' }).getByRole('listitem')).toHaveText([
    /^\d:\d\d\.\dkill leader$/,
    /client Zoe$/,
    /Zoe: create \/mine hi$/,
  ])
  const { violations } = await new AxeBuilder({ page }).include('.share').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await dialog.getByRole('button', { name: 'kazoo' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Text to copy' })).toHaveValue(/Zoe\.create\("\/mine", b"hi"\)/)
  const before = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  await dialog.getByLabel('Name (optional)').fill('Zoe writes')
  await expect(dialog.getByRole('textbox', { name: 'Link' })).not.toHaveValue(before)
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect(dialog.getByText('Copied')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toBe(await dialog.getByRole('textbox', { name: 'Link' }).inputValue())

  const file = await saved(page, dialog, 'Scenario (.json)')
  expect(JSON.parse(file.toString('utf8'))).toMatchObject({ version: 1, servers: 3, steps: [{}, {}, {}] })
  expect((await saved(page, dialog, 'Data folders (.zip)')).subarray(0, 2).toString()).toBe('PK')
  const svg = (await saved(page, dialog, 'Picture (.svg)')).toString('utf8')
  const wanted = ['>leader<', '>down<', '>Zoe<', '<path', 'leads epoch 2']
  expect(wanted.filter((told) => !svg.includes(told))).toEqual([])
  expect(svg.length).toBeLessThan(40_000)
  expect((await saved(page, dialog, 'Picture (.png)')).subarray(1, 4).toString()).toBe('PNG')
  // The address follows what is done from here on.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Heal all' }).click()
  await expect(page).toHaveURL(/#s=1\./)
  expect(page.url().split('#')[1]).not.toBe(link.split('#')[1])
  expect(errors).toEqual([])

  const other = await context.newPage()
  const complaints: string[] = []
  other.on('pageerror', (error) => complaints.push(String(error)))
  await other.goto(link)
  await expect(scenario(other).getByRole('heading', { name: 'Zoe writes' })).toBeVisible()
  await expect(scenario(other).getByText('All 3 steps were played.')).toBeVisible({ timeout: PATIENCE })
  await expect(scenario(other).getByRole('list', { name: 'Steps' }).getByText('ok')).toHaveCount(3)
  await expect(serversThat(other, 'down')).toHaveCount(1)
  await expect(znode(other, '/mine')).toBeVisible({ timeout: PATIENCE })
  expect(complaints).toEqual([])

  // A reload asks first: what was done since may still be there. The file says what is expected, and is held to it.
  await other.reload()
  await expect(scenario(other).getByText('Playing it makes a new ensemble.')).toBeVisible({ timeout: PATIENCE })
  await scenario(other).getByRole('button', { name: 'Not now' }).click()
  await expect(scenario(other)).toHaveCount(0)
  expect(other.url()).not.toContain('#s=')
  await expect(znode(other, '/mine')).toBeVisible({ timeout: PATIENCE })
  await share(other)
  await other
    .getByLabel('Choose scenario…')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: file })
  await scenario(other).getByRole('button', { name: 'Play', exact: true }).click()
  await expect(scenario(other).getByText('All 3 steps were played.')).toBeVisible({ timeout: PATIENCE })
  await expect(scenario(other).getByText('as expected')).not.toHaveCount(0)
  await expect(scenario(other).getByText(/^not so/)).toHaveCount(0)
})

test('what can’t be opened says what is wrong, and nothing of the ensemble changes', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3#s=1.i442NDDQiTYy1TH')
  await waitForLeader(page, 2)
  await expect(scenario(page).getByRole('alert')).toContainText('This link can’t be opened. it is damaged or cut off')
  await expect(scenario(page).getByRole('alert')).toContainText('Nothing of it was taken')
  await expect(znode(page, '/locks')).toBeVisible({ timeout: PATIENCE })
  await scenario(page).getByRole('button', { name: 'Close' }).click()
  await expect(scenario(page)).toHaveCount(0)

  const choose = async (json: unknown) => {
    await share(page)
    const buffer = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))
    await page.getByLabel('Choose scenario…').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer })
  }
  const steps = [{ at: 0, command: { type: 'explode' } }]
  await choose({ format: 'zookeeper-playground/scenario', version: 1, steps })
  await expect(scenario(page).getByRole('alert')).toContainText('At steps[1].command.type: “explode” is none of: kill')
  await choose({ format: 'zookeeper-playground/scenario', version: 9 })
  await expect(scenario(page).getByRole('alert')).toContainText('it has version 9, and this page knows version 1')
  await choose('no JSON')
  await expect(scenario(page).getByRole('alert')).toContainText('damaged or cut off')
  await waitForLeader(page, 2)

  // Too much for an address is offered as a file.
  await page.evaluate(async () => {
    const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
    const data = crypto.getRandomValues(new Uint8Array(9000))
    const op = { type: 'create', path: '/noise', data, mode: 'persistent', acl } as const
    await globalThis.playground?.intervene({ type: 'submit', client: 'A', op })
  })
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(page.getByText('This is too much for an address.')).toBeVisible()
  expect(SCENARIO_BOUNDS.linkCharacters).toBe(8000)
  expect(errors).toEqual([])
})
