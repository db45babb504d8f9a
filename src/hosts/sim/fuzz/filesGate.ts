/**
 * Folders that somebody spoiled: reading them never throws; what is refused is refused with its file and byte; and a
 * folder that is taken gives a tree that is what its digest says.
 */
import { assert } from '../../../ground/base/assert.ts'
import { below, type Rng } from '../../../ground/base/rng.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { treeDigest } from '../../../ground/data/tree.ts'
import { configFiles, NEXT_CONFIG_FILE } from '../../../ground/log/dynamicConfig.ts'
import { gather } from '../../../ground/log/gather.ts'
import { inspect } from '../../../ground/log/inspect.ts'
import { recover } from '../../../ground/log/recovery.ts'
import { seed } from '../../../ground/log/seed.ts'
import { parseConfig } from '../../../protocol/membershipText.ts'
import type { DiskFile } from '../../../protocol/seam.ts'
import { chance, type Gate, type Meter, oddText, oneOf, spoiled, timed } from '../../fuzzing.ts'
import { create, setData } from '../ops.ts'
import { REAL } from '../real.ts'
import { createWorld } from '../world.ts'

export const filesGate: Gate = {
  name: 'files',
  doc: 'logs, snapshots, epochs and memberships that are spoiled: read or refused by name and place',
  episode,
}

const SNAPSHOTS_OF = 12
let made: readonly DiskFile[] | undefined

/** The folder of a server that has a snapshot, two logs, epochs and a membership. */
export function goodFolder(): readonly DiskFile[] {
  if (made !== undefined) return made
  const world = createWorld({
    servers: 1,
    seed: 1,
    clients: ['A'],
    config: { snapCount: SNAPSHOTS_OF, tickTime: 200 },
    programs: REAL,
    traceMessages: false,
  })
  world.settle()
  for (let i = 0; i < SNAPSHOTS_OF; i++) world.ask('A', create(`/n${i}`, 'x'.repeat(i * 3)))
  world.ask('A', create('/e', '', 'ephemeral'))
  for (let i = 0; i < SNAPSHOTS_OF; i++) world.ask('A', setData('/n1', `v${i}`))
  world.settle()
  made = world.filesOf(1)
  return made
}

function episode(rng: Rng, meter: Meter): number {
  const files = goodFolder()
  let inputs = 0
  for (let count = 20; count > 0; count--, inputs++) look(spoiledFolder(rng, files), rng, meter)
  return inputs
}

function spoiledFolder(rng: Rng, files: readonly DiskFile[]): readonly DiskFile[] {
  let out = [...files]
  for (let count = 1 + below(rng, 2); count > 0; count--) {
    const at = below(rng, out.length)
    const file = out[at]
    if (file === undefined) continue
    switch (below(rng, 8)) {
      case 0:
        out = out.filter((one) => one !== file)
        break
      case 1:
        out.push({ name: oneOf(rng, [NEXT_CONFIG_FILE, `${file.name}0`, oddText(rng), 'myid']), bytes: file.bytes })
        break
      case 2:
        out[at] = { name: file.name, bytes: encodeUtf8(oddText(rng)) }
        break
      case 3:
        out[at] = { name: file.name, bytes: out[below(rng, out.length)]?.bytes ?? file.bytes }
        break
      default:
        out[at] = { name: file.name, bytes: spoiled(rng, file.bytes) }
    }
  }
  return out
}

function look(files: readonly DiskFile[], rng: Rng, meter: Meter): void {
  const before = chance(rng, 2) ? structuredFiles(files) : undefined
  const recovery = timed(meter, () => recover(files))
  const inspection = timed(meter, () => inspect(files))
  if (recovery.type === 'damaged') {
    assert(recovery.reason !== '' && recovery.offset >= 0, 'a refusal has a reason and a place')
    assert(inspection.type === 'unsound', `what a server refuses is not called sound: ${recovery.reason}`)
  } else if (chance(rng, 10)) {
    const { tree } = recovery.database
    assert(tree.digest === treeDigest(tree), 'the tree is what its digest says')
  }
  if (inspection.type === 'unsound') {
    assert(inspection.damages.length > 0, 'what is unsound has a damage')
    for (const { reason, offset } of inspection.damages) assert(reason !== '' && offset >= 0, 'a damage has a place')
  }
  const { committed, next } = configFiles(files)
  for (const file of [committed, next]) if (file !== undefined) timed(meter, () => parseConfig(file.text))
  const places = ['', 'a/', 'server.1/', 'server.2/', '../', './/', '__proto__/']
  const given = files.map((file) => ({ path: `${oneOf(rng, ['', ...places])}${file.name}`, bytes: file.bytes }))
  const { folders } = timed(meter, () => gather(given))
  const candidates = folders.flatMap((folder) => {
    const sound = inspect(folder.files)
    return sound.type === 'sound' ? [{ folder, sound }] : []
  })
  if (candidates.length > 0)
    assert(seed(candidates, candidates.length).length === candidates.length, 'each gets a folder')
  if (before !== undefined) assert(before === structuredFiles(files), 'nothing is changed by looking')
}

function structuredFiles(files: readonly DiskFile[]): string {
  return files.map(({ name, bytes }) => `${name} ${bytes.join(' ')}`).join('\n')
}
