/**
 * `npm run measure`: the product's own times, on the built site, in a real browser. Prints each figure's median and range.
 *
 *   navigation → a serving ensemble of three servers (real milliseconds)
 *   kill of the leader → the new leader serves, five servers, real-time tempo (milliseconds), with our finalize wait and
 *   with ZooKeeper's; `caption` is what the trace says, `seen` is from the click to the crown on the screen
 *
 *   nine servers, forty clients, 1,000 trace events a second: tasks of the main thread, memory (measurePage.mjs)
 *
 * Options: --kills 20 --opens 10 --minutes 0.5 (30 is the full run of the last part); --only opens, kills or page;
 * --site http://127.0.0.1:4173/ measures a site that is served already
 */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { BROWSER_ARGS, findBrowser } from './browser.mjs'
import { measurePage } from './measurePage.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const word = (name) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}
const PORT = option('port', 4391)
const site = word('site') ?? `http://127.0.0.1:${PORT}/`
const only = word('only')

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]
  return `median ${median.toFixed(0)} ms, ${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)} (${sorted.length} runs)`
}

/** Resolves in the page when a server other than `old` leads, `followers` follow it, with the page's own clock. */
function settled(page, followers, old = 0) {
  return page.waitForFunction(
    ([count, before]) => {
      const names = [...document.querySelectorAll('[aria-label^="Server "]')].map((one) =>
        one.getAttribute('aria-label'),
      )
      const leaders = names.filter((name) => /, leader, /.test(name))
      const ready = leaders.length === 1 && !leaders[0].startsWith(`Server ${before},`)
      const enough = names.filter((name) => /, follower, /.test(name)).length >= count
      const serving = /serving after/.test(document.querySelector('main')?.textContent ?? '')
      return ready && enough && serving ? { now: performance.now(), leader: leaders[0] } : false
    },
    [followers, old],
    { polling: 'raf', timeout: 30_000 },
  )
}

async function opens(browser, count) {
  const times = []
  for (let run = 0; run < count; run++) {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(`${site}?servers=3&speed=1`)
    times.push((await (await settled(page, 1)).jsonValue()).now)
    await context.close()
  }
  return times
}

async function kills(browser, count, query) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const caption = []
  const seen = []
  for (let run = 0; run < count; run++) {
    await page.goto(`${site}?servers=5&speed=1&${query}`)
    const first = await (await settled(page, 4)).jsonValue()
    const old = Number(/^Server (\d+)/.exec(first.leader)[1])
    const before = await page.evaluate(() => {
      const now = performance.now()
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Kill leader')
      button.click()
      return now
    })
    const after = await (await settled(page, 3, old)).jsonValue()
    seen.push(after.now - before)
    const text = await page.locator('main').innerText()
    caption.push(Number(/serving after ([\d.]+) ms/.exec(text)[1]))
  }
  await context.close()
  return { caption, seen }
}

const preview =
  word('site') === undefined
    ? spawn(
        process.execPath,
        [
          join(root, 'node_modules/vite/bin/vite.js'),
          'preview',
          '--host',
          '127.0.0.1',
          '--port',
          String(PORT),
          '--strictPort',
        ],
        { cwd: root, stdio: 'ignore' },
      )
    : undefined
try {
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    args: BROWSER_ARGS,
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  for (let tries = 0; tries < 50; tries++) {
    if (
      await fetch(site).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  if (only === undefined || only === 'opens')
    console.log(`navigation to serving, three servers: ${summary(await opens(browser, option('opens', 10)))}`)
  if (only === undefined || only === 'kills') {
    const ours = await kills(browser, option('kills', 20), '')
    console.log(`kill leader to serving, five servers, caption: ${summary(ours.caption)}`)
    console.log(`kill leader to serving, five servers, seen: ${summary(ours.seen)}`)
    const theirs = await kills(browser, option('kills', 20), 'finalize=zookeeper')
    console.log(`the same with ZooKeeper's finalize wait, caption: ${summary(theirs.caption)}`)
  }
  if (only === undefined || only === 'page') await measurePage(browser, site, option('minutes', 0.5))
  await browser.close()
} finally {
  preview?.kill()
}
