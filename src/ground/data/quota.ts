/**
 * Quotas: what stands below a path is counted under `/zookeeper/quota<path>` (Quotas, StatsTrack, DataTree.updateQuotaStat).
 *
 * Laws: 1. A path has a quota while its `zookeeper_limits` node exists; the deepest such path on the way counts, no other.
 * 2. Counting changes the data of its `zookeeper_stats` node in place: no zxid, no version, no time, no watch. 3. The making
 * of `zookeeper_stats` counts all that is there; a path counts itself.
 */
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { nameOf, parentOf } from './path.ts'
import { lookup, type Tree, type Znode } from './tree.ts'

const QUOTA_ROOT = '/zookeeper/quota'
const LIMITS = 'zookeeper_limits'
const STATS = 'zookeeper_stats'

/** Numbers of a quota node by name; -1 where it names none. `count`, `bytes`, `countHardLimit`, `byteHardLimit`. */
export type StatsTrack = ReadonlyMap<string, number>

/**
 * `count=3,bytes=8`, and after `=;` more names (3.7). A name without a value is -1 only where another `=` follows it, as
 * Java's split has it. Undefined where ZooKeeper's own reading dies: no `=`, or no whole number behind it.
 */
export function parseStatsTrack(text: string): StatsTrack | undefined {
  const track = new Map<string, number>()
  const pairs = text.split(/[,;]+/)
  while (pairs.at(-1) === '') pairs.pop()
  for (const pair of pairs) {
    const fields = pair.split('=')
    while (fields.at(-1) === '') fields.pop()
    const [name = '', value] = fields
    if (value === undefined || !/^[+-]?\d*$/.test(value)) return undefined
    const number = value === '' ? -1 : Number(value)
    if (!Number.isSafeInteger(number)) return undefined
    track.set(name, number)
  }
  return track
}
/** The text as ZooKeeper writes it: count and bytes first, other names in order behind a `=` at which old readers stop. */
export function formatStatsTrack(track: StatsTrack): string {
  const others = [...track.keys()].filter((name) => name !== 'count' && name !== 'bytes').sort()
  const head = `count=${track.get('count') ?? -1},bytes=${track.get('bytes') ?? -1}`
  return others.length === 0 ? head : `${head}=${others.map((name) => `;${name}=${track.get(name)}`).join('')}`
}

/** The deepest path with a quota at or above `path`; undefined where there is none. The root has none. */
export function quotaOf(tree: Tree, path: string): string | undefined {
  // Nearly always nobody has a quota at all.
  if (lookup(tree, QUOTA_ROOT)?.children.size === 0) return undefined
  for (let at = path; at !== '/' && at !== ''; at = parentOf(at)) {
    if (tree.nodes.has(`${QUOTA_ROOT}${at}/${LIMITS}`)) return at
  }
  return undefined
}
/** The limits, or what is used, under a path with a quota; undefined where the node is missing or can't be read. */
export function quotaTrack(tree: Tree, quota: string, which: 'limits' | 'stats'): StatsTrack | undefined {
  const node = lookup(tree, `${QUOTA_ROOT}${quota}/${which === 'limits' ? LIMITS : STATS}`)
  return node === undefined ? undefined : trackIn(node)
}

/** A limit that a change would go over; `used` is what there would be. A hard limit refuses the change, a soft one only tells. */
export type Excess = {
  readonly quota: string
  readonly what: 'count' | 'bytes'
  readonly isHard: boolean
  readonly used: number
  readonly limit: number
}

/**
 * The limits that a change at `path` would go over (ZooKeeperServer.checkQuota), at most one hard one, the last. Looks at
 * what is applied, not at what is ahead of the tree: a burst may go over. Undefined where a quota's text can't be read.
 */
export function excessesOf(tree: Tree, path: string, bytes: number, count: number): readonly Excess[] | undefined {
  const quota = quotaOf(tree, path)
  const limitsNode = quota === undefined ? undefined : lookup(tree, `${QUOTA_ROOT}${quota}/${LIMITS}`)
  if (quota === undefined || limitsNode === undefined) return []
  const limits = trackIn(limitsNode)
  if (limits === undefined) return undefined
  const wanted = [
    { what: 'count', more: count, hard: limits.get('countHardLimit') ?? -1, soft: limits.get('count') ?? -1 },
    { what: 'bytes', more: bytes, hard: limits.get('byteHardLimit') ?? -1, soft: limits.get('bytes') ?? -1 },
  ] as const
  const checked = wanted.filter(({ more, hard, soft }) => more !== 0 && (hard > -1 || soft > -1))
  const statsNode = lookup(tree, `${QUOTA_ROOT}${quota}/${STATS}`)
  if (checked.length === 0 || statsNode === undefined) return []
  const stats = trackIn(statsNode)
  if (stats === undefined) return undefined
  const excesses: Excess[] = []
  for (const { what, more, hard, soft } of checked) {
    const used = (stats.get(what) ?? -1) + more
    const isHard = hard > -1
    const limit = isHard ? hard : soft
    if (used <= limit) continue
    excesses.push({ quota, what, isHard, used, limit })
    if (isHard) break
  }
  return excesses
}

/** After `path` was created with `bytes` of data. */
export function countCreated(tree: Tree, path: string, bytes: number): void {
  if (nameOf(path) === STATS && path.startsWith(`${QUOTA_ROOT}/`)) countAgain(tree, path)
  countChange(tree, path, bytes, 1)
}
/** After `path` with `bytes` of data was deleted. */
export function countDeleted(tree: Tree, path: string, bytes: number): void {
  countChange(tree, path, -bytes, -1)
}
/** After the data of `path` grew by `bytes`. */
export function countData(tree: Tree, path: string, bytes: number): void {
  countChange(tree, path, bytes, 0)
}

function countChange(tree: Tree, path: string, bytes: number, count: number): void {
  const quota = quotaOf(tree, path)
  if (quota === undefined) return
  const stats = lookup(tree, `${QUOTA_ROOT}${quota}/${STATS}`)
  const track = stats === undefined ? undefined : trackIn(stats)
  if (stats === undefined || track === undefined) return
  const used = new Map(track)
  used.set('count', (track.get('count') ?? -1) + count)
  used.set('bytes', (track.get('bytes') ?? -1) + bytes)
  stats.data = encodeUtf8(formatStatsTrack(used))
}

/** Counts everything below the path whose stats node was made. */
function countAgain(tree: Tree, statsPath: string): void {
  const stats = lookup(tree, statsPath)
  const path = parentOf(statsPath).slice(QUOTA_ROOT.length)
  if (stats === undefined) return
  const used = { count: 0, bytes: 0 }
  countBelow(tree, path, used)
  stats.data = encodeUtf8(formatStatsTrack(new Map(Object.entries(used))))
}

function countBelow(tree: Tree, path: string, used: { count: number; bytes: number }): void {
  const waiting = [path]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const node = lookup(tree, at)
    if (node === undefined) continue
    used.count += 1
    used.bytes += node.data?.length ?? 0
    for (const name of node.children) waiting.push(at === '/' || at === '' ? `/${name}` : `${at}/${name}`)
  }
}

function trackIn(node: Znode): StatsTrack | undefined {
  if (node.data === null) return undefined
  try {
    return parseStatsTrack(decodeUtf8(node.data))
  } catch {
    return undefined
  }
}
