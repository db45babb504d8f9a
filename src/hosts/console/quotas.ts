/**
 * zkCli's setquota, listquota, delquota: a quota is two znodes under /zookeeper/quota that any client may write, so these
 * are conversations of many operations (SetQuotaCommand, ListQuotaCommand, DelQuotaCommand).
 */
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { formatStatsTrack, parseStatsTrack, type StatsTrack } from '../../ground/data/quota.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { intOf, longOf, refused } from './format.ts'
import { pathMistake, textAt } from './nodes.ts'
import type { Given } from './options.ts'
import { ask, complain, type Ending, mistake, say, type Talk } from './speech.ts'

const ROOT = '/zookeeper/quota'
const LIMITS = 'zookeeper_limits'
const STATS = 'zookeeper_stats'
const NAMES = { n: 'count', b: 'bytes', N: 'countHardLimit', B: 'byteHardLimit' } as const
type Letter = keyof typeof NAMES
const LETTERS: readonly Letter[] = ['n', 'b', 'N', 'B']

/** What a step gave: its value, or why the command ends here. */
type Step<T> = { readonly value: T } | { readonly ending: { readonly text: string; readonly error?: KeeperErrorName } }

/** `-n|-b|-N|-B val path` */
export function* setQuota(given: Given): Talk<Ending> {
  const path = textAt(given, 1)
  if (path.startsWith(ROOT)) return mistake(`cannot set a quota under the path: ${ROOT}`, given.args[1]?.at)
  const letter = LETTERS.find((one) => given.options.has(one)) ?? 'n'
  const text = given.options.get(letter) ?? ''
  const isCount = letter === 'n' || letter === 'N'
  const limit = isCount ? intOf(text) : longOf(text)
  if (limit === undefined) return mistake('NumberFormatException happens when parsing the option value')
  if (isCount && limit <= 0) return mistake('the num quota must be greater than zero')
  if (limit < 0) return mistake('the bytes quota must be greater than or equal to zero')
  return pathMistake(given, 1) ?? (yield* putQuota(path, NAMES[letter], limit))
}

function* putQuota(path: string, name: string, limit: number): Talk<Ending> {
  const there = yield* ask({ type: 'exists', path, watch: false })
  if (!there.ok) return there.error === 'noNode' ? mistake(`${path} does not exist.`) : refused(there.error, path)
  const other = (yield* quotaBelow(path)) ?? (yield* quotaAbove(path))
  if (other !== undefined) return other
  const parts = path.split('/').slice(1)
  for (let i = 1; i <= parts.length; i++) {
    const problem = yield* ensure(`${ROOT}/${parts.slice(0, i).join('/')}`, null)
    if (problem !== undefined) return problem
  }
  const [limits, stats] = [`${ROOT}${path}/${LIMITS}`, `${ROOT}${path}/${STATS}`]
  const known = yield* ask({ type: 'exists', path: limits, watch: false })
  if (!known.ok) return yield* firstQuota(limits, stats, name, limit)
  const before = yield* trackAt(limits)
  if ('ending' in before) return before.ending
  const used = yield* trackAt(stats)
  if ('ending' in used) return used.ending
  const track = new Map(before.value).set(name, limit)
  yield* warn(track, used.value)
  const done = yield* ask({ type: 'setData', path: limits, data: encodeText(formatStatsTrack(track)), version: -1 })
  return done.ok ? undefined : refused(done.error, limits)
}

function* firstQuota(limits: string, stats: string, name: string, limit: number): Talk<Ending> {
  const none = Object.values(NAMES).map((each): [string, number] => [each, -1])
  const track = new Map([...none, [name, limit]])
  const problem = (yield* ensure(limits, formatStatsTrack(track))) ?? (yield* ensure(stats, 'count=0,bytes=0'))
  if (problem !== undefined) return problem
  const used = yield* trackAt(stats)
  if ('ending' in used) return used.ending
  yield* warn(track, used.value)
  return undefined
}

function* warn(track: StatsTrack, used: StatsTrack): Talk<void> {
  const rows = [
    ['count', 'count', 'countHardLimit'],
    ['bytes', 'bytes', 'byteHardLimit'],
  ] as const
  for (const [word, soft, hard] of rows) {
    const now = used.get(word) ?? -1
    const isLess = [track.get(soft) ?? -1, track.get(hard) ?? -1].some((limit) => limit > -1 && limit < now)
    if (isLess) yield* say(`[Warning]: the ${word} quota you create is less than the existing ${word}:${now}`)
  }
}

/** Why a path below `path` stands in the way: it has a quota already. */
function* quotaBelow(path: string): Talk<Ending> {
  const waiting = [`${ROOT}${path}`]
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const outcome = yield* ask({ type: 'getChildren', path: at, watch: false })
    if (!outcome.ok) continue
    const names = outcome.children ?? []
    if (at !== `${ROOT}${path}` && names.includes(LIMITS))
      return mistake(`${path} has a child ${at.slice(ROOT.length)} which has a quota`)
    for (const name of names) waiting.push(`${at}/${name}`)
  }
  return undefined
}
function* quotaAbove(path: string): Talk<Ending> {
  const parts = path.split('/').slice(1)
  for (let i = 1; i < parts.length; i++) {
    const above = `/${parts.slice(0, i).join('/')}`
    const outcome = yield* ask({ type: 'getChildren', path: `${ROOT}${above}`, watch: false })
    if (!outcome.ok) return outcome.error === 'noNode' ? undefined : refused(outcome.error, `${ROOT}${above}`)
    if (outcome.children?.includes(LIMITS) === true) return mistake(`${path} has a parent ${above} which has a quota`)
  }
  return undefined
}

/** Creates a znode unless it is there. */
function* ensure(path: string, text: string | null): Talk<Ending> {
  const there = yield* ask({ type: 'exists', path, watch: false })
  if (there.ok) return undefined
  const data = text === null ? null : encodeText(text)
  const made = yield* ask({ type: 'create', path, data, mode: 'persistent', acl: OPEN_ACL })
  return made.ok || made.error === 'nodeExists' ? undefined : refused(made.error, path)
}
function* trackAt(path: string): Talk<Step<StatsTrack>> {
  const outcome = yield* ask({ type: 'getData', path, watch: false })
  if (!outcome.ok) return { ending: refused(outcome.error, path) }
  const track = parseStatsTrack(decodeUtf8(outcome.data ?? new Uint8Array()))
  return track === undefined ? { ending: mistake(`${path} does not hold numbers`) } : { value: track }
}

/** `path` */
export function* listQuota(given: Given): Talk<Ending> {
  const path = textAt(given, 1)
  yield* complain(`absolute path is ${ROOT}${path}/${LIMITS}`)
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  for (const [word, name] of [
    ['quota', LIMITS],
    ['stat', STATS],
  ]) {
    const track = yield* trackAt(`${ROOT}${path}/${name}`)
    if ('ending' in track)
      return track.ending.error === 'noNode' ? mistake(`quota for ${path} does not exist.`) : track.ending
    yield* say(`Output ${word} for ${path} ${formatStatsTrack(track.value)}`)
  }
  return undefined
}

/** `[-n|-b|-N|-B] path`: one limit, or the whole quota and what stood for it alone. */
export function* delQuota(given: Given): Talk<Ending> {
  const path = textAt(given, 1)
  const limits = `${ROOT}${path}/${LIMITS}`
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const known = yield* ask({ type: 'exists', path: limits, watch: false })
  if (!known.ok) {
    if (known.error !== 'noNode') return refused(known.error, limits)
    yield* say(`Quota does not exist for ${path}`)
    return undefined
  }
  const letter = LETTERS.find((one) => given.options.has(one))
  if (letter === undefined) return yield* trim(`${ROOT}${path}`)
  const track = yield* trackAt(limits)
  if ('ending' in track) return track.ending
  const data = encodeText(formatStatsTrack(new Map(track.value).set(NAMES[letter], -1)))
  const done = yield* ask({ type: 'setData', path: limits, data, version: -1 })
  return done.ok ? undefined : refused(done.error, limits)
}

/** Deletes the children of `top`, then upwards every folder that is empty. */
function* trim(top: string): Talk<Ending> {
  const outcome = yield* ask({ type: 'getChildren', path: top, watch: false })
  if (!outcome.ok) return refused(outcome.error, top)
  for (const name of outcome.children ?? []) {
    const done = yield* ask({ type: 'delete', path: `${top}/${name}`, version: -1 })
    if (!done.ok) return refused(done.error, `${top}/${name}`)
  }
  for (let at = top; at !== ROOT; at = at.slice(0, at.lastIndexOf('/'))) {
    const left = yield* ask({ type: 'getChildren', path: at, watch: false })
    if (!left.ok) return refused(left.error, at)
    if ((left.children ?? []).length > 0) return undefined
    const done = yield* ask({ type: 'delete', path: at, version: -1 })
    if (!done.ok) return refused(done.error, at)
  }
  return undefined
}
