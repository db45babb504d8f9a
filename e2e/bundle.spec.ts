/** What is shipped: small enough to paint at once, and speaking to nobody but the host that it came from. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const FIRST_PAINT_BYTES_MAX = 220_000

/** Addresses that are names or texts, not places that the page goes to. */
const NAMED_ONLY: readonly (readonly [prefix: string, reason: string])[] = [
  ['http://www.w3.org/', 'XML namespaces'],
  ['https://json-schema.org/', 'the language that the published schema is written in'],
  ['https://react.dev/', 'React prints it in the text of an error'],
  ['https://reactjs.org/', 'React prints it in the text of an error'],
  ['https://base-ui.com/', 'Base UI prints it in the text of an error'],
  ['https://zookeeper.apache.org/', 'links that a reader may follow'],
  ['https://issues.apache.org/', 'links that a reader may follow'],
]

function files(folder: string = ''): readonly string[] {
  return readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = join(folder, entry.name)
    return entry.isDirectory() ? files(name) : [name]
  })
}
const text = (file: string): string => readFileSync(join(dist, file), 'utf8')

/** The scripts that the browser must have before the first paint: those of index.html and what they import statically. */
function firstPaint(): ReadonlySet<string> {
  const wanted = [...text('index.html').matchAll(/<(?:script|link)[^>]+(?:src|href)="\.\/([^"]+\.js)"/g)].map(
    (m) => m[1],
  )
  const seen = new Set<string>()
  for (let file = wanted.pop(); file !== undefined; file = wanted.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const folder = file.slice(0, file.lastIndexOf('/') + 1)
    for (const match of text(file).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)) {
      wanted.push(`${folder}${match[1]}`)
    }
  }
  return seen
}

test('the scripts of the first paint stay under 220 kB, compressed', () => {
  const scripts = [...firstPaint()]
  expect(scripts.length).toBeGreaterThan(0)
  const sizes = scripts.map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`first paint: ${(total / 1000).toFixed(1)} kB in ${scripts.length} script(s)`)
  expect(total).toBeLessThanOrEqual(FIRST_PAINT_BYTES_MAX)
})

test('what is built names no foreign address but those that are never fetched', () => {
  const foreign = files()
    .filter((file) => /\.(?:js|css|html|svg|json|webmanifest)$/.test(file))
    .flatMap((file) =>
      [...text(file).matchAll(/https?:\/\/[a-z0-9.-]+\.[a-z]{2,}\/?/gi)].map((m) => `${m[0]} in ${file}`),
    )
    .filter((found) => !NAMED_ONLY.some(([prefix]) => found.startsWith(prefix)))
  expect(foreign).toEqual([])
})

test('the page opens, and talks to its own host only', async ({ page, baseURL }) => {
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./')
  await expect(page).toHaveTitle('ZooKeeper Playground')
  await expect(page.locator('#root > *').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(requests.filter((url) => !/^(?:data|blob):/.test(url) && !url.startsWith(baseURL ?? '?'))).toEqual([])
  expect(errors).toEqual([])
})
