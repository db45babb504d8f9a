/** Archives that somebody spoiled: each part is read, or told with its reason; nothing is thrown, nothing hangs. */
import { assert } from '../../ground/base/assert.ts'
import { below, type Rng } from '../../ground/base/rng.ts'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { bytesOf, chance, type Gate, oddText, oneOf, spoiled } from '../../hosts/fuzzing.ts'
import { zip } from './pack.ts'
import { readAll } from './read.ts'

/** Nothing of what is fed expands beyond these: an archive that says so lies. */
const BUDGET = { expandedBytes: 1_000_000, keptBytes: 500_000, files: 200 }
const NAMES: readonly [string, ...string[]] = [
  'version-2/log.1',
  'version-2/snapshot.0',
  'version-2/currentEpoch',
  'myid',
  '../version-2/log.1',
  '/version-2/log.2',
  'server.1/version-2/snapshot.5.gz',
  'a\\version-2\\log.3',
  '__proto__/version-2/log.1',
  'README.txt',
]
let good: Promise<Uint8Array> | undefined
async function goodArchive(): Promise<Uint8Array> {
  good ??= zip(
    NAMES.map((name, i) => ({
      name,
      bytes: i % 3 === 0 ? new Uint8Array(40_000) : encodeUtf8(`1${'x'.repeat(i * 30)}`),
    })),
  ).then(async (blob) => new Uint8Array(await blob.arrayBuffer()))
  return good
}

export const archiveGate: Gate = {
  name: 'archive',
  doc: 'archives and files that are dropped: read, or told with their reason',
  episode: async (rng: Rng, meter) => {
    for (let count = 0; count < 5; count++) {
      const bytes = chance(rng, 90) ? spoiled(rng, await goodArchive()) : bytesOf(rng, below(rng, 200))
      const path = chance(rng, 85)
        ? 'all.zip'
        : oneOf(rng, [oddText(rng), 'version-2/snapshot.1.gz', 'version-2/log.1'])
      const before = meter.now()
      const opened = await readAll([{ path, blob: new Blob([bytes.slice()]) }], undefined, { ...BUDGET })
      meter.slowestMs = Math.max(meter.slowestMs, meter.now() - before)
      for (const { reason } of opened.problems) assert(reason !== '', 'a problem has a reason')
    }
    return 5
  },
}
