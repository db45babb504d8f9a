/**
 * Damage everywhere: each byte of each file of a server's folder is falsified in each way, one at a time.
 *
 * On one server of three, with the others sound: it comes back with everything, or it stops and names the file and the byte;
 * nobody else notices, and no acknowledged write is missing. On all servers alike: each stops with that reason, or has all
 * that it had. A membership's file is held to the one in the tree. One thing nobody can see: that the end of the newest log is missing, as after a crash; then what is left is
 * the state before it (txnLog.ts, rules 1, 3 and 4). Epochs have no checksum, here as in ZooKeeper: a falsified one may
 * keep its server out, and never harms the others.
 */
import { AssertionError, assert } from '../../../ground/base/assert.ts'
import { serverNode, type Zxid } from '../../../ground/ids.ts'
import { recover } from '../../../ground/log/recovery.ts'
import type { DiskFile } from '../../../protocol/seam.ts'
import { createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import { loadFiles } from '../disk.ts'
import { nodeOf } from '../machine.ts'
import { create, setData } from '../ops.ts'
import { REAL } from '../real.ts'
import { convergedAmong } from '../roles.ts'
import { createWorld, type World } from '../world.ts'

/** One bit is another one; a byte is zero; the file ends here; this byte and the next one changed places. */
export const DAMAGES = ['flip', 'zero', 'cut', 'swap'] as const
export type DamageKind = (typeof DAMAGES)[number]
export type DamageCase = { readonly file: string; readonly at: number; readonly kind: DamageKind }

/** What came of a damage: nothing was different, all is there again, it stopped with a reason, an end was missing, kept out. */
export type Outcome = 'no change' | 'whole' | 'halted' | 'end lost' | 'kept out'
export type DamageReport = { readonly outcome: Outcome; readonly failure: string | undefined }

/** Writes of the history that is damaged; the second half lies in the newest log. */
const WRITES = 30
const WAIT_MS = 8000
/** A membership is a few lines of text: there the line is named in place of a byte. */
const HALT: RegExp = /^\S+ is damaged at byte \d+: .{5}|^zoo\.cfg\.dynamic\S* is damaged: .{5}/
const UNGUARDED: RegExp = /Epoch$|^zoo\.cfg\.dynamic|^myid$/

/** An ensemble at rest, and the folder of one of its followers. */
export type Victim = {
  readonly world: World
  readonly id: number
  readonly files: readonly DiskFile[]
  /** Digests of the tree after each write, by zxid: what a folder without its end may hold. */
  readonly history: ReadonlyMap<Zxid, bigint>
  /** Whether the last start of the victim was refused, and how. */
  readonly ended: { reason: string | undefined }
}

export function createVictim(): Victim {
  const checkers = createCheckers()
  const ended: Victim['ended'] = { reason: undefined }
  const history = new Map<Zxid, bigint>()
  let seen = 0
  const world = createWorld({
    servers: 3,
    seed: 3,
    clients: ['A'],
    sessionTimeoutMs: 60_000,
    config: { tickTime: 1000, snapCount: 20 },
    programs: REAL,
    traceMessages: false,
    journals: false,
    check: (trace: readonly Happening[]) => {
      for (; seen < trace.length; seen++) {
        const happening = trace[seen]
        if (happening === undefined) continue
        const { event } = happening
        if (event.type === 'nodeEnded' && event.how === 'crashed') ended.reason = event.reason
        for (const { checker, reason } of observeAll(checkers, happening))
          if (checker !== 'crashes') throw new AssertionError(`${checker}: ${reason}`)
      }
    },
  })
  world.settle()
  const id = world.pick('B1')
  const note = (): void => {
    world.settle()
    const { tree, lastProcessedZxid } = world.server(id).db
    history.set(lastProcessedZxid, tree.digest)
  }
  note()
  for (let i = 0; i < WRITES; i++) {
    world.ask('A', i % 3 === 2 ? setData('/n0', `v${i}`) : create(`/n${i}`, 'x'.repeat(i)))
    note()
  }
  return { world, id, files: world.filesOf(id), history, ended }
}

/** Every damage of `files`, or every `every`-th. */
export function* allDamages(files: readonly DiskFile[], every: number = 1): Generator<DamageCase> {
  let turn = 0
  for (const { name, bytes } of files)
    for (let at = 0; at < bytes.length; at++)
      for (const kind of DAMAGES) if (turn++ % every === 0) yield { file: name, at, kind }
}

/** The folder with one damage. */
export function damaged(files: readonly DiskFile[], { file, at, kind }: DamageCase): readonly DiskFile[] {
  return files.map((one) => (one.name === file ? { name: file, bytes: spoil(one.bytes, at, kind) } : one))
}
function spoil(good: Uint8Array, at: number, kind: DamageKind): Uint8Array {
  if (kind === 'cut') return good.slice(0, at)
  const bytes = good.slice()
  const byte = bytes[at] ?? 0
  if (kind === 'flip') bytes[at] = byte ^ (1 << (at % 8))
  else if (kind === 'zero') bytes[at] = 0
  else {
    bytes[at] = bytes[at + 1] ?? byte
    if (at + 1 < bytes.length) bytes[at + 1] = byte
  }
  return bytes
}
function isSame(a: readonly DiskFile[], b: readonly DiskFile[]): boolean {
  return a.every(({ bytes }, i) => {
    const other = b[i]?.bytes
    return other !== undefined && other.length === bytes.length && bytes.every((byte, at) => byte === other[at])
  })
}

/** The victim alone has the damage. It comes back with all, or stops with a reason; the others go on. */
export function damageOne(victim: Victim, one: DamageCase): DamageReport {
  const files = damaged(victim.files, one)
  if (isSame(files, victim.files)) return { outcome: 'no change', failure: undefined }
  try {
    return { outcome: restartOn(victim, files, one), failure: undefined }
  } catch (error) {
    return { outcome: 'halted', failure: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

function restartOn({ world, id, files, ended }: Victim, spoiled: readonly DiskFile[], one: DamageCase): Outcome {
  const { machine } = world
  const node = nodeOf(machine, serverNode(world.pick(id)))
  world.kill(id)
  loadFiles(node.disk, spoiled)
  ended.reason = undefined
  world.restart(id, 'keep', true)
  const until = world.now() + WAIT_MS
  const isDone = (): boolean => ended.reason !== undefined || convergedAmong(machine, world.servers)
  while (!isDone() && world.now() < until) world.runFor(20)
  const { tree } = world.server('leader').db
  const outcome = ended.reason !== undefined ? 'halted' : isDone() ? 'whole' : 'kept out'
  if (outcome === 'whole') assert(world.server(id).db.tree.digest === tree.digest, 'who comes back holds what all hold')
  if (outcome === 'kept out')
    assert(UNGUARDED.test(one.file), `nothing in ${one.file} keeps a server out without a word`)
  const reason = reasonOf(ended)
  if (reason !== undefined) assert(HALT.test(reason), `who stops names file and byte: ${reason}`)
  if (world.isRunning(id)) world.kill(id)
  loadFiles(node.disk, files)
  world.restart(id, 'keep', true)
  world.settle(120_000)
  return outcome
}

/** Read anew: the steps between have set it. */
function reasonOf(ended: Victim['ended']): string | undefined {
  return ended.reason
}

/** Every server has the same damage: what each of them can start from, which is what recovery says. */
export function damageAll({ files, history }: Victim, one: DamageCase): DamageReport {
  const spoiled = damaged(files, one)
  if (isSame(spoiled, files)) return { outcome: 'no change', failure: undefined }
  const recovery = recover(spoiled)
  if (recovery.type === 'damaged') {
    const isNamed = recovery.file !== '' && recovery.offset >= 0 && recovery.reason !== ''
    return { outcome: 'halted', failure: isNamed ? undefined : `a refusal without a place: ${recovery.reason}` }
  }
  const { lastLoggedZxid, database } = recovery
  const zxids = [...history.keys()]
  const lost = zxids.filter((zxid) => zxid > lastLoggedZxid).length
  if (history.get(lastLoggedZxid) !== database.tree.digest)
    return { outcome: 'whole', failure: 'the tree is none that ever was' }
  if (lost === 0) return { outcome: 'whole', failure: undefined }
  const newest = files.findLast(({ name }) => name.includes('/log.'))?.name
  const mayLose = one.file === newest && (one.kind === 'cut' || lost === 1)
  return { outcome: 'end lost', failure: mayLose ? undefined : `${lost} transactions are gone without a word` }
}
