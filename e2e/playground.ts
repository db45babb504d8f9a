/** The playground as a person meets it: everything is found by its accessible name. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { Playground } from '../src/app/forTheConsole.ts'
import type { TraceEvent } from '../src/protocol/trace.ts'

export type { Playground }

/** How long an ensemble may take to do what it surely does: elections on a busy machine included. */
export const PATIENCE = 60_000

/** Opens the page at real-time tempo (unless `query` says otherwise) and gathers every console error and uncaught one. */
export async function openPlayground(page: Page, query: string = 'speed=1&lang=en'): Promise<string[]> {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`./?${query}`)
  return errors
}

export function stage(page: Page): Locator {
  return page.getByRole('region', { name: 'Ensemble' })
}
/** A server by id, in any state. */
export function server(page: Page, id: number): Locator {
  return stage(page).getByRole('button', { name: new RegExp(`^Server ${id}, `) })
}
/** The servers of a role; `leader` gives the one that leads. */
export function serversThat(page: Page, role: 'leader' | 'follower' | 'looking' | 'down'): Locator {
  return stage(page).getByRole('button', { name: new RegExp(`^Server \\d+, ${role}, `) })
}

/** Waits until one server leads and `followers` follow it; tells which one leads. */
export async function waitForLeader(page: Page, followers: number): Promise<number> {
  await expect(serversThat(page, 'leader')).toHaveCount(1, { timeout: PATIENCE })
  await expect(serversThat(page, 'follower')).toHaveCount(followers, { timeout: PATIENCE })
  return idOf(serversThat(page, 'leader'))
}
export async function idOf(one: Locator): Promise<number> {
  const name = (await one.getAttribute('aria-label')) ?? ''
  return Number(/^Server (\d+)/.exec(name)?.[1])
}

/** Chooses an act in a server's menu. */
export async function act(page: Page, id: number, item: string): Promise<void> {
  await server(page, id).click()
  await page.getByRole('button', { name: item, exact: true }).click()
}

/** Virtual over real time, as the slider sets it, but for the delay of messages: that stays. */
export async function setSpeed(page: Page, speed: number): Promise<void> {
  await page.evaluate((value) => globalThis.playground?.intervene({ type: 'setSpeed', speed: value }), speed)
}

/**
 * Stops the clock at the next event of this type, as soon as it is told: what lasts a moment can then be looked at, however
 * slow the machine is. Ends when it listens; whatever leads to the event comes after. `goOn` lets time run again.
 */
export function stopAt(page: Page, type: TraceEvent['type']): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((listening) => {
        let isPast = true
        const stop = globalThis.playground?.hear((batch) => {
          if (isPast || !batch.some(({ event }) => event.type === wanted)) return
          stop?.()
          void globalThis.playground?.intervene({ type: 'pause' })
        })
        // What happened before is told first.
        setTimeout(() => {
          isPast = false
          listening()
        })
      }),
    type,
  )
}
export async function goOn(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.playground?.intervene({ type: 'play' }))
}

export function tree(page: Page): Locator {
  return page.getByRole('region', { name: 'Znode tree' })
}
/** A znode's row, by its path. */
export function znode(page: Page, path: string): Locator {
  return tree(page).getByRole('treeitem', { name: new RegExp(`^${path.replaceAll('/', '\\/')}(?:,| )`) })
}
