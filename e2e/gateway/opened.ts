/** The built page, opened in a browser from `npm start`, with its client ports on this machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { BROWSER_ARGS, findBrowser } from '../support/browser.mjs'
import { freePort, freePorts } from '../wire/ports.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 60_000
/** Client ports of a page, and those that another one moves on to. */
const BLOCK = 20

/** `npm start` as a process. */
export type Launcher = {
  /** The address that it printed last, with its token. */
  readonly address: () => string
  /** All lines up to now. */
  readonly lines: readonly string[]
  readonly exited: Promise<number | null>
  readonly end: () => Promise<void>
}
export type Opened = {
  readonly launcher: Launcher
  readonly browser: Browser
  readonly page: Page
  /** Errors and warnings of the page's console. */
  readonly errors: readonly string[]
  readonly end: () => Promise<void>
}

/** Runs the launcher on the built site; ends when it printed its address, or when it exits. */
export async function launch(args: readonly string[]): Promise<Launcher> {
  const { SITE = 'dist' } = process.env
  const words = ['src/hosts/node/start.mjs', '--site', SITE, '--no-open', ...args]
  const child: ChildProcess = spawn(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const address = () => lines.flatMap((line) => /: +(http:\/\/localhost\S+)/.exec(line)?.[1] ?? []).at(-1) ?? ''
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => void lines.push(line))
  const launcher = {
    address,
    lines,
    exited,
    end: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
  let over = false
  void exited.then(() => {
    over = true
  })
  await until(() => over || address() !== '')
  return launcher
}

/** The browser that the browser tests use, too. */
export function browse(): Promise<Browser> {
  const executablePath = findBrowser()
  return chromium.launch({ args: [...BROWSER_ARGS], ...(executablePath === undefined ? {} : { executablePath }) })
}

/** A page of the launcher, opened with its token; `query` as in `speed=1&servers=3`. */
export async function openPage(browser: Browser, launcher: Launcher, query: string): Promise<Page> {
  // Moving pictures take time from the servers, and nobody watches.
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ locale: 'en-US', viewport, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const url = new URL(launcher.address())
  url.search = query
  await page.goto(url.href)
  return page
}

/** A launcher on free ports, a browser, and a page with `servers` servers that has its client ports. */
export async function opened(servers: number, more: string = ''): Promise<Opened> {
  const [port, clientPort] = [await freePort(), await freePorts(BLOCK)]
  const launcher = await launch(['--port', String(port), '--client-port', String(clientPort)])
  const browser = await browse()
  const page = await openPage(browser, launcher, `lang=en&speed=1&servers=${servers}${more}`)
  const errors: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await ports(page).waitFor({ timeout: PATIENCE_MS })
  await serverThat(page, 'leader').waitFor({ timeout: PATIENCE_MS })
  // The page's own first writes are done then.
  if (!more.includes('tree=empty'))
    await page.getByRole('treeitem', { name: /^\/locks\b/ }).waitFor({ timeout: PATIENCE_MS })
  return {
    launcher,
    browser,
    page,
    errors,
    end: async () => {
      await browser.close()
      await launcher.end()
    },
  }
}

/** The button that copies the connect string: it is there while the ports are this page's. */
export function ports(page: Page): Locator {
  return page.getByRole('button', { name: /^Copy the connect string / })
}
/** The ports that the page shows, server 1's first. */
export async function portsOf(page: Page): Promise<readonly number[]> {
  const name = (await ports(page).getAttribute('aria-label')) ?? ''
  return [...name.matchAll(/:(\d+)/g)].map(([, digits]) => Number(digits))
}
export function serverThat(page: Page, role: 'leader' | 'follower' | 'down'): Locator {
  return page.getByRole('button', { name: new RegExp(`^Server \\d+, ${role}, `) }).first()
}
export function server(page: Page, id: number): Locator {
  return page.getByRole('button', { name: new RegExp(`^Server ${id}, `) })
}
/** Chooses an act in a server's menu. */
export async function act(page: Page, id: number, item: string): Promise<void> {
  await server(page, id).click()
  await page.getByRole('button', { name: item, exact: true }).click()
}
/** Programs outside as the stage shows them. */
export function outside(page: Page): Locator {
  return page.getByRole('button', { name: /^Real client 127\.0\.0\.1:/ })
}

export async function until(done: () => boolean | Promise<boolean>, what: string = 'it'): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} does not come`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
