/** `serve --data` on damaged folders of a real server: each kind is named on standard error, and nothing of it is served. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { freePorts } from './ports.ts'
import { launch, type Serve } from './serve.ts'

const REAL = fileURLToPath(new URL('../../src/ground/log/testdata/follower/', import.meta.url))
const cleanUp: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const task of cleanUp.splice(0)) await task()
})

/** An ensemble of one whose folder is the real one, changed. */
async function serveOn(change: (version2: string) => void): Promise<Serve> {
  const data = mkdtempSync(join(tmpdir(), 'wire-damage-'))
  const version2 = join(data, 'server.1', 'version-2')
  mkdirSync(join(data, 'server.1'))
  cpSync(REAL, version2, { recursive: true })
  change(version2)
  const one = launch(await freePorts(1), 1, ['--data', data])
  cleanUp.push(
    () => one.end(),
    () => rmSync(data, { recursive: true, force: true }),
  )
  return one
}
/** Overwrites bytes of a file. */
function poke(folder: string, name: string, at: number, ...values: readonly number[]): void {
  const bytes = readFileSync(join(folder, name))
  bytes.set(values, at)
  writeFileSync(join(folder, name), bytes)
}

const LOG = 'log.200000001'
test.each<[kind: string, change: (folder: string) => void, line: RegExp]>([
  [
    'a changed byte in the middle of a log',
    (f) => poke(f, LOG, 40, 0xff),
    /log\.200000001 damaged at byte 16: .*checksum, and a valid record follows/,
  ],
  [
    'a log that is none',
    (f) => poke(f, LOG, 0, 0x5b),
    /log\.200000001 damaged at byte 0: the file does not begin with ZKLG/,
  ],
  ['a log of another version', (f) => poke(f, LOG, 7, 9), /log\.200000001 damaged at byte 4: unknown version 9/],
  ['a length beyond everything', (f) => poke(f, LOG, 24, 0x7f), /log\.200000001 damaged at byte 16: /],
  [
    'a log under another name',
    (f) => renameSync(join(f, LOG), join(f, 'log.200000002')),
    /log\.200000002 damaged at byte 16: the file begins with 0x200000001, against its name/,
  ],
  [
    'a log that is missing',
    (f) => rmSync(join(f, 'log.10000000b')),
    /log\.200000001 damaged at byte 16: the digest tells that transactions between 0x10000000a and 0x200000001 are missing/,
  ],
  [
    'a changed byte in a snapshot',
    (f) => poke(f, 'snapshot.10000000a', 300, 0xee),
    /snapshot\.10000000a damaged at byte \d+: /,
  ],
  [
    'a snapshot of another database',
    (f) => poke(f, 'snapshot.10000000a', 15, 7),
    /snapshot\.10000000a damaged at byte 8: database id -249 instead of -1/,
  ],
  [
    'an epoch that is none',
    (f) => writeFileSync(join(f, 'currentEpoch'), 'two'),
    /currentEpoch damaged at byte 0: no epoch: 'two'/,
  ],
  [
    'an epoch that is too old',
    (f) => writeFileSync(join(f, 'acceptedEpoch'), '1'),
    /acceptedEpoch damaged at byte 0: acceptedEpoch 1 is older than currentEpoch 2/,
  ],
])('%s', async (_, change, line) => {
  const one = await serveOn(change)
  expect(await one.heard(/ damaged at byte /)).toMatch(line)
  await one.heard(/is damaged at byte \d+: /)
  expect(one.lines.filter((text) => text.startsWith('ready'))).toEqual([])
})

test('the same folder, unchanged, is told and served', async () => {
  const one = await serveOn(() => {})
  expect(await one.heard(/found /)).toMatch(
    /last zxid 0x200000004, epoch 2 .*12 znodes, 2 ephemeral, 4 sessions, digest/,
  )
  await one.heard(/^ready /)
})
test('a torn end is cut off, said so, and served', async () => {
  const one = await serveOn((folder) => {
    const bytes = readFileSync(join(folder, LOG))
    writeFileSync(join(folder, LOG), bytes.subarray(0, bytes.length - 5))
  })
  await one.heard(/found \d+ torn bytes at the end of version-2\/log\.200000001/)
  await one.heard(/^ready /)
})
