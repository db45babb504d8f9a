/**
 * A real ensemble's folders, dropped onto the page as they lie on the disk. Where ZooKeeper is not installed this is said
 * loudly, and nothing is tested.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { isAhead } from '../src/ground/log/inspect.ts'
import { decodeJournal } from '../src/hosts/journal.ts'
import { openPlayground, PATIENCE, waitForLeader, znode } from './playground.ts'
import { whyNoReal } from './wire/differential/real.ts'
import { digestOf, sealedDigest, soundIn } from './wire/folders/dataDir.ts'
import { startOn } from './wire/folders/real.ts'
import { load, makeRichTree } from './wire/folders/rich.ts'

const why = whyNoReal()
if (why !== undefined) console.error(`\n\n  !!! NOT TESTED: a real ensemble's folders on the page, because ${why}\n\n`)

/** Drops a folder of this machine onto the page, as a hand would. */
async function dropFolder(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
}
/** Zxid and digest of a server's own tree. */
async function digestOn(page: Page, server: string): Promise<bigint> {
  const text = await page.evaluate((name) => globalThis.playground?.journal(name), server)
  return decodeJournal(text ?? '').digest
}

if (why === undefined) {
  test('a real ensemble, written under load and killed at once, goes on in the page with the same digest', async ({
    page,
  }) => {
    test.setTimeout(240_000)
    const scratch = mkdtempSync(join(tmpdir(), 'zookeeper-page-'))
    try {
      const folders = [1, 2, 3].map((id) => join(scratch, 'zk', `server.${id}`))
      for (const folder of folders) mkdirSync(folder, { recursive: true })
      // Logs with as many zeros behind them as a real server preallocates.
      const real = await startOn(folders, ['-Dzookeeper.snapCount=400'])
      const leave = await makeRichTree(real.ports)
      const work = load(real.ports, 4)
      await work.reached(200)
      await real.kill()
      leave()
      await work.stop()
      const sounds = folders.map((folder) => ({ folder, sound: soundIn(folder) }))
      const ahead = sounds.reduce((best, next) => (isAhead(next.sound, best.sound) ? next : best))

      await openPlayground(page, 'speed=1&lang=en&servers=3')
      await waitForLeader(page, 2)
      await dropFolder(page, join(scratch, 'zk'))
      const files = page.getByRole('dialog', { name: 'Files' })
      await expect(files.getByText('Whole: every record')).toBeVisible({ timeout: PATIENCE })
      await expect(files.getByText('Server 2: zk/server.2', { exact: true })).toBeVisible()
      await files.getByRole('button', { name: 'Start an ensemble with this data' }).click()
      await expect(files).toHaveCount(0, { timeout: PATIENCE })
      await waitForLeader(page, 2)
      for (const server of ['s1', 's2', 's3']) expect(await digestOn(page, server)).toBe(ahead.sound.digest)
      await expect(znode(page, '/load-0')).toBeVisible({ timeout: PATIENCE })

      // And that is the digest which ZooKeeper itself seals into its snapshot of the same data.
      const standalone = await startOn([ahead.folder])
      const sealed = sealedDigest(ahead.folder)
      await standalone.stop()
      expect(sealed).toBe(digestOf(ahead.sound))
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  })
}
