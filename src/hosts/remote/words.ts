/**
 * What a real server tells of itself in four-letter words, read: `mntr` where it is allowed, else `srvr`, which every server
 * answers; `cons` and `wchp` for who is connected and what they watch; `conf` for its id. Pure, and forgiving: a line that is
 * not known is passed over, as other versions of ZooKeeper have other lines.
 */
import {
  type Epoch,
  epoch,
  epochOf,
  type SessionId,
  sessionIdFrom,
  ZXID_ZERO,
  type Zxid,
  zxidFrom,
} from '../../ground/ids.ts'
import type { RoleName } from '../../protocol/trace.ts'

/** A connection as `cons` tells it; without a session it is somebody who asks a word, or did not shake hands yet. */
export type ConnectionSight = { readonly address: string; readonly session: SessionId | undefined }
export type WatchSight = { readonly path: string; readonly session: SessionId }
/** Numbers that a server tells of itself, by their names in mntr without the `zk_`. */
export type Facts = readonly (readonly [name: string, value: string])[]
export type SelfSight = {
  readonly role: RoleName
  readonly zxid: Zxid
  readonly epoch: Epoch
  readonly facts: Facts
}

const ROLES: Readonly<Record<string, RoleName>> = {
  leader: 'leading',
  follower: 'following',
  observer: 'observing',
  standalone: 'leading',
  'read-only': 'looking',
}
/** What is shown of mntr and srvr, in this order. */
const SHOWN = [
  'version',
  'avg_latency',
  'max_latency',
  'outstanding_requests',
  'num_alive_connections',
  'znode_count',
  'watch_count',
  'ephemerals_count',
  'approximate_data_size',
  'synced_followers',
  'uptime',
] as const
const SRVR_NAMES: Readonly<Record<string, (typeof SHOWN)[number]>> = {
  'Zookeeper version': 'version',
  Connections: 'num_alive_connections',
  Outstanding: 'outstanding_requests',
  'Node count': 'znode_count',
}

/** Whether the server does not answer this word at all (4lw.commands.whitelist). */
export function isRefused(answer: string): boolean {
  return /^\w{4} is not executed because it is not in the whitelist/.test(answer)
}
/** Whether the server has no leader: it answers, and serves nobody. */
export function isIdle(answer: string): boolean {
  return answer.startsWith('This ZooKeeper instance is not currently serving requests')
}

/** Of `srvr`; undefined where it is something else. */
export function srvrOf(answer: string): SelfSight | undefined {
  const lines = new Map(answer.split('\n').flatMap((line) => pairAt(line, ': ')))
  const role = ROLES[lines.get('Mode') ?? '']
  if (role === undefined) return undefined
  const zxid = zxidAt(lines.get('Zxid'))
  const [, latency] = pairAt(answer.split('\n').find((line) => line.startsWith('Latency')) ?? '', ': ')[0] ?? []
  const facts = [...lines].flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const known = SRVR_NAMES[name]
    return known === undefined ? [] : [[known, value]]
  })
  const [, average, most] = latency?.split('/') ?? []
  const latencies = [
    ['avg_latency', average],
    ['max_latency', most],
  ].flatMap(([name, value]): readonly (readonly [string, string])[] =>
    name === undefined || value === undefined ? [] : [[name, value]],
  )
  return { role, zxid, epoch: epochIn(zxid), facts: inOrder([...facts, ...latencies]) }
}

/** Of `mntr` (which tells no zxid in 3.8: that is `srvr`'s). */
export function mntrFacts(answer: string): Facts {
  const rows = answer.split('\n').flatMap((line) => pairAt(line, '\t'))
  return inOrder(rows.map(([name, value]) => [name.replace(/^zk_/, ''), value] as const))
}

/** The lines of `cons`. */
export function consOf(answer: string): readonly ConnectionSight[] {
  return answer.split('\n').flatMap((line): readonly ConnectionSight[] => {
    const address = /^\s*\/(\S+?)\[\d+\]/.exec(line)?.[1]
    if (address === undefined) return []
    return [{ address, session: sessionAt(/\bsid=(0x[0-9a-f]+)/.exec(line)?.[1]) }]
  })
}

/** Of `wchp`: each path, and under it the sessions that watch it. At most `most` watches are read. */
export function wchpOf(answer: string, most: number): readonly WatchSight[] {
  const watches: WatchSight[] = []
  let path = ''
  for (const line of answer.split('\n')) {
    const session = sessionAt(/^\t(0x[0-9a-f]+)\s*$/.exec(line)?.[1])
    if (session === undefined) path = line
    else if (watches.length < most) watches.push({ path, session })
  }
  return watches
}

/** How many watches there are, by `wchs`; undefined where it is something else. */
export function watchTotalIn(answer: string): number | undefined {
  const total = /^Total watches:(\d+)$/m.exec(answer)?.[1]
  return total === undefined ? undefined : Number(total)
}

/** The server's own id in `conf`; 0 of a standalone server is none. */
export function serverIdIn(answer: string): number | undefined {
  const id = Number(/^serverId=(\d+)$/m.exec(answer)?.[1] ?? 0)
  return id > 0 && id <= 255 ? id : undefined
}

function pairAt(line: string, between: string): readonly (readonly [string, string])[] {
  const at = line.indexOf(between)
  return at < 1 ? [] : [[line.slice(0, at), line.slice(at + between.length).trim()]]
}
function inOrder(facts: Facts): Facts {
  return SHOWN.flatMap((name) => {
    const fact = facts.find(([other]) => other === name)
    // `3.8.0-<commit>, built on …`: what is asked is which version it is.
    return fact === undefined ? [] : [name === 'version' ? ([name, fact[1].split(/[-,]/)[0] ?? ''] as const) : fact]
  })
}
function zxidAt(text: string | undefined): Zxid {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/.test(text) ? zxidFrom(BigInt.asIntN(64, BigInt(text))) : ZXID_ZERO
}
function epochIn(zxid: Zxid): Epoch {
  return zxid < 0n ? epoch(0) : epochOf(zxid)
}
function sessionAt(text: string | undefined): SessionId | undefined {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/.test(text)
    ? sessionIdFrom(BigInt.asIntN(64, BigInt(text)))
    : undefined
}
