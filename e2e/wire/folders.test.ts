/**
 * Folders travel between our servers and ZooKeeper 3.8.0, and the tree is the same on both sides: data, stat, ACL, digest.
 * Where ZooKeeper is not installed this is said loudly, and nothing is tested.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packing } from '../../src/app/files/pack.ts'
import { serverId } from '../../src/ground/ids.ts'
import { SUPER_DIGEST, whyNoReal } from './differential/real.ts'
import { ask } from './differential/wire.ts'
import {
  digestOf,
  filesOf,
  removeNewestSnapshot,
  removeUnbegunLogs,
  sealedDigest,
  shareLongestLog,
  soundIn,
} from './folders/dataDir.ts'
import { startOn, startUnpacked, tool } from './folders/real.ts'
import { LONG_TICK_MS, load, makeRichTree } from './folders/rich.ts'
import { treeLines } from './folders/tree.ts'
import { serve } from './serve.ts'

const why = whyNoReal()
if (why !== undefined) console.error(`\n\n  !!! NOT TESTED: folders of a real ZooKeeper, because ${why}\n\n`)

const scratch = mkdtempSync(join(tmpdir(), 'zookeeper-folders-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const OPTIONS = ['--super', SUPER_DIGEST, '--tick-time', String(LONG_TICK_MS)]

/** A fresh ensemble folder; with `from`, a copy of that one. */
function ensembleFolder(name: string, from?: string): string {
  const folder = join(scratch, name)
  if (from === undefined) for (const id of [1, 2, 3]) mkdirSync(join(folder, `server.${id}`), { recursive: true })
  else cpSync(from, folder, { recursive: true })
  return folder
}
function dataDirs(folder: string): readonly string[] {
  return [1, 2, 3].map((id) => join(folder, `server.${id}`))
}
async function mismatches(ports: readonly number[]): Promise<readonly string[]> {
  const told = await Promise.all(ports.map((port) => ask(port, 'mntr')))
  return told.map((text) => /zk_digest_mismatches_count\s+(\d+)/.exec(text)?.[1] ?? 'not told')
}

describe.runIf(why === undefined)('our folders', () => {
  test('boot a real server, alone and as a member of three, with the same tree and digest', {
    timeout: 240_000,
  }, async () => {
    const folder = ensembleFolder('ours')
    const ours = await serve(['--data', folder, ...OPTIONS])
    const leave = await makeRichTree(ours.ports)
    const tree = await treeLines(ours.ports[0] ?? 0)
    for (const port of ours.ports) expect(await treeLines(port)).toEqual(tree)
    leave()
    await ours.end()
    const digests = dataDirs(folder).map((dataDir) => digestOf(soundIn(dataDir)))
    expect(new Set(digests).size).toBe(1)

    for (const { name } of filesOf(join(folder, 'server.1'))) {
      const file = join(folder, 'server.1', name)
      if (name.includes('/log.')) expect(tool('persistence.TxnLogToolkit', file)).not.toMatch(/CRC ERROR|ERROR/)
      if (name.includes('/snapshot.')) expect(tool('SnapshotFormatter', file)).toMatch(/ZNode Details/)
    }

    const alone = ensembleFolder('ours-alone', folder)
    const standalone = await startOn([join(alone, 'server.1')])
    // It writes a snapshot of what it has recovered, with its own digest, before it serves.
    expect(sealedDigest(join(alone, 'server.1'))).toBe(digests[0])
    expect(await treeLines(standalone.ports[0] ?? 0)).toEqual(tree)
    expect(await mismatches(standalone.ports)).toEqual(['0'])
    await standalone.stop()

    const three = ensembleFolder('ours-three', folder)
    const members = await startOn(dataDirs(three))
    for (const port of members.ports) expect(await treeLines(port)).toEqual(tree)
    const more = await makeMore(members.ports)
    expect(more.length).toBeGreaterThan(tree.length)
    expect(await mismatches(members.ports)).toEqual(['0', '0', '0'])
    await members.stop()
  })
})

describe.runIf(why === undefined)('a download', () => {
  test('boots as its README says, with the configuration in it', { timeout: 120_000 }, async () => {
    const folder = ensembleFolder('download-data')
    const ours = await serve(['--data', folder, ...OPTIONS])
    const leave = await makeRichTree(ours.ports)
    const tree = await treeLines(ours.ports[0] ?? 0)
    leave()
    await ours.end()
    const members = [1, 2, 3].map((id) => ({ id: serverId(id), observer: false }))
    const servers = members.map(({ id }) => ({ id, files: filesOf(join(folder, `server.${id}`)) }))
    const unpacked = join(scratch, 'download')
    for (const { name, bytes } of packing(servers, members, 'Read me.')) {
      mkdirSync(dirname(join(unpacked, name)), { recursive: true })
      writeFileSync(join(unpacked, name), bytes)
    }
    const real = await startUnpacked(unpacked, members.length)
    for (const port of real.ports) expect(await treeLines(port)).toEqual(tree)
    expect(await mismatches(real.ports)).toEqual(['0', '0', '0'])
    await real.stop()
  })
})

/** Real servers go on with what they were given: more writes, the same on all. */
async function makeMore(ports: readonly number[]): Promise<readonly string[]> {
  const work = load(ports, 2)
  await work.reached(20)
  await work.stop()
  const trees = await Promise.all(ports.map(treeLines))
  for (const tree of trees) expect(tree).toEqual(trees[0])
  return trees[0] ?? []
}

describe.runIf(why === undefined)('a real ensemble’s folders', () => {
  const written = ensembleFolder('real')

  test('written under load and killed at once, boot ours: what theirs finds in them ours finds', {
    timeout: 240_000,
  }, async () => {
    // Snapshots while transactions go on, several logs, and an end that nobody was asked about.
    const real = await startOn(dataDirs(written), ['-Dzookeeper.snapCount=60', '-Dzookeeper.preAllocSize=1024'])
    const leave = await makeRichTree(real.ports)
    const work = load(real.ports, 6)
    await work.reached(400)
    await real.kill()
    leave()
    await work.stop()
    for (const dataDir of dataDirs(written)) {
      removeUnbegunLogs(dataDir)
      const names = filesOf(dataDir).map((file) => file.name)
      expect(names.filter((name) => name.includes('/snapshot.')).length).toBeGreaterThan(1)
      expect(soundIn(dataDir).digestMismatches).toEqual([])
    }
    shareLongestLog(dataDirs(written))

    const theirs = ensembleFolder('real-theirs', written)
    const again = await startOn(dataDirs(theirs))
    const tree = await treeLines(again.ports[0] ?? 0)
    await again.stop()
    const mine = ensembleFolder('real-ours', written)
    const ours = await serve(['--data', mine, ...OPTIONS])
    for (const port of ours.ports) expect(await treeLines(port)).toEqual(tree)
    await ours.end()
    for (const dataDir of dataDirs(mine)) expect(soundIn(dataDir).digestMismatches).toEqual([])
  })

  test('one folder of them is enough: its digest is the one that a real server computes', {
    timeout: 120_000,
  }, async () => {
    const copy = ensembleFolder('real-one', written)
    const dataDir = join(copy, 'server.2')
    removeNewestSnapshot(dataDir)
    const digest = digestOf(soundIn(dataDir))
    const standalone = await startOn([dataDir])
    const sealed = sealedDigest(dataDir)
    await standalone.stop()
    expect(sealed).toBe(digest)
  })
})
