/** Servers join and leave on the page: real reconfigurations, drawn as they happen, and remembered over a reload. */
import { expect, type Page, test } from '@playwright/test'
import type { Command, CommandResult } from '../src/hosts/command.ts'
import { openPlayground, PATIENCE, server, serversThat, waitForLeader } from './playground.ts'

function intervene(page: Page, command: Command): Promise<CommandResult | undefined> {
  return page.evaluate((one) => globalThis.playground?.intervene(one), command)
}

test('a server joins, an observer joins, the leader leaves, and a reload finds those who are left', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  expect(await intervene(page, { type: 'addServer', role: 'participant' })).toEqual({ type: 'done' })
  await expect(server(page, 4)).toHaveAccessibleName(/^Server 4, follower, /, { timeout: PATIENCE })
  expect(await intervene(page, { type: 'addServer', role: 'observer' })).toEqual({ type: 'done' })
  await expect(server(page, 5)).toHaveAccessibleName(/^Server 5, observer, /, { timeout: PATIENCE })
  const removal = { type: 'removeServer', server: leader } as Command
  expect(await intervene(page, removal)).toEqual({ type: 'done' })
  await expect(server(page, leader)).toHaveCount(0)
  await waitForLeader(page, 2)
  expect(await intervene(page, removal)).toEqual({ type: 'refused', reason: `there is no server ${leader}` })
  await page.reload()
  await waitForLeader(page, 2)
  await expect(server(page, 5)).toHaveAccessibleName(/^Server 5, observer, /, { timeout: PATIENCE })
  await expect(server(page, leader)).toHaveCount(0)
  expect(errors).toEqual([])
})

test('without a majority nobody joins, and the page says why', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  for (const id of [1, 2, 3]) {
    if (id !== leader) await intervene(page, { type: 'kill', server: id } as Command)
  }
  await expect(serversThat(page, 'leader')).toHaveCount(0, { timeout: PATIENCE })
  expect(await intervene(page, { type: 'addServer', role: 'participant' })).toEqual({
    type: 'refused',
    reason: 'no majority serves, and only a majority can change who belongs to it',
  })
})

test('the address asks for observers', async ({ page }) => {
  await openPlayground(page, 'speed=1&lang=en&servers=3&observers=1')
  await waitForLeader(page, 2)
  await expect(server(page, 4)).toHaveAccessibleName(/^Server 4, observer, /, { timeout: PATIENCE })
})
