/** Synchronisation before the eye: what a returning server gets, and how a lost proposal is cut off. */
import { expect, test } from '@playwright/test'
import { serverId } from '../src/ground/ids.ts'
import {
  act,
  goOn,
  openPlayground,
  PATIENCE,
  server,
  serversThat,
  stage,
  stopAt,
  waitForLeader,
  znode,
} from './playground.ts'

test('an old leader comes back: what no majority ever had is cut off before the eye', async ({ page }) => {
  const errors = await openPlayground(page)
  const old = await waitForLeader(page, 4)
  await expect(stage(page).getByRole('button', { name: /^Client B, connected/ })).toBeVisible({ timeout: PATIENCE })
  // Nobody has anything to write then: where the next epoch has writes of its own, the old leader gets a SNAP, not a TRUNC.
  await expect(znode(page, '/locks')).toBeVisible({ timeout: PATIENCE })
  await page.evaluate((server) => {
    void globalThis.playground?.intervene({ type: 'addClient', name: 'L', server })
  }, serverId(old))
  await expect(stage(page).getByRole('button', { name: /^Client L, connected/ })).toBeVisible({ timeout: PATIENCE })
  // The lonely leader proposes it, and nobody hears.
  await page.evaluate(async (server) => {
    await globalThis.playground?.intervene({ type: 'isolate', server })
    const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
    const op = { type: 'create', path: '/lost', data: null, mode: 'persistent', acl } as const
    void globalThis.playground?.intervene({ type: 'submit', client: 'L', op })
  }, serverId(old))
  await expect(serversThat(page, 'leader')).not.toHaveCount(0, { timeout: PATIENCE })
  await expect(server(page, old)).toHaveAccessibleName(/looking/, { timeout: PATIENCE })
  await stopAt(page, 'truncated')
  await page.getByRole('button', { name: 'Heal all' }).click()
  await expect(server(page, old).locator('.strip-lost')).toBeAttached({ timeout: PATIENCE })
  await goOn(page)
  await expect(serversThat(page, 'follower')).toHaveCount(4, { timeout: PATIENCE })
  expect(errors).toEqual([])
})

test('a server that comes back gets what it missed along a band, and the reason is told', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=0.1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(znode(page, '/locks')).toBeVisible({ timeout: PATIENCE })
  const other = leader === 1 ? 2 : 1
  await act(page, other, `Kill server ${other}`)
  await expect(server(page, other)).toHaveAccessibleName(/, down, /, { timeout: PATIENCE })
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(stage(page).getByRole('button', { name: /^Client C, connected/ })).toBeVisible({ timeout: PATIENCE })
  await stopAt(page, 'syncPlanned')
  await act(page, other, `Restart server ${other}`)
  await expect(stage(page).locator('.sync text')).toHaveText(/^DIFF · [1-9]/, { timeout: PATIENCE })
  await goOn(page)
  await expect(stage(page)).toContainText(/it missed \(DIFF\)\. Why: it lacks \d+ transactions/)
  await expect(serversThat(page, 'follower')).toHaveCount(2, { timeout: PATIENCE })
  await expect(stage(page).locator('.sync')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('a server with an empty disk gets the whole tree, and a link that stalls says until when', async ({ page }) => {
  const errors = await openPlayground(page, 'speed=0.1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await expect(znode(page, '/config')).toBeVisible({ timeout: PATIENCE })
  const other = leader === 1 ? 2 : 1
  await act(page, other, `Kill server ${other}`)
  await expect(server(page, other)).toHaveAccessibleName(/, down, /, { timeout: PATIENCE })
  await stopAt(page, 'syncPlanned')
  await act(page, other, `Restart server ${other}, wipe the disk`)
  await expect(stage(page).locator('.sync[data-mode="SNAP"] text')).toHaveText('SNAP', { timeout: PATIENCE })
  await goOn(page)
  await expect(page.getByRole('region', { name: 'Story' })).toContainText(
    `Server ${leader} sends ${other} its whole tree (SNAP)`,
  )
  await expect(stage(page)).toContainText('it gets the whole tree (SNAP)', { timeout: PATIENCE })
  await expect(serversThat(page, 'follower')).toHaveCount(2, { timeout: PATIENCE })
  await page.evaluate(
    async ([from, to]) => {
      await globalThis.playground?.intervene({ type: 'pause' })
      await globalThis.playground?.intervene({ type: 'stall', from, to, bothWays: true, forMs: 700 })
    },
    [serverId(leader), serverId(other)] as const,
  )
  await expect(stage(page).locator('.link-slow')).toHaveText(/^stalled until \d+\.\d{3}$/)
  await goOn(page)
  // Of what is sent meanwhile nothing arrives, and then all of it: nobody has lost anybody.
  await expect(stage(page).locator('.link-slow')).toHaveCount(0, { timeout: PATIENCE })
  await expect(server(page, leader)).toHaveAccessibleName(/, leader, /)
  expect(errors).toEqual([])
})
