/** The pane of connections: who dialled whom, what listens where, and the stage and the tables light each other up. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { act, openPlayground, PATIENCE, server, serversThat, stage, waitForLeader } from './playground.ts'

function pane(page: Page): Locator {
  return page.getByRole('region', { name: 'Connections', exact: true })
}
/** Rows of sockets in a state, of the machine that is chosen. */
function sockets(page: Page, words: RegExp): Locator {
  return pane(page).getByRole('row').filter({ hasText: words })
}

test('ports, directions and half-open connections are told live, and a row and its line light each other up', async ({
  page,
}) => {
  const errors = await openPlayground(page, 'speed=1&lang=en&servers=3')
  const leader = await waitForLeader(page, 2)
  await page.getByRole('button', { name: 'Connections', exact: true }).click()

  // One connection for elections between two servers, dialled by the larger id; 2888 is the leader's.
  await expect(pane(page).getByText(/^3888: Server \d dialled Server \d, connected$/)).toHaveText(
    [/Server 2 dialled Server 1/, /Server 3 dialled Server 1/, /Server 3 dialled Server 2/],
    { timeout: PATIENCE },
  )
  await expect(sockets(page, /:2888.*LISTEN/)).toHaveCount(1)
  await expect(pane(page).getByText(new RegExp(`^2888: .* dialled Server ${leader}, connected$`))).toHaveCount(2)

  // From the table to the stage, by pointer and by keyboard, and from the stage to the table.
  await pane(page).getByRole('combobox', { name: 'Machine' }).selectOption('Server 1')
  const row = sockets(page, /10\.0\.0\.1:3888.*10\.0\.0\.2/)
  const line = stage(page).locator('.link[data-lit="true"]')
  await row.hover()
  await expect(line).toHaveCount(1)
  await page.mouse.move(5, 5)
  await expect(line).toHaveCount(0)
  await row.getByRole('button').focus()
  await expect(line).toHaveCount(1)
  await page.keyboard.press('Enter')
  await row.getByRole('button').blur()
  await expect(line).toHaveCount(1)
  await expect(row).toHaveAttribute('data-lit', 'true')
  await page.getByRole('button', { name: /^Client A,/ }).click()
  await page.keyboard.press('Escape')
  await expect(row).toHaveAttribute('data-lit', 'false')
  await pane(page).getByRole('combobox', { name: 'Machine' }).selectOption('')
  await expect(pane(page).locator('.socket[data-channel="client"][data-lit="true"]')).toHaveCount(2)

  // A death behind a cut is not heard: the other side keeps its end. With the leader port 2888 moves.
  const [other] = [1, 2, 3].filter((id) => id !== leader)
  await act(page, leader, `Isolate server ${leader}`)
  await act(page, leader, `Kill server ${leader}`)
  await expect(sockets(page, /half-open/).first()).toBeVisible({ timeout: PATIENCE })
  await page.getByRole('button', { name: 'Heal all' }).click()
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  await expect(server(page, other ?? 0)).toHaveAccessibleName(/, (?:leader|follower), /, { timeout: PATIENCE })
  await expect(sockets(page, /half-open/)).toHaveCount(0, { timeout: PATIENCE })
  await expect(sockets(page, /:2888.*LISTEN/)).toHaveCount(1)
  await expect(sockets(page, new RegExp(`^10\\.0\\.0\\.${leader}:`))).toHaveCount(0)

  const { violations } = await new AxeBuilder({ page }).include('.connections-pane').analyze()
  expect(violations.map((row) => `${row.id}: ${row.nodes.map((node) => node.target).join(' ')}`)).toEqual([])

  // Ports that are not wanted are left out.
  await pane(page).getByRole('button', { name: '3888 election' }).click()
  await expect(pane(page).locator('[data-channel="election"]:is(.socket, .matrix-mark)')).toHaveCount(0)
  expect(errors).toEqual([])
})
