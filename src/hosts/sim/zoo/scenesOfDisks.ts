/** Scenes of disks: what a server makes of a folder that somebody or something has changed. */
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { changeNode, lookup } from '../../../ground/data/tree.ts'
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import { recover } from '../../../ground/log/recovery.ts'
import { encodeSnapshot, snapshotFileName } from '../../../ground/log/snapshot.ts'
import { PATIENCE_MS } from '../../checkers/liveness.ts'
import { filesOf, loadFiles } from '../disk.ts'
import { nodeOf } from '../machine.ts'
import { create, setData } from '../ops.ts'
import type { Programs } from '../program.ts'
import { besideLeader, demand, stage } from './theatre.ts'

/** A follower dies, and wakes up on files that `spoil` has changed. */
function wakeOnSpoilt(
  seed: number,
  programs: Programs,
  spoil: (name: string, bytes: Uint8Array) => Uint8Array | undefined,
  options: { readonly othersHoldAll: boolean; readonly snapCount: number },
): void {
  const spoilt = new Set<ServerId>()
  const world = stage(3, seed, programs, { config: { snapCount: options.snapCount } }, spoilt)
  world.settle()
  for (let n = 0; n < 24; n++) world.ask('A', create(`/n${n}`, `payload ${n}`))
  world.settle()
  const victim = world.pick('B1')
  spoilt.add(victim)
  world.kill(victim)
  const { disk } = nodeOf(world.machine, serverNode(victim))
  const files = filesOf(disk).flatMap(({ name, bytes }) => {
    const changed = spoil(name, bytes)
    return changed === undefined ? [] : [{ name, bytes: changed }]
  })
  loadFiles(disk, files)
  world.restart(victim, 'keep', options.othersHoldAll)
  world.runFor(3000)
  for (let n = 0; n < 4; n++) world.ask('A', setData(`/n${n}`, 'again'))
  world.settle()
  if (!world.isRunning(victim)) return
  const digest = world.treeOf('leader').digest
  demand(world.treeOf(victim).digest === digest, `s${victim} holds another tree`)
}

/** The place of `text` in `bytes`, or -1. */
function placeOf(bytes: Uint8Array, text: string): number {
  const wanted = encodeUtf8(text)
  return bytes.findIndex((_, at) => wanted.every((byte, n) => bytes[at + n] === byte))
}
function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice()
  if (at >= 0) changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

/** One bit of what a client wrote is another one in the log of a follower. */
export function falsifiedRecord(seed: number, programs: Programs): void {
  const spoil = (_: string, bytes: Uint8Array): Uint8Array => flipped(bytes, placeOf(bytes, 'payload 12'))
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: true, snapCount: 100_000 })
}

/** The same, where others need not hold what the follower had: it must say so and not begin with less. */
export function falsifiedMiddle(seed: number, programs: Programs): void {
  const spoil = (_: string, bytes: Uint8Array): Uint8Array => flipped(bytes, placeOf(bytes, 'payload 12'))
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: false, snapCount: 100_000 })
}

/** No snapshot can be read, and the logs before it are gone. */
export function unreadableSnapshot(seed: number, programs: Programs): void {
  const spoil = (name: string, bytes: Uint8Array): Uint8Array | undefined => {
    if (name.includes('/log.')) return undefined
    return name.includes('/snapshot.') ? flipped(bytes, bytes.length - 40) : bytes
  }
  wakeOnSpoilt(seed, programs, spoil, { othersHoldAll: false, snapCount: 10 })
}

/** The leader's disk fails: somebody else has to lead before long, for it writes nothing any more. */
export function deadDisk(seed: number, programs: Programs): void {
  const spoilt = new Set<ServerId>()
  const world = stage(3, seed, programs, {}, spoilt)
  const leader = besideLeader(world)
  nodeOf(world.machine, serverNode(leader)).flushFault = 'flushError'
  world.submit('A', create('/last'))
  try {
    // As long as a checker waits for what is appended to reach the disk.
    world.runFor(PATIENCE_MS + 20_000)
  } catch (error) {
    // It ends and says that it was the disk, as it must.
    if (!(error instanceof Error) || !error.message.includes('the disk failed')) throw error
    return
  }
  demand(world.leader() !== leader, `s${leader} leads on, though its disk has failed`)
}

/** A snapshot as ZooKeeper writes it: a child is of a later time than its parent, and the log has what came between. */
export function fuzzySnapshot(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  world.settle()
  world.ask('A', create('/parent'))
  const victim = world.pick('B1')
  for (let n = 0; n < 4; n++) world.ask('A', create(`/parent/n${n}`))
  world.settle()
  const { tree, lastProcessedZxid: begun } = world.server(victim).db
  const older = lookup(tree, '/parent')?.stat
  for (let n = 4; n < 8; n++) world.ask('A', create(`/parent/n${n}`))
  world.settle()
  world.kill(victim)
  const { disk } = nodeOf(world.machine, serverNode(victim))
  const files = filesOf(disk)
  const recovered = recover(files)
  if (recovered.type === 'damaged' || older === undefined) return
  const { database } = recovered
  const parent = lookup(database.tree, '/parent')
  if (parent !== undefined) changeNode(database.tree, '/parent', parent, { stat: older })
  loadFiles(disk, [...files, { name: snapshotFileName(begun), bytes: encodeSnapshot(database) }])
  world.restart(victim)
  world.settle()
  world.ask('A', create('/elsewhere'))
  world.settle()
  const digest = world.treeOf('leader').digest
  demand(world.treeOf(victim).digest === digest, `s${victim} holds another tree`)
}
