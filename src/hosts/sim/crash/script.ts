/**
 * The run that is crashed everywhere: three servers, some 200 operations, and everything that an ensemble does with its
 * disks. It boots, writes in bursts, snapshots and rolls its log, brings followers back by DIFF, TRUNC and SNAP, takes
 * a server out of the membership and in again, and ends a session with its ephemerals.
 */
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { type ServerId, serverId } from '../../../ground/ids.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { customaryAddress } from '../../../protocol/membership.ts'
import { joiningText } from '../../membership.ts'
import { create, exists, getData, remove, setData } from '../ops.ts'
import type { World } from '../world.ts'

/** A write that was asked for: `text` is what `path` holds after it, undefined where it is gone. */
export type Wish = { readonly id: number; readonly path: string; readonly text: string | undefined }
/** What the script needs: a world, a way to wait that ends early when the fuse blows, and a list of what was asked. */
export type Ground = {
  readonly world: World
  /** Waits until `done`. Throws `Blown` when the fuse has blown, and where it takes longer than 60 s. */
  readonly until: (done: () => boolean, what: string) => void
  readonly wishes: Wish[]
}

/** Operations that are under way together. */
const BURST = 8
/** The limits that make a snapshot, a new log file, a DIFF and a SNAP happen within the script. */
export const SCRIPT_LIMITS = { tickTime: 200, snapCount: 60, committedLogMax: 20 } as const

export function play(ground: Ground): void {
  const { world, until } = ground
  until(() => world.leader() !== undefined, 'a leader')
  rest(ground)
  for (const client of ['A', 'B']) connected(ground, client)
  firstWrites(ground)
  diff(ground)
  trunc(ground)
  snap(ground)
  reconfigure(ground)
  farewell(ground)
}

function firstWrites(ground: Ground): void {
  burst(ground, 'B', 'a', 24)
  for (const op of [create('/eph', 'B', 'ephemeral'), exists('/later', true), getData('/a0', true)])
    ask(ground, 'B', op)
  wish(ground, 'A', setData('/a0', 'new'), ['/a0'], 'new')
  wish(ground, 'A', create('/later', 'x'), ['/later'], 'x')
  const parts: ClientOp = {
    type: 'multi',
    ops: [
      { type: 'create', path: '/m1', data: encodeUtf8('m'), mode: 'persistent', acl: OPEN_ACL },
      { type: 'setData', path: '/a1', data: encodeUtf8('m'), version: -1 },
    ],
  }
  wish(ground, 'A', parts, ['/m1', '/a1'], 'm')
  burst(ground, 'A', 'b', 32)
}

/** A follower is away for some writes, fewer than the leader remembers. */
function diff(ground: Ground): void {
  const { world } = ground
  const away = world.kill('B1')
  burst(ground, 'A', 'd', 8)
  world.restart(away)
  rest(ground)
}

/** A leader alone has a write that nobody else sees, and is cut back. */
function trunc(ground: Ground): void {
  const { world, until, wishes } = ground
  const old = world.pick('leader')
  moved(ground, 'A', old)
  moved(ground, 'B', world.pick('B1'))
  world.isolate(old)
  for (const path of ['/lost1', '/lost2']) wishes.push({ id: world.submit('A', create(path, 'x')), path, text: 'x' })
  until(() => world.leader() !== undefined && world.leader() !== old, 'another leader')
  world.heal()
  rest(ground)
  connected(ground, 'A')
  burst(ground, 'B', 't', 8)
}

/** A follower is away for more writes than anybody remembers. */
function snap(ground: Ground): void {
  const { world } = ground
  const away = world.kill('B2')
  burst(ground, 'B', 's', 72)
  world.restart(away, 'loseUnflushed')
  rest(ground)
}

function reconfigure(ground: Ground): void {
  const { world, until } = ground
  const leaves: ServerId = world.pick('leader') === 3 ? serverId(1) : serverId(3)
  for (const change of [
    { leaving: String(leaves) },
    { joining: joiningText(leaves, 'participant', customaryAddress(leaves)) },
  ]) {
    const id = world.change(change)
    until(() => world.outcome(id) !== undefined, 'the answer to a reconfig')
    burst(ground, 'A', `r${'joining' in change ? 'j' : 'l'}`, 8)
  }
  rest(ground)
}

function farewell(ground: Ground): void {
  const { world } = ground
  wish(ground, 'A', remove('/a2'), ['/a2'], undefined)
  world.tell('B', { type: 'close' })
  burst(ground, 'A', 'z', 8)
  rest(ground)
}

/** Asks for `count` znodes `/<name><i>`, some at a time. */
function burst(ground: Ground, client: string, name: string, count: number): void {
  const { world, until, wishes } = ground
  for (let from = 0; from < count; from += BURST) {
    const ids = Array.from({ length: Math.min(BURST, count - from) }, (_, i) => {
      const path = `/${name}${from + i}`
      const id = world.submit(client, create(path, path))
      wishes.push({ id, path, text: path })
      return id
    })
    until(() => ids.every((id) => world.outcome(id) !== undefined), `the answers to ${name}`)
  }
}

/** Asks for a write that makes `text` of each of `paths`. What was asked is noted at once: the crash may come before the answer. */
function wish(ground: Ground, client: string, op: ClientOp, paths: readonly string[], text: string | undefined): void {
  const { world, until, wishes } = ground
  const id = world.submit(client, op)
  for (const path of paths) wishes.push({ id, path, text })
  until(() => world.outcome(id) !== undefined, `the answer to ${op.type}`)
}

function ask({ world, until }: Ground, client: string, op: ClientOp): void {
  const id = world.submit(client, op)
  until(() => world.outcome(id) !== undefined, `the answer to ${op.type}`)
}

function rest({ world, until }: Ground): void {
  until(() => isAtRest(world), 'all agree')
}
function isAtRest(world: World): boolean {
  const leader = world.leader()
  if (leader === undefined) return false
  const { tree } = world.server(leader).db
  return world.servers.every((id) => {
    if (!world.isRunning(id)) return false
    const { role, db } = world.server(id)
    return role.type !== 'looking' && role.phase === 'broadcast' && db.tree.digest === tree.digest
  })
}

function connected(ground: Ground, client: string): void {
  ask(ground, client, exists('/'))
}
function moved(ground: Ground, client: string, server: ServerId): void {
  ground.world.tell(client, { type: 'move', server })
  const until = ground.world.now() + 1500
  ground.until(() => ground.world.now() >= until, `${client} has moved`)
  connected(ground, client)
}
