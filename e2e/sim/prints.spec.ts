/** One seed is one run, wherever it runs: the whole trace has the same print in Node and in a browser's worker. */
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from '@playwright/test'
import { build } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const outDir = join(root, 'node_modules', '.cache', 'zookeeper-playground')
const SEEDS = 100
/** Never asked for: the test answers for it. */
const ORIGIN = 'http://simulator.test'

async function bundle(entry: string, ssr: boolean): Promise<{ readonly name: string; readonly code: string }> {
  const file = join(here, entry)
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ...(ssr ? { ssr: file, target: 'node20' } : { target: 'es2022' }),
      outDir,
      emptyOutDir: false,
      write: ssr,
      rolldownOptions: { input: file, output: { entryFileNames: `${entry}-[hash].mjs` } },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  for (const one of outputs) {
    if (!('output' in one)) continue
    const [chunk] = one.output
    return { name: chunk.fileName, code: chunk.code }
  }
  throw new Error('nothing was built')
}

test(`${SEEDS} seeds have the same traces in Node and in a browser`, async ({ page }) => {
  // It computes for a minute, and longer where others do.
  test.setTimeout(900_000)
  const worker = await bundle('browserWorker.ts', false)
  const node = await bundle('prints.ts', true)
  await page.route(`${ORIGIN}/**`, (route) =>
    route.request().url().endsWith('.mjs')
      ? route.fulfill({ contentType: 'text/javascript', body: worker.code })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>simulator</title>' }),
  )
  await page.goto(`${ORIGIN}/`)
  const inBrowser = page.evaluate(
    (count) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const thread = new Worker('/worker.mjs', { type: 'module' })
        thread.addEventListener('message', ({ data }) => resolve(data))
        thread.addEventListener('error', ({ message }) => reject(new Error(message)))
        thread.postMessage(count)
      }),
    SEEDS,
  )
  const module: { readonly prints: (count: number) => readonly string[] } = await import(
    pathToFileURL(join(outDir, node.name)).href
  )
  const inNode = module.prints(SEEDS)
  expect(new Set(inNode).size).toBe(SEEDS)
  expect(inNode.filter((print) => !/^\d+: \d+-[0-9a-f]{16}$/.test(print))).toEqual([])
  expect(await inBrowser).toEqual(inNode)
})
