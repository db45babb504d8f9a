/** The bug zoo on the page: nobody meets it unless he asks for it, and then the bug is there. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { PROVOCATIONS } from '../src/app/guarantees/provocations.ts'
import { LESSONS } from '../src/app/lessons/catalog.ts'
import type { Command, CommandResult } from '../src/hosts/command.ts'
import { OTHER_BUGS } from '../src/hosts/sim/zoo/others.ts'
import { ZOO, ZOO_NAMES } from '../src/protocol/zoo.ts'
import { openPlayground, PATIENCE, waitForLeader } from './playground.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function intervene(page: Page, command: Command): Promise<CommandResult | undefined> {
  return page.evaluate((one) => globalThis.playground?.intervene(one), command)
}

/** Names and sentences of the zoo that a text has. */
function traces(text: string): readonly string[] {
  const named = [...ZOO_NAMES, ...OTHER_BUGS].filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  return [...named, ...ZOO_NAMES.filter((name) => text.includes(ZOO[name].what)).map((name) => ZOO[name].what)]
}

/** Bugs that the page offers a sandbox with: it names them, and has none of them. */
const OFFERED: ReadonlySet<string> = new Set([
  ...PROVOCATIONS.map(({ bug }) => bug),
  ...LESSONS.flatMap(({ steps }) => steps.flatMap(({ fresh }) => fresh?.zoo ?? [])),
])

test('what is built has no bug of the zoo but in the one worker that is the zoo', () => {
  const assets = join(root, 'dist', 'assets')
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const found = scripts.flatMap((name) => {
    // A worker runs servers, clients or files: it has no word to say about bugs.
    const offers = /Worker/.test(name) ? new Set<string>() : OFFERED
    const unasked = traces(readFileSync(join(assets, name), 'utf8')).filter((bug) => !offers.has(bug))
    return unasked.length > 0 ? [name.split('-')[0]] : []
  })
  expect(found).toEqual(['zooWorker'])
  const zoo = scripts.find((name) => name.startsWith('zooWorker')) ?? ''
  expect(traces(readFileSync(join(assets, zoo), 'utf8'))).toEqual(expect.arrayContaining([...ZOO_NAMES]))
})

test('the servers of npm run serve have no bug of the zoo', async () => {
  const bundler: { readonly bundle: (entry: string, name: string) => Promise<string> } = await import(
    pathToFileURL(join(root, 'src', 'hosts', 'node', 'bundle.mjs')).href
  )
  for (const [entry, name] of [
    ['main.ts', 'serve'],
    ['thread.ts', 'thread'],
  ] as const) {
    const file = fileURLToPath(await bundler.bundle(entry, name))
    expect([dirname(file), traces(readFileSync(file, 'utf8'))]).toEqual([dirname(file), []])
  }
})

test('a sandbox ensemble has the bug that was asked for, and the next one has not', async ({ page }) => {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  expect(loaded.filter((url) => url.includes('zooWorker'))).toEqual([])
  const half = async (isSound: boolean): Promise<boolean | undefined> => {
    await intervene(page, { type: 'addClient', name: 'Z' })
    // What is asked of a client without a server may be lost.
    await expect(page.getByRole('button', { name: /^Client Z, connected/ })).toBeVisible()
    const made = {
      type: 'create',
      path: '/half',
      data: null,
      mode: 'persistent',
      acl: [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }],
    } as const
    await intervene(page, { type: 'submit', client: 'Z', op: { type: 'multi', ops: [made, made] } })
    // The page sees it at once, and stops.
    if (!isSound)
      await page
        .getByRole('alert', { name: 'Broken: Equal trees' })
        .getByRole('button', { name: 'Go on' })
        .click({ timeout: PATIENCE })
    const read = await intervene(page, {
      type: 'submit',
      client: 'Z',
      op: { type: 'exists', path: '/half', watch: false },
    })
    return read?.type === 'outcome' ? read.outcome.ok : undefined
  }
  expect(await half(true)).toBe(false)
  expect(await intervene(page, { type: 'newEnsemble', servers: 3, zoo: 'partialMulti' })).toEqual({ type: 'done' })
  await waitForLeader(page, 2)
  expect(await half(false)).toBe(true)
  expect(loaded.some((url) => url.includes('zooWorker'))).toBe(true)
  expect(await intervene(page, { type: 'newEnsemble', servers: 3 })).toEqual({ type: 'done' })
  await waitForLeader(page, 2)
  expect(await half(true)).toBe(false)
})
