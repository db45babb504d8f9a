/**
 * Embeds on a docs site of another origin, built with VitePress: a frame that is denied all storage, one that has no origin at
 * all, two side by side. The docs site is at `localhost`, the playground at `127.0.0.1`: different sites to a browser.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, type FrameLocator, type Page, type Response, test } from '@playwright/test'
import { PATIENCE } from './playground.ts'
import { hostSite, type Site } from './support/site.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const docs = join(root, 'test-results', 'docs-site')
const sites: Site[] = []
let docsUrl = ''

test.beforeAll(async () => {
  const playground = await hostSite(dist, '127.0.0.1')
  sites.push(playground)
  const vitepress = join(root, 'node_modules', 'vitepress', 'bin', 'vitepress.js')
  execFileSync(process.execPath, [vitepress, 'build', join(root, 'e2e', 'docs-site')], {
    env: { ...process.env, PLAYGROUND: playground.url, DOCS_OUT: docs },
  })
  const site = await hostSite(docs, 'localhost')
  sites.push(site)
  docsUrl = site.url
})
test.afterAll(() => {
  for (const site of sites) site.close()
})

/** Opens a page of the docs site; every complaint of page or frames, and every address that was asked, is gathered. */
async function openDocs(page: Page, path: string): Promise<{ errors: string[]; hosts: Set<string> }> {
  const errors: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).origin)
  })
  await page.goto(docsUrl + path)
  // VitePress scrolls to the top when it takes the page over: what was scrolled to before is out of sight, and stands still.
  await page.waitForFunction(() => [...document.querySelectorAll('#app')].every((app) => '__vue_app__' in app))
  return { errors, hosts }
}
function frameOf(page: Page, id: string): FrameLocator {
  return page.locator(`#${id}`).frameLocator('iframe')
}
function serversThat(frame: FrameLocator, role: string) {
  return frame.getByRole('button', { name: new RegExp(`^Server \\d+, ${role}, `) })
}
/** Waits until the embed takes acts; what it can do, as it says itself. */
function capabilities(page: Page, id: string) {
  return page.evaluate(async (name) => {
    await customElements.whenDefined('zk-playground')
    const element = document.querySelector(`#${name}`)
    if (element === null || !('ready' in element)) throw new Error(`there is no embed ${name}`)
    const { capabilities } = (await element.ready) as { capabilities: Record<string, boolean> }
    return capabilities
  }, id)
}
type Acting = HTMLElement & { run: (op: object) => Promise<{ ok: boolean; data?: string; reason?: string }> }
function run(page: Page, id: string, op: object) {
  return page.evaluate(([name, act]) => document.querySelector<Acting>(`#${name}`)?.run(act), [id, op] as const)
}

test('two embeds without any storage: killing the leader of one changes nothing in the other, which is for looking only', async ({
  page,
}) => {
  const { errors, hosts } = await openDocs(page, '')
  const [left, right] = [frameOf(page, 'left'), frameOf(page, 'right')]
  expect(await capabilities(page, 'left')).toEqual({ storage: false, opfs: false, broadcastChannel: true })
  // Both are in view: what nobody can see stands still.
  await page.locator('#left').evaluate((element) => element.scrollIntoView())
  await expect(serversThat(left, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  await expect(serversThat(right, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  await expect(right.getByRole('button', { name: 'Kill leader' })).toHaveCount(0)

  const elected = page.evaluate(
    () =>
      new Promise((hear) => {
        document.querySelector('#left')?.addEventListener('zk-event', (event) => {
          const { detail } = event as CustomEvent<{ event: { kind: string; epoch?: number } }>
          if (detail.event.kind === 'leader.elected' && detail.event.epoch === 2) hear(true)
        })
      }),
  )
  // What is asked of a client without a server may be lost.
  await expect(left.getByRole('button', { name: /^Client A, connected/ })).toBeVisible()
  expect(await run(page, 'left', { type: 'create', path: '/from-the-host', data: '你好' })).toMatchObject({ ok: true })
  await left.getByRole('button', { name: 'Kill leader' }).click()
  await expect(serversThat(left, 'down')).toHaveCount(1, { timeout: PATIENCE })
  expect(await elected).toBe(true)
  await expect
    .poll(() => run(page, 'left', { type: 'get', path: '/from-the-host' }), { timeout: PATIENCE })
    .toMatchObject({ ok: true, data: '你好' })
  await expect(serversThat(right, 'down')).toHaveCount(0)
  expect(await serversThat(right, 'leader').getAttribute('aria-label')).toMatch(/epoch 1/)

  // The host turns dark: so do its embeds. Out of view they stand still.
  await page.evaluate(() => document.documentElement.classList.add('dark'))
  await expect(left.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.evaluate(() => scrollTo(0, 0))
  await page.setViewportSize({ width: 1000, height: 300 })
  await expect(left.getByText('Paused while out of sight')).toBeAttached()

  expect([...hosts].sort()).toEqual(sites.map(({ url }) => new URL(url).origin).sort())
  expect(errors).toEqual([])
})

test('a lesson in a frame of no origin is done by hand and told to the host; the Chinese page speaks Chinese', async ({
  page,
}) => {
  const { errors } = await openDocs(page, 'lock')
  const told = page.evaluate(
    () =>
      new Promise((hear) => {
        document.querySelector('#lesson')?.addEventListener('zk-lesson', (event) => {
          const { detail } = event as CustomEvent<{ id: string; step: number; status: string }>
          if (detail.status === 'completed') hear(`${detail.id} ${detail.step}`)
        })
      }),
  )
  expect(await capabilities(page, 'lesson')).toEqual({ storage: false, opfs: false, broadcastChannel: false })
  const frame = frameOf(page, 'lesson')
  await expect(frame.getByRole('heading', { name: /Step 2 of/ })).toBeVisible({ timeout: PATIENCE })
  await frame.getByRole('button', { name: 'Do it for me' }).click({ timeout: PATIENCE })
  expect(await told).toBe('lock 2')
  expect(errors).toEqual([])

  await openDocs(page, 'zh/')
  const chinese = frameOf(page, 'lesson')
  await expect(chinese.locator('html')).toHaveAttribute('lang', 'zh-CN', { timeout: PATIENCE })
  await expect(chinese.getByRole('button', { name: /^服务器 \d.*领导者/ })).toHaveCount(1, { timeout: PATIENCE })
})

test("README's snippet works on a page of another origin; the whole page in a frame there rests out of view", async ({
  page,
}) => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const snippet = /```html\n(<zk-playground[\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const playground = sites[0]?.url ?? ''
  const body = `<!doctype html><title>docs</title><link rel="icon" href="data:,"><body>${snippet.replaceAll('https://HOST/', playground)}
    <iframe id="whole" width="1100" height="700" src="${playground}?lang=en&clients=1"></iframe><p style="height: 300vh">`
  writeFileSync(join(docs, 'plain.html'), body)
  const { errors } = await openDocs(page, 'plain.html')
  const lesson = page.locator('zk-playground').frameLocator('iframe')
  await expect(lesson.getByRole('heading', { name: /Step 2 of/ })).toBeVisible({ timeout: PATIENCE })
  const whole = page.frameLocator('#whole')
  await page.locator('#whole').scrollIntoViewIfNeeded()
  await expect(serversThat(whole, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  const time = whole.getByRole('group', { name: 'Time' })
  await expect(time.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: PATIENCE })
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  await expect(time.getByRole('button', { name: 'Play', exact: true })).toBeAttached({ timeout: PATIENCE })
  await page.evaluate(() => document.querySelector('#whole')?.scrollIntoView())
  await expect(time.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('the loader has 2 kB, the first load of the stage 130 kB in either language, compressed', async ({ page }) => {
  const size = (file: string) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
  expect(size('zk-playground.js')).toBeLessThanOrEqual(2048)
  for (const [lang, leader] of [
    ['en', /^Server \d, leader/],
    ['zh-CN', /^服务器 \d.*领导者/],
  ] as const) {
    const loaded = new Set<string>()
    const note = (response: Response) => {
      const { pathname } = new URL(response.url())
      if (/\.(?:js|css)$/.test(pathname) && !/Worker-/.test(pathname)) loaded.add(pathname)
    }
    page.on('response', note)
    const begin = Date.now()
    await page.goto(`${sites[0]?.url}embed/?lang=${lang}&speed=1`)
    await expect(page.getByRole('button', { name: leader })).toHaveCount(1, { timeout: PATIENCE })
    const tookMs = Date.now() - begin
    page.off('response', note)
    const first = [...loaded].filter((path) => isFirst(path))
    const total = first.reduce((sum, path) => sum + size(path), 0)
    console.log(`embed, ${lang}: ${(total / 1000).toFixed(1)} kB in ${first.length} files; leader after ${tookMs} ms`)
    expect(first.some((path) => path.includes(`/${lang.slice(0, 2)}-`))).toBe(true)
    expect(total).toBeLessThanOrEqual(130_000)
  }
})

/** What the first paint waits for: the page's own parts, and the words of one language. */
function isFirst(path: string): boolean {
  return /\/(?:index|first|rolldown-runtime|en|zh)-[^/]*$/.test(path)
}
