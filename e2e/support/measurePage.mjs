/**
 * What the page itself costs under load: nine servers, forty clients, some 1,000 trace events a second, and out of sight.
 * Tasks are those of the page's main thread as Chromium traces them; `cpu` is the time that a task really had a core,
 * `wall` what passed meanwhile, also for others on the machine. Memory is the page's heap behind a collection of garbage.
 */
import { loadavg } from 'node:os'
import process from 'node:process'

const SERVERS = 9
const CLIENTS = 40
const EVENTS_PER_SECOND = 1000
/** How long one look at the tasks takes, in milliseconds. */
const LOOK_MS = 10_000
const FRAME_MS = 1000 / 60

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0)

/** Measures for `minutes` and prints one line a look; at least one look. */
export async function measurePage(browser, site, minutes) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${site}?servers=7&observers=2&clients=6&speed=1`)
  await page.waitForFunction(() => /serving after/.test(document.querySelector('main')?.textContent ?? ''), undefined, {
    timeout: 60_000,
  })
  await addClients(page)
  await page.evaluate(load, EVENTS_PER_SECOND)
  const cdp = await context.newCDPSession(page)
  await cdp.send('HeapProfiler.enable')
  await later(5000)
  const end = Date.now() + minutes * 60_000
  const looks = []
  do {
    const look = await lookAt(browser, page, cdp)
    looks.push(look)
    console.log(`  ${told(look)}`)
    if (Date.now() < end) await later(Math.max(0, Math.min(50_000, end - Date.now())))
  } while (Date.now() < end)
  summarize(looks, errors)
  await outOfSight(browser, page)
  await context.close()
}

/** As many clients as there is room for, one after another: each is a worker. */
async function addClients(page) {
  const running = await page.evaluate(async (wanted) => {
    let added = 6
    while (added < wanted) {
      const result = await globalThis.playground.intervene({ type: 'addClient' })
      if (result.type !== 'done') return `${added}: ${result.reason}`
      added++
    }
    return added
  }, CLIENTS)
  if (running !== CLIENTS) throw new Error(`the page runs not ${CLIENTS} clients but ${running}`)
}

/** Runs in the page: operations of all clients, as many as make `wanted` happenings a second; three of ten are writes. */
function load(wanted) {
  const { playground } = globalThis
  const names = Array.from({ length: 40 }, (_, i) => `${String.fromCharCode(65 + (i % 26))}${i < 26 ? '' : 2}`)
  const state = { heard: 0, asked: 0, answered: 0, failed: 0, expired: 0 }
  const returning = new Set()
  globalThis.measured = state
  playground.hear((batch) => {
    state.heard += batch.length
  })
  let perTick = 2
  let before = 0
  let since = performance.now()
  let turn = 0
  const submit = async () => {
    const client = names[turn % names.length]
    const isWrite = turn++ % 10 < 3
    const path = '/config'
    const data = new Uint8Array(64).fill(turn % 256)
    const op = isWrite ? { type: 'setData', path, data, version: -1 } : { type: 'getData', path, watch: false }
    state.asked++
    const { outcome } = await playground.intervene({ type: 'submit', client, op })
    state.answered++
    if (outcome?.ok !== true) state.failed++
    // An overloaded machine loses sessions: the client starts again, as an application would.
    if (outcome?.error === 'sessionExpired' && !returning.has(client)) {
      returning.add(client)
      state.expired++
      await playground.intervene({ type: 'closeClient', client })
      await playground.intervene({ type: 'addClient', name: client })
      returning.delete(client)
    }
  }
  state.timer = setInterval(() => {
    const now = performance.now()
    if (now - since >= 1000) {
      const rate = ((state.heard - before) * 1000) / (now - since)
      perTick = Math.min(40, Math.max(0.1, perTick * Math.min(1.5, Math.max(0.6, wanted / Math.max(1, rate)))))
      before = state.heard
      since = now
    }
    state.due = (state.due ?? 0) + perTick
    while (state.due >= 1 && state.asked - state.answered < 200) {
      state.due--
      void submit()
    }
  }, 100)
}

async function lookAt(browser, page, cdp) {
  const before = await page.evaluate(() => ({ at: performance.now(), ...globalThis.measured, timer: 0 }))
  const tasks = await tasksOf(browser, LOOK_MS)
  const after = await page.evaluate(() => ({ at: performance.now(), ...globalThis.measured, timer: 0 }))
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  const seconds = (after.at - before.at) / 1000
  return {
    at: after.at,
    perSecond: (after.heard - before.heard) / seconds,
    failed: after.failed,
    expired: after.expired,
    heap: usedSize,
    tasks,
    load: loadavg()[0],
  }
}

/** The tasks of the busiest main thread in `ms`, each with its `wall` and `cpu` milliseconds. */
async function tasksOf(browser, ms) {
  const cdp = await browser.newBrowserCDPSession()
  const events = []
  cdp.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) if (isOfUse(event)) events.push(event)
  })
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: ['toplevel', '__metadata'] },
  })
  await later(ms)
  await cdp.send('Tracing.end')
  await done
  await cdp.detach()
  const mains = events
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map((event) => `${event.pid}/${event.tid}`)
  const byThread = new Map(mains.map((name) => [name, []]))
  for (const { name, pid, tid, dur, tdur } of events)
    if (name === 'ThreadControllerImpl::RunTask')
      byThread.get(`${pid}/${tid}`)?.push({ wall: (dur ?? 0) / 1000, cpu: (tdur ?? 0) / 1000 })
  return [...byThread.values()].toSorted((a, b) => sum(b) - sum(a))[0] ?? []
}
function isOfUse({ name }) {
  return name === 'thread_name' || name === 'ThreadControllerImpl::RunTask'
}
function sum(tasks) {
  return tasks.reduce((total, { cpu }) => total + cpu, 0)
}

/** The value below which `share` of the values lie; 0 where there are none. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function told({ at, perSecond, heap, tasks, load, failed, expired }) {
  const wall = tasks.map((task) => task.wall)
  const cpu = tasks.map((task) => task.cpu)
  const long = wall.filter((one) => one > FRAME_MS).length
  const real = cpu.filter((one) => one >= 1)
  return (
    `${(at / 60_000).toFixed(1)} min: ${perSecond.toFixed(0)} events/s, ${tasks.length} tasks, p95 ${quantile(wall, 0.95).toFixed(1)} ms wall, ` +
    `${quantile(cpu, 0.95).toFixed(1)} ms cpu (of those over 1 ms: ${quantile(real, 0.95).toFixed(1)} ms cpu), ` +
    `${long} over ${FRAME_MS.toFixed(1)} ms wall, longest ${Math.max(0, ...wall).toFixed(0)} ms; ` +
    `main thread ${((100 * sum(tasks)) / LOOK_MS).toFixed(0)} % of a core; heap ${megabytes(heap)} MB; ${failed} failed, ${expired} sessions lost; load ${load.toFixed(1)}`
  )
}

function summarize(looks, errors) {
  const tasks = looks.flatMap((look) => look.tasks)
  const wall = tasks.map((task) => task.wall)
  const cpu = tasks.map((task) => task.cpu)
  const heaps = looks.map(({ heap }) => heap)
  console.log(
    `${SERVERS} servers, ${CLIENTS} clients, ${(looks.reduce((all, { perSecond }) => all + perSecond, 0) / looks.length).toFixed(0)} events/s: ` +
      `tasks p95 ${quantile(wall, 0.95).toFixed(1)} ms wall, ${quantile(cpu, 0.95).toFixed(1)} ms cpu (${tasks.length} tasks); ` +
      `${((100 * wall.filter((one) => one > FRAME_MS).length) / Math.max(1, tasks.length)).toFixed(2)} % over a frame; ` +
      `heap ${megabytes(heaps[0])} MB at first, ${megabytes(Math.max(...heaps))} MB at most, ${megabytes(heaps.at(-1))} MB at last`,
  )
  if (errors.length > 0) {
    console.log(`  errors in the page: ${[...new Set(errors)].join('; ')}`)
    process.exitCode = 1
  }
}

/** The main thread's share of a core while the page is hidden. */
async function outOfSight(browser, page) {
  await page.evaluate(() => {
    clearInterval(globalThis.measured.timer)
    // A hidden tab gets no frames; this one only believes that it is hidden.
    globalThis.requestAnimationFrame = () => 0
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  // What was under way settles.
  await later(3000)
  const tasks = await tasksOf(browser, LOOK_MS)
  const wall = tasks.reduce((total, task) => total + task.wall, 0)
  const share = (ms) => ((100 * ms) / LOOK_MS).toFixed(1)
  console.log(
    `hidden: main thread ${share(sum(tasks))} % of a core (${share(wall)} % with what others on the machine took)`,
  )
}
