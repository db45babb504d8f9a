/** The console: zkCli's commands, the ensemble's words, four-letter words; and programs in a sandbox. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { openPlayground, PATIENCE, serversThat, waitForLeader, znode } from './playground.ts'

function pane(page: Page): Locator {
  return page.getByRole('region', { name: 'Console' })
}
async function openConsole(page: Page): Promise<readonly string[]> {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Console', exact: true }).first().click()
  return errors
}
async function type(page: Page, line: string): Promise<void> {
  const input = pane(page).getByRole('combobox', { name: 'Command line' })
  await input.fill(line)
  await input.press('Enter')
}
const output = (page: Page): Locator => pane(page).getByRole('log')

test('a line of zkCli acts through a client of its own, and the tree shows what it did', async ({ page }) => {
  const errors = await openConsole(page)
  await type(page, 'create -e /typed "by hand"')
  await expect(output(page)).toContainText('Created /typed', { timeout: PATIENCE })
  await expect(znode(page, '/typed')).toBeVisible({ timeout: PATIENCE })
  await expect(page.getByRole('button', { name: /^Client zkCli, connected/ })).toBeVisible()
  await type(page, 'get -w /typed')
  await expect(output(page)).toContainText('by hand')
  await type(page, 'set /typed changed')
  await expect(output(page)).toContainText('WatchedEvent state:SyncConnected type:NodeDataChanged path:/typed')
  // The session ends, and its ephemeral with it.
  await type(page, 'close')
  await expect(znode(page, '/typed')).toHaveCount(0, { timeout: PATIENCE })
  await type(page, 'ls /')
  await expect(output(page)).toContainText('Not connected')
  expect(errors).toEqual([])
})

test('the same line kills the leader and asks a server four letters', async ({ page }) => {
  await openConsole(page)
  await type(page, 'mntr leader')
  await expect(output(page)).toContainText('zk_server_state\tleader', { timeout: PATIENCE })
  await type(page, 'kill leader')
  await expect(serversThat(page, 'down')).toHaveCount(1, { timeout: PATIENCE })
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
})

test('a line that is wrong says where and why, in the words of zkCli and in plain ones', async ({ page }) => {
  await openConsole(page)
  await type(page, 'set /nowhere x')
  await expect(output(page)).toContainText('Node does not exist: /nowhere', { timeout: PATIENCE })
  await expect(output(page)).toContainText('There is no znode at this path. Nothing was changed.')
  await type(page, 'restart 2 gently')
  await expect(output(page)).toContainText('“gently” does not fit. It can be: keep, lose, wipe.')
  await type(page, 'set /a "open')
  await expect(output(page)).toContainText('The quote at 8 is not closed')
})

test('Tab completes commands and paths, the arrow recalls what was typed', async ({ page }) => {
  await openConsole(page)
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  const input = pane(page).getByRole('combobox', { name: 'Command line' })
  await input.fill('getAll')
  await input.press('Tab')
  await expect(input).toHaveValue('getAllChildrenNumber ')
  await input.pressSequentially('/conf')
  await input.press('Tab')
  await input.press('Enter')
  await expect(output(page)).toContainText('getAllChildrenNumber /config', { timeout: PATIENCE })
  await input.press('ArrowUp')
  await expect(input).toHaveValue('getAllChildrenNumber /config')
})

/** Puts a program into the editor and runs it. */
async function run(page: Page, program: string): Promise<Locator> {
  await pane(page).getByRole('button', { name: 'Code' }).click()
  const editor = pane(page).getByRole('textbox', { name: 'Program' })
  await editor.fill(program)
  await pane(page).getByRole('button', { name: /^Run/ }).click()
  return pane(page).getByRole('log')
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with the console and its editor, ${theme}`, async ({ page }) => {
    await openPlayground(page, `speed=1&lang=en&servers=3&theme=${theme}`)
    await waitForLeader(page, 2)
    await page.getByRole('button', { name: 'Console', exact: true }).first().click()
    await type(page, 'get /nowhere')
    await expect(output(page)).toContainText('Node does not exist', { timeout: PATIENCE })
    await pane(page).getByRole('combobox', { name: 'Command line' }).fill('cr')
    const rules = async () => (await new AxeBuilder({ page }).analyze()).violations
    const words = (rows: Awaited<ReturnType<typeof rules>>) =>
      rows.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(' ')}`)
    expect(words(await rules())).toEqual([])
    await pane(page).getByRole('button', { name: 'Code' }).click()
    await expect(pane(page).getByRole('textbox', { name: 'Program' })).toBeVisible()
    expect(words(await rules())).toEqual([])
  })
}

test('a program has clients of its own, and its watchers hear', async ({ page }) => {
  const errors = await openConsole(page)
  const log = await run(
    page,
    `const zk = await connect('mine')
     await zk.create('/by-code', 'one')
     const heard = new Promise((resolve) => zk.getData('/by-code', resolve))
     await zk.setData('/by-code', 'two')
     const event: { type: string } = await heard
     console.log(event.type, (await zk.getData('/by-code')).data)
     await zk.create('/by-code').catch((error) => console.log(error.code))
     await zk.close()`,
  )
  await expect(log).toContainText('nodeDataChanged two', { timeout: PATIENCE })
  await expect(log).toContainText('NODEEXISTS')
  await expect(log).toContainText('The program is done.')
  expect(errors).toEqual([])
})

test('a program reaches neither network nor storage nor page, and one that never pauses is stopped', async ({
  page,
  baseURL,
}) => {
  await openConsole(page)
  const log = await run(
    page,
    `const tried = async (name, what) => { try { await what(); console.log(name, 'REACHED') } catch { console.log(name, 'refused') } }
     await tried('fetch', () => fetch('${baseURL}', { mode: 'no-cors' }))
     await tried('socket', () => new Promise((yes, no) => { const s = new WebSocket('ws://127.0.0.1:1'); s.onopen = yes; s.onerror = no }))
     await tried('storage', () => new Promise((yes, no) => { const r = indexedDB.open('x'); r.onsuccess = yes; r.onerror = no }))
     await tried('folder', () => navigator.storage.getDirectory())
     await tried('import', () => importScripts('data:text/javascript,1'))
     await tried('page', () => parent.document)
     console.log('origin', String(self.origin))
     for (;;) {}`,
  )
  for (const name of ['fetch', 'socket', 'storage', 'folder', 'import', 'page'])
    await expect(log).toContainText(`${name} refused`, { timeout: PATIENCE })
  await expect(log).toContainText('origin null')
  await expect(log).toContainText('busy for three seconds', { timeout: PATIENCE })
  // The page itself was never held up.
  await expect(serversThat(page, 'leader')).toHaveCount(1)
})
