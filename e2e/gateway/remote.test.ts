/**
 * The page on a real ensemble: Apache ZooKeeper 3.8.0 of three servers that this test starts (Debian's package), seen and
 * used through `npm start -- --connect`. Another client writes beside it over TCP, as anybody would.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { KeeperErrors } from '../../src/ground/jute/errors.ts'
import { ask, type Client, connected, create, exists, getData, leave } from '../wire/client.ts'
import { type RunningReal, startReal, whyNoReal } from '../wire/differential/real.ts'
import { freePort } from '../wire/ports.ts'
import { serve } from '../wire/serve.ts'
import { olderThan36 } from './older.ts'
import { browse, type Launcher, launch, openPage, until } from './opened.ts'
import { createPastThePage } from './past.ts'

const why = whyNoReal()
if (why !== undefined) console.warn(`SKIPPED: the page on a real ensemble, because ${why}`)

type Shown = {
  readonly launcher: Launcher
  readonly page: Page
  readonly errors: readonly string[]
}

describe.skipIf(why !== undefined)('the page on a real ensemble', () => {
  let real: RunningReal | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    real = await startReal()
    browser = await browse()
  })
  const shown: (() => Promise<void>)[] = []
  // Also what a failed test left open.
  afterEach(async () => {
    for (const end of shown.splice(0)) await end()
  })
  afterAll(async () => {
    await browser?.close()
    await real?.stop()
  })

  /** The page on the ensemble, or on what stands before it on `ports`; `flags` as for `npm start`. */
  async function show(
    flags: readonly string[] = [],
    ports: readonly number[] = real?.ports ?? [],
  ): Promise<Shown & { readonly real: RunningReal; readonly other: Client }> {
    if (real === undefined || browser === undefined) throw new Error('nothing was started')
    const targets = ports.map((port) => `127.0.0.1:${port}`).join(',')
    const launcher = await launch(['--port', String(await freePort()), '--connect', targets, ...flags])
    shown.push(launcher.end)
    const page = await openPage(browser, launcher, 'lang=en')
    shown.unshift(() => page.context().close())
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await until(async () => (await serversThat(page, 'leader').count()) === 1, 'a leader')
    await until(async () => (await serversThat(page, 'follower').count()) === 2, 'two followers')
    await znode(page, '/zookeeper').waitFor()
    // It sends no pings: its session is to be young when it is needed.
    const other = await connected(real.ports[0] ?? 0)
    shown.unshift(async () => leave(other))
    return { launcher, page, errors, real, other }
  }

  test('shows roles and the tree, and what another client creates and deletes', async () => {
    const { page, errors, other } = await show()
    expect(await create(other, '/from-outside', 'hello')).toBe(0)
    await znode(page, '/from-outside').waitFor()
    await znode(page, '/from-outside').click()
    const data = page.getByRole('region', { name: 'Znode tree' }).getByLabel('Data')
    await until(async () => (await data.inputValue()) === 'hello', 'the data')
    await ask(other, 'delete', deletion('/from-outside'))
    await znode(page, '/from-outside').waitFor({ state: 'detached' })
    await page.getByText('What servers say to each other can’t be seen from here').waitFor()
    // Nothing offers what can't be done to real servers; what they tell of their clients is shown.
    for (const name of ['Kill leader', 'Heal all', 'Pause', 'Step', 'Files', 'Create lock', 'Partition…'])
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0)
    await serversThat(page, 'leader').click()
    await page.getByText('from here it can be used, not stopped').waitFor()
    await page.getByRole('button', { name: /^Inspect server/ }).click()
    await page.getByRole('region', { name: 'Inspector' }).getByText('synced followers').waitFor()
    await page.getByRole('button', { name: 'Connections', exact: true }).click()
    await page
      .getByRole('region', { name: 'Connections' })
      .getByText('Of real servers only clients are known')
      .waitFor()
    await page.getByRole('row').filter({ hasText: 'ESTABLISHED' }).first().waitFor()
    expect(errors).toEqual([])
  })

  test('without --allow-writes no write gets through: not by the page, and not past it', async () => {
    const { launcher, page, other } = await show()
    await type(page, 'create /not-allowed x')
    await page
      .getByText(/started without --allow-writes/)
      .first()
      .waitFor()
    expect(await createPastThePage(page, '/not-allowed-either')).toBe(KeeperErrors.notReadOnly.code)
    expect(await exists(other, '/not-allowed')).toBe(false)
    expect(await exists(other, '/not-allowed-either')).toBe(false)
    await until(() => launcher.lines.some((line) => /refused: create .*without --allow-writes/.test(line)), 'the log')
  })

  test('of servers before 3.6, which hang up on a persistent watch, the tree is asked again and again', async () => {
    const older = await olderThan36(real?.ports ?? [])
    shown.push(async () => older.end())
    const { page, errors, other } = await show([], older.ports)
    expect(await create(other, '/seen-by-asking', 'hello')).toBe(0)
    await znode(page, '/seen-by-asking').waitFor()
    await ask(other, 'delete', deletion('/seen-by-asking'))
    await znode(page, '/seen-by-asking').waitFor({ state: 'detached' })
    // Who asked for the watch on each new connection would lose each one by that.
    expect(older.unknown()).toBe(1)
    expect(errors).toEqual([])
  })

  test("with --allow-writes console, words and lock work as on the page's own servers", async () => {
    const { page, errors, other } = await show(['--allow-writes'])
    await type(page, 'create /allowed "by the console"')
    await znode(page, '/allowed').waitFor()
    expect(await getData(other, '/allowed')).toBe('by the console')
    await page.getByRole('button', { name: 'Create lock' }).click()
    await until(
      async () => (await page.getByRole('treeitem', { name: /^\/locks\// }).count()) === 3,
      'three in the queue',
    )
    await type(page, 'srvr leader')
    await page.getByText('Mode: leader').first().waitFor()
    await type(page, 'kill leader')
    await page
      .getByText(/real processes elsewhere/)
      .first()
      .waitFor()
    expect(errors).toEqual([])
  })

  test('a real server that is killed is shown down, and its clients move with their sessions', async () => {
    const { page, real } = await show(['--allow-writes'])
    await type(page, 'create -e /mine x')
    await znode(page, '/mine').waitFor()
    await type(page, 'move zkCli 2')
    await until(async () => (await serverOf(page, 'zkCli')) === 2, 'zkCli on server 2')
    const port = real.ports[1] ?? 0
    await real.kill(port)
    await until(async () => (await serversThat(page, 'down').count()) === 1, 'a server that is down')
    await until(async () => [1, 3].includes(await serverOf(page, 'zkCli')), 'zkCli on another server')
    await until(async () => (await serversThat(page, 'leader').count()) === 1, 'a leader')
    // The ensemble elected meanwhile: whoever was connected may have been sent away.
    const witness = await connected(real.ports[0] ?? 0)
    expect(await getData(witness, '/mine')).toBe('x')
    leave(witness)
    real.start(port)
    await until(async () => (await serversThat(page, 'down').count()) === 0, 'the server back')
  })
})

test('the page on `npm run serve`: other servers that speak the same bytes', async () => {
  const servers = await serve()
  const browser = await browse()
  const targets = servers.ports.map((port) => `127.0.0.1:${port}`).join(',')
  const launcher = await launch(['--port', String(await freePort()), '--connect', targets, '--allow-writes'])
  try {
    const page = await openPage(browser, launcher, 'lang=en')
    await until(async () => (await serversThat(page, 'leader').count()) === 1, 'a leader')
    await znode(page, '/zookeeper').waitFor()
    const other = await connected(servers.ports[0] ?? 0)
    expect(await create(other, '/from-outside', 'hello')).toBe(0)
    await znode(page, '/from-outside').waitFor()
    await type(page, 'create -e /from-the-page x')
    await until(() => exists(other, '/from-the-page'), 'what the page created')
    await type(page, 'move zkCli 3')
    await until(async () => (await serverOf(page, 'zkCli')) === 3, 'zkCli on server 3')
    servers.say('kill 3')
    await until(async () => (await serversThat(page, 'down').count()) === 1, 'a server that is down')
    await until(async () => [1, 2].includes(await serverOf(page, 'zkCli')), 'zkCli on another server')
    await znode(page, '/from-the-page').waitFor()
    leave(other)
  } finally {
    await browser.close()
    await launcher.end()
    await servers.end()
  }
})

function serversThat(page: Page, role: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^Server \\d+, ${role}, `) })
}
function znode(page: Page, path: string): Locator {
  return page.getByRole('treeitem', { name: new RegExp(`^${path.replaceAll('/', '\\/')}(?:,| )`) })
}
/** Types a line into the console. */
async function type(page: Page, line: string): Promise<void> {
  const input = page.getByRole('combobox', { name: 'Command line' })
  if ((await input.count()) === 0) await page.getByRole('button', { name: 'Console' }).first().click()
  await input.fill(line)
  await input.press('Enter')
}
/** The server that a client of the stage is connected to; 0 while it is not. */
async function serverOf(page: Page, client: string): Promise<number> {
  const badge = page.getByRole('button', { name: new RegExp(`^Client ${client}, `) })
  // It may say where it came from before it says where it is.
  return Number(
    /^Client \w+, connected, (?:.*, )?server (\d+)$/.exec((await badge.getAttribute('aria-label')) ?? '')?.[1] ?? 0,
  )
}
function deletion(path: string): Uint8Array {
  const bytes = new TextEncoder().encode(path)
  return Uint8Array.of(0, 0, 0, bytes.length, ...bytes, 0xff, 0xff, 0xff, 0xff)
}
