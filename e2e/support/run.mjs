/**
 * `npm test`: everything, on a fresh machine too. Types, lint, unit tests, build, then wire tests on serve and on the page with
 * seeds of the simulator beside, browser tests and real clients on the built site.
 *
 * Every step runs even if one before it failed, unless it needs that one, and its output is shown as it comes. The last line is
 * always `N passed, N failed`: tests are counted one by one, a step that fails without failing a test counts as one. Before it
 * stand what was passed over because this machine lacks something, one `skipped: …` line each, and everything that failed,
 * with its step, its name and its error: a log whose beginning is lost tells it still.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { provideBrowser } from './browser.mjs'
import { provideClients } from './clients.mjs'
import { failuresOfPlaywright, failureText } from './failures.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const reports = join(root, 'test-results')
const bin = (name, script) => join(root, 'node_modules', name, script)
const REPORTER = join(root, 'e2e', 'support', 'vitestReport.mjs')
const total = { passed: 0, failed: 0 }
/** Reasons, in words. */
const skipped = []
/** What failed, in words, to be told once more at the end. */
const failures = []

/** How much a step that gives way does so (nice). */
const NICE = 19

/** Where nobody watches, the end of each step's output is kept, to tell why a step failed that failed no test. */
const KEEPS = !process.stdout.isTTY
const KEPT_LINES_MAX = 30
/** The kept lines, by the step's title. */
const ends = new Map()

/**
 * Runs a Node script of a package; the exit code, or 1 where it could not run or was killed. Its output is streamed, or `shown`
 * when it ends. One that `givesWay` takes only what others leave.
 */
function run(title, script, args, { env = {}, shown = 'atOnce', givesWay = false } = {}) {
  const from = performance.now()
  const isStreamed = shown === 'atOnce'
  if (isStreamed) console.log(`\n── ${title}`)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: isStreamed && !KEEPS ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    const heard = []
    for (const name of ['stdout', 'stderr'])
      child[name]?.on('data', (bytes) => {
        heard.push(bytes)
        if (isStreamed) process[name].write(bytes)
      })
    if (givesWay && child.pid !== undefined) setPriority(child.pid, NICE)
    child.on('error', (error) => {
      console.error(String(error))
      resolve(1)
    })
    child.on('close', (code) => {
      const output = Buffer.concat(heard).toString()
      ends.set(title, lastLines(output))
      if (!isStreamed) console.log(`\n── ${title}\n${output}`)
      console.log(`── ${title}: ${Math.round((performance.now() - from) / 1000)} s`)
      resolve(code ?? 1)
    })
  })
}

function lastLines(output) {
  const lines = stripVTControlCharacters(output).split('\n')
  return lines
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(-KEPT_LINES_MAX)
    .join('\n')
}

/** A step that has no tests to count: it passes silently or is one failure. */
async function check(title, script, args) {
  const code = await run(title, script, args)
  if (code !== 0) fail(title)
  return code === 0
}

/** Counts a step that failed without a failed test; `end` is what it printed last. */
function fail(title, why = '', end = ends.get(title) ?? '') {
  total.failed++
  const words = `✗ ${title} failed${why}`
  failures.push(`${words}\n${end}`.trimEnd())
  console.error(words)
}

/**
 * Adds the counts of a step's report (`read` gives `passed`, `failed` and `failures`). A step that failed without a failed
 * test (or wrote no report) is one failure.
 */
function count(title, code, file, read) {
  let counts
  try {
    counts = read(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return fail(title, ': no report')
  }
  total.passed += counts.passed
  total.failed += counts.failed
  failures.push(...counts.failures.map((failure) => failureText(title, failure)))
  if ((code !== 0 || counts.passed === 0) && counts.failed === 0)
    fail(title, '', counts.failures.length > 0 ? '' : undefined)
}

/** A port that nobody listens on right now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Tests that vitest runs, counted one by one. */
async function vitest(title, name, more = [], how = {}) {
  const file = join(reports, `${name}.json`)
  const args = ['run', '--reporter=default', `--reporter=${REPORTER}`, ...more]
  const code = await run(title, bin('vitest', 'vitest.mjs'), args, { ...how, env: { ...how.env, REPORT_FILE: file } })
  count(title, code, file, (report) => report)
}

/** Seeds of the simulator, counted as tests: each is a run of an ensemble through faults. */
async function simulation() {
  const file = join(reports, 'sim.json')
  const title = 'simulated ensembles under faults'
  const args = ['--seeds', '500', '--gate', '--report', file]
  const code = await run(title, join(root, 'e2e', 'sim', 'run.mjs'), args, { shown: 'atEnd', givesWay: true })
  count(title, code, file, (counts) => counts)
}

/** The browser's path; undefined where there is none, which is one failure. */
function providedBrowser() {
  try {
    return provideBrowser()
  } catch (error) {
    console.error(error instanceof Error ? `\n${error.message}` : error)
    fail('browser tests')
  }
}

async function browser(executable) {
  const file = join(reports, 'playwright.json')
  const title = 'browser tests on the built site'
  const code = await run(
    title,
    bin('@playwright/test', 'cli.js'),
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    { env: { E2E_PORT: String(await freePort()), CHROMIUM_PATH: executable, PLAYWRIGHT_JSON_OUTPUT_FILE: file } },
  )
  count(title, code, file, (report) => ({
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected,
    failures: failuresOfPlaywright(report),
  }))
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
// A new machine fetches and unpacks while the tests run that need nothing of it.
const provided = run('what this machine lacks', join(root, 'e2e', 'support', 'provide.mjs'), [], { shown: 'atEnd' })
await check('types', bin('typescript', 'bin/tsc'), ['-b'])
await check('format and lint (biome)', bin('@biomejs/biome', 'bin/biome'), ['check', '.'])
await check('lint (oxlint)', bin('oxlint', 'bin/oxlint'), ['--type-aware'])
await vitest('unit tests', 'vitest')
const built = await check('build', bin('vite', 'bin/vite.js'), ['build'])
if (!built) fail('browser tests', ': nothing was built')
await provided
const chromium = built ? providedBrowser() : undefined
skipped.push(...provideClients().map((why) => `wire tests with a client, because ${why}`))
const wire = ['--config', 'e2e/wire/vitest.config.ts']
const kazoo = '**/kazoo.test.ts'
const onPage = { env: { AGAINST: 'page' } }
const othersOnPage = ['clients', '--exclude', kazoo, '--exclude', '**/copied.test.ts']
// Seeds know no real time: they take what everything from here on leaves.
const seeds = simulation()
// Clients sleep most of their time: those of the page and those of serve run side by side.
const groups = [
  vitest('wire tests on serve', 'wire', [...wire, '--exclude', kazoo]),
  vitest('kazoo’s own tests on serve', 'kazoo', [...wire, 'clients/kazoo']),
]
if (chromium !== undefined)
  groups.push(
    vitest('kazoo’s own tests on the page', 'kazooOnPage', [...wire, 'clients/kazoo'], onPage),
    vitest('clients of others on the page', 'page', [...wire, ...othersOnPage], onPage),
  )
await Promise.all(groups)
if (chromium !== undefined) {
  await browser(chromium)
  await vitest('real clients on the built site', 'gateway', ['--config', 'e2e/gateway/vitest.config.ts'])
}
await seeds
for (const line of skipped) console.log(`\nskipped: ${line}`)
if (failures.length > 0) console.log(`\n── failed\n${failures.join('\n\n')}`)
process.exitCode = total.failed === 0 ? 0 : 1
console.log(`\n${total.passed} passed, ${total.failed} failed`)
