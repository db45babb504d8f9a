/** Files both ways: a real server's folder comes in, looked through first; this ensemble's data go out as an archive. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { inspect } from '../src/ground/log/inspect.ts'
import { decodeJournal } from '../src/hosts/journal.ts'
import { openPlayground, PATIENCE, setSpeed, tree, waitForLeader, znode } from './playground.ts'

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../src/ground/log/testdata/${name}/`, import.meta.url))

type Given = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }
/** The files of a real server of 3.8.0, as a chooser gives them. */
function filesOf(name: string): Given[] {
  const folder = folderOf(name)
  return readdirSync(folder).map((file) => {
    return { name: file, mimeType: 'application/octet-stream', buffer: readFileSync(`${folder}${file}`) }
  })
}
function dialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Files' })
}
async function openFiles(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Files', exact: true }).click()
  await expect(dialog(page)).toBeVisible()
  return dialog(page)
}
/** The digest of a server's own tree. */
async function digestOf(page: Page, server: string): Promise<bigint> {
  const text = await page.evaluate((name) => globalThis.playground?.journal(name), server)
  return decodeJournal(text ?? '').digest
}
/** The digest of the tree that a real server left in its files. */
function digestIn(given: readonly Given[]): bigint {
  const found = inspect(given.map(({ name, buffer }) => ({ name: `version-2/${name}`, bytes: new Uint8Array(buffer) })))
  if (found.type === 'unsound') throw new Error('a real folder is sound')
  return found.digest
}

test('a real server’s files start an ensemble that has its whole tree', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  const files = await openFiles(page)
  await files.getByLabel('Choose files…').setInputFiles(filesOf('follower'))
  await expect(files.getByText('Whole: every record and every snapshot was read')).toBeVisible()
  await expect(files.getByText('0x200000004', { exact: true })).toBeVisible()
  await expect(files.getByText('Server 2: a copy of the files')).toBeVisible()
  // The sessions in the data expire before long, and their ephemeral znodes with them: not before these were looked at.
  await setSpeed(page, 0.1)
  await files.getByRole('button', { name: 'Start an ensemble with this data' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await waitForLeader(page, 2)
  for (const server of ['s1', 's2', 's3']) expect(await digestOf(page, server)).toBe(digestIn(filesOf('follower')))
  await setSpeed(page, 1)
  await expect(znode(page, '/q')).toBeVisible({ timeout: PATIENCE })
  await expect(znode(page, '/config')).toHaveCount(0)
  // It is on the disks: a reload, a power failure of all, finds it again.
  await page.reload()
  await waitForLeader(page, 2)
  await expect(znode(page, '/q')).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('a damaged folder is refused with file and byte, and the ensemble goes on as it was', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  const files = await openFiles(page)
  const damaged = filesOf('follower').map((file) => {
    if (file.name === 'log.200000001') file.buffer[40] = 0xff
    return file
  })
  await files.getByLabel('Choose files…').setInputFiles(damaged)
  await expect(files.getByText('Damaged: nothing was taken')).toBeVisible()
  await expect(files.getByText('version-2/log.200000001, byte 16')).toBeVisible()
  await expect(files.getByRole('button', { name: 'Start an ensemble with this data' })).toHaveCount(0)
  // Mended, the same names can be chosen again.
  await files.getByLabel('Choose files…').setInputFiles(filesOf('follower'))
  await expect(files.getByText('Whole: every record')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tree(page)).toBeVisible()
  await expect(znode(page, '/config')).toBeVisible()
})

test('a dropped folder is read like a chosen one', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  const given = filesOf('standalone').map(({ name, buffer }) => ({ name, bytes: [...buffer] }))
  await page.evaluate((files) => {
    const transfer = new DataTransfer()
    for (const { name, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name))
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true }))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, given)
  await expect(dialog(page).getByText('0x22', { exact: true })).toBeVisible()
  await expect(dialog(page).getByText('Whole: every record')).toBeVisible()
})

test('what is downloaded is what an ensemble starts with again: nothing is lost on the way', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  const made = await page.evaluate(() =>
    globalThis.playground?.intervene({
      type: 'submit',
      client: 'A',
      op: {
        type: 'create',
        path: '/carried-over',
        data: new Uint8Array(100_000).fill(7),
        mode: 'persistent',
        acl: [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }],
      },
    }),
  )
  expect(made).toMatchObject({ type: 'outcome', outcome: { ok: true } })
  const files = await openFiles(page)
  const downloading = page.waitForEvent('download')
  await files.getByRole('button', { name: 'Download the ensemble' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('zookeeper-ensemble.zip')
  const path = await download.path()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'New ensemble of 5 servers' }).click()
  await waitForLeader(page, 4)
  await expect(znode(page, '/carried-over')).toHaveCount(0)
  const again = await openFiles(page)
  await again
    .getByLabel('Choose files…')
    .setInputFiles({ name: 'e.zip', mimeType: 'application/zip', buffer: readFileSync(path) })
  await expect(again.getByText('Whole: every record')).toBeVisible()
  await expect(again.getByText('Server 3: server.3', { exact: true })).toBeVisible()
  await again.getByRole('button', { name: 'Start an ensemble with this data' }).click()
  await waitForLeader(page, 2)
  await expect(znode(page, '/carried-over')).toBeVisible({ timeout: PATIENCE })
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with a report in ${theme}, and a phone has room for it`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await openPlayground(page, `speed=1&lang=zh-CN&theme=${theme}&servers=3`)
    await page.getByRole('button', { name: '更多', exact: true }).click()
    await page.getByRole('button', { name: '文件', exact: true }).click()
    const chooser = page.getByLabel('选择文件…')
    await chooser.setInputFiles([
      ...filesOf('follower'),
      { name: 'zoo.cfg', mimeType: 'text/plain', buffer: Buffer.from('') },
    ])
    await expect(page.getByText('完整：')).toBeVisible()
    expect(await violations(page)).toEqual([])
    const [log, ...others] = filesOf('follower').toSorted(
      (a, b) => Number(/log/.test(b.name)) - Number(/log/.test(a.name)),
    )
    log?.buffer.fill(9, 20, 30)
    await chooser.setInputFiles(log === undefined ? [] : [log, ...others])
    await expect(page.getByText('有损坏：')).toBeVisible()
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
}
async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).include('.dialog').analyze()
  return found.violations.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(' ')}`)
}

test('a dead server’s folder can be had, too', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  const files = await openFiles(page)
  const downloading = page.waitForEvent('download')
  await files.getByRole('button', { name: `Download server ${leader}` }).click()
  expect((await downloading).suggestedFilename()).toBe(`server.${leader}.zip`)
})
