/** What was acknowledged stays: over a reload, a majority lost, and a power failure. And a run in workers replays. */
import { expect, type Page, test } from '@playwright/test'
import type { ServerId } from '../src/ground/ids.ts'
import { decodeJournal, type ServerJournal } from '../src/hosts/journal.ts'
import { replayServer } from '../src/hosts/sim/replay.ts'
import {
  act,
  openPlayground,
  PATIENCE,
  server,
  serversThat,
  setSpeed,
  tree,
  waitForLeader,
  znode,
} from './playground.ts'

/** Writes through a client as soon as it is connected; the promise ends when ZooKeeper has answered. */
async function writeConnected(page: Page, client: string, path: string): Promise<string> {
  await expect(page.getByRole('button', { name: new RegExp(`^Client ${client}, connected`) })).toBeVisible({
    timeout: PATIENCE,
  })
  return write(page, client, path)
}

/** Writes through a client; the promise ends when ZooKeeper has answered. */
function write(page: Page, client: string, path: string): Promise<string> {
  return page.evaluate(
    async ([name, znodePath]) => {
      const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
      const op = { type: 'create', path: znodePath ?? '', data: new Uint8Array([1]), mode: 'persistent', acl } as const
      const result = await globalThis.playground?.intervene({ type: 'submit', client: name ?? '', op })
      if (result?.type !== 'outcome') return `refused: ${JSON.stringify(result)}`
      return result.outcome.ok ? 'ok' : result.outcome.error
    },
    [client, path],
  )
}

test('a reload is a power failure: the ensemble comes back from its disks with every acknowledged write', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  for (let i = 0; i < 10; i++) expect(await writeConnected(page, 'A', `/kept-${i}`)).toBe('ok')
  await page.reload()
  await waitForLeader(page, 2)
  await expect(serversThat(page, 'leader')).toHaveAccessibleName(/epoch 2, /)
  for (let i = 0; i < 10; i++) await expect(znode(page, `/kept-${i}`)).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('without a majority a write hangs; with one again it succeeds', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  const followers = [1, 2, 3].filter((id) => id !== leader)
  await page.evaluate(
    (id) => globalThis.playground?.intervene({ type: 'moveClient', client: 'A', server: id as ServerId }),
    leader,
  )
  await expect(page.getByRole('button', { name: new RegExp(`^Client A, connected.* server ${leader}$`) })).toBeVisible()
  await znode(page, '/config/common.yml').click()
  await tree(page).getByLabel('Data').fill('patience: 1')
  // A leader without its followers resigns after ten seconds: of these, hands on a busy machine may take any number.
  await setSpeed(page, 0.02)
  for (const id of followers) await act(page, id, `Pause server ${id}`)
  await tree(page).getByRole('button', { name: 'Set' }).click()
  await expect(tree(page).getByRole('status')).toContainText('waits for an answer')
  await expect(tree(page).locator('dt:has-text("version") + dd').first()).toHaveText('0')
  await act(page, followers[0] ?? 0, `Resume server ${followers[0]}`)
  await setSpeed(page, 1)
  await expect(tree(page).getByRole('status')).toContainText('done', { timeout: PATIENCE })
  await expect(tree(page).locator('dt:has-text("version") + dd').first()).toHaveText('1')
  expect(errors).toEqual([])
})

test('two of three killed: no leader and no answer; with a majority again everything acknowledged is there', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  expect(await writeConnected(page, 'A', '/before')).toBe('ok')
  const others = [1, 2, 3].filter((id) => id !== leader)
  for (const id of others) await act(page, id, `Kill server ${id}`)
  await expect(serversThat(page, 'leader')).toHaveCount(0, { timeout: PATIENCE })
  await expect(server(page, leader)).toHaveAccessibleName(/, looking, /)
  // An application tries again when its connection was lost: until somebody serves, none of its tries may succeed.
  const attempts: string[] = []
  const until = write(page, 'A', '/after').then(async (first) => {
    attempts.push(first)
    while (attempts.at(-1) === 'connectionLoss') attempts.push(await write(page, 'A', '/after'))
  })
  for (const id of others) await act(page, id, `Restart server ${id}`)
  await waitForLeader(page, 2)
  await until
  expect(['ok', 'nodeExists']).toContain(attempts.at(-1))
  for (const path of ['/before', '/after']) await expect(znode(page, path)).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('where storage is refused the ensemble lives in memory, survives kills, and the page says so', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('refused', 'SecurityError'))
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('refused', 'SecurityError')
      },
    })
  })
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(page.getByText(/memory/i).first()).toBeVisible()
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  expect(await writeConnected(page, 'A', '/in-memory')).toBe('ok')
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 1)
  await act(page, leader, `Restart server ${leader}`)
  await waitForLeader(page, 2)
  await tree(page)
    .getByRole('combobox', { name: 'Whose tree' })
    .selectOption({ label: `server ${leader}` })
  await expect(znode(page, '/in-memory')).toBeVisible({ timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('BroadcastChannel refused: the same ensemble over message ports', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3&transport=port')
  await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 1)
  expect(errors).toEqual([])
})

test('the journal of a server in a worker replays in the simulator to the same tree', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(znode(page, '/config/common.yml')).toBeVisible({ timeout: PATIENCE })
  for (let i = 0; i < 5; i++) expect(await writeConnected(page, 'A', `/n-${i}`)).toBe('ok')
  const survivor = leader === 1 ? 2 : 1
  await page.getByRole('button', { name: 'Kill leader' }).click()
  await waitForLeader(page, 1)
  expect(await writeConnected(page, 'B', '/later')).toBe('ok')
  const replay = async () => {
    const text = await page.evaluate((node) => globalThis.playground?.journal(node), `s${survivor}`)
    const journal = decodeJournal(text ?? '') as ServerJournal
    const replayed = replayServer(journal)
    expect(replayed.db.lastProcessedZxid).toBe(journal.zxid)
    expect(replayed.db.tree.digest).toBe(journal.digest)
    return [...replayed.db.tree.nodes.keys()]
  }
  // Who did not answer itself may hear of the commit a moment later.
  await expect.poll(replay).toContain('/later')
})
