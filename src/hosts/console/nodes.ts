/** zkCli's commands on znodes: create, get, set, stat, delete, deleteall, ls, and the counts and lists beside them. */

import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { joinPath } from '../../ground/data/path.ts'
import { type CreateMode, isSequential } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { aclOf, intOf, keeperMessage, longOf, pathRefusal, refused, statLines } from './format.ts'
import type { Given } from './options.ts'
import { ask, complain, type Ending, type Failure, mistake, say, type Talk } from './speech.ts'

/** EphemeralType.TTL.maxValue. */
const TTL_MS_MAX = 2 ** 40 - 1
const BATCH = 1000

/** The argument at `index` as text; empty where there is none (the caller has counted). */
export function textAt({ args }: Given, index: number): string {
  return args[index]?.text ?? ''
}
/** Why the path at `index` is not even sent, with its place. */
export function pathMistake(given: Given, index: number): Failure | undefined {
  const argument = given.args[index]
  const refusal = argument === undefined ? undefined : pathRefusal(argument.text)
  return refusal === undefined ? undefined : mistake(refusal, argument?.at)
}
/** The version of `-v`, -1 without it. */
export function versionOf({ options }: Given): number | undefined {
  const text = options.get('v')
  return text === undefined ? -1 : intOf(text)
}
export function noInteger(text: string): Failure {
  return mistake(`For input string: "${text}"`)
}

/** `[-s] [-e] [-c] [-t ttl] path [data] [acl]` */
export function* create(given: Given): Talk<Ending> {
  const mode = modeOf(given)
  if (typeof mode !== 'string') return mode
  const path = textAt(given, 1)
  const data = given.args[2] === undefined ? null : encodeText(textAt(given, 2))
  const { acl, complaints } = given.args[3] === undefined ? { acl: OPEN_ACL, complaints: [] } : aclOf(textAt(given, 3))
  for (const complaint of complaints) yield* complain(complaint)
  const refusal = pathRefusal(isSequential(mode) ? `${path}1` : path)
  if (refusal !== undefined) return mistake(refusal, given.args[1]?.at)
  const ttl = given.options.get('t')
  const known = ttl === undefined ? {} : { ttl: Number(ttl) }
  const outcome = yield* ask({ type: 'create', path, data, mode, acl, ...known })
  if (outcome.ok) {
    yield* complain(`Created ${outcome.path ?? path}`)
    return undefined
  }
  // An ACL without entries is refused by the client itself, which names no path.
  const named = outcome.error === 'invalidACL' && acl.length === 0 ? undefined : path
  if (outcome.error === 'invalidACL') yield* complain(keeperMessage(outcome.error, named))
  if (outcome.error === 'ephemeralOnLocalSession') yield* complain('Unable to create ephemeral node on a local session')
  return refused(outcome.error, named)
}

function modeOf({ options }: Given): CreateMode | Failure {
  const [e, s, c, t] = [options.has('e'), options.has('s'), options.has('c'), options.get('t')]
  if (c && (e || s))
    return mistake('-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.')
  const ttl = t === undefined ? undefined : longOf(t)
  if (t !== undefined && ttl === undefined) return mistake('-t argument must be a long value')
  if (ttl !== undefined && e) return mistake('TTLs cannot be used with Ephemeral znodes')
  if (ttl !== undefined && c) return mistake('TTLs cannot be used with Container znodes')
  if (ttl !== undefined && (ttl <= 0 || ttl > TTL_MS_MAX))
    return mistake(`ttl must be positive and cannot be larger than: ${TTL_MS_MAX}`)
  if (e) return s ? 'ephemeralSequential' : 'ephemeral'
  if (c) return 'container'
  if (ttl !== undefined) return s ? 'persistentSequentialWithTtl' : 'persistentWithTtl'
  return s ? 'persistentSequential' : 'persistent'
}

/** `[-s] [-w] path` */
export function* get(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'getData', path, watch: given.options.has('w') })
  if (!outcome.ok) return refused(outcome.error, path)
  yield* say(outcome.data === null || outcome.data === undefined ? 'null' : decodeUtf8(outcome.data))
  if (given.options.has('s') && outcome.stat !== undefined) yield* say(...statLines(outcome.stat))
  return undefined
}

/** `[-s] [-v version] path data` */
export function* set(given: Given): Talk<Ending> {
  const version = versionOf(given)
  if (version === undefined) return noInteger(given.options.get('v') ?? '')
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'setData', path, data: encodeText(textAt(given, 2)), version })
  if (!outcome.ok) return refused(outcome.error, path)
  if (given.options.has('s') && outcome.stat !== undefined) yield* say(...statLines(outcome.stat))
  return undefined
}

/** `[-w] path` */
export function* stat(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'exists', path, watch: given.options.has('w') })
  if (!outcome.ok) return refused(outcome.error, path)
  if (outcome.stat !== undefined) yield* say(...statLines(outcome.stat))
  return undefined
}

/** `[-v version] path` */
export function* remove(given: Given): Talk<Ending> {
  const version = versionOf(given)
  if (version === undefined) return noInteger(given.options.get('v') ?? '')
  if (given.args.length > 2)
    yield* complain("'delete path [version]' has been deprecated. Please use 'delete [-v version] path' instead.")
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'delete', path, version })
  return outcome.ok ? undefined : refused(outcome.error, path)
}

/** `path [-b batch size]`: the whole subtree, leaves first, in multis of the batch's size (ZKUtil.deleteRecursive). */
export function* deleteAll(given: Given): Talk<Ending> {
  const asked = given.options.get('b')
  const batch = asked === undefined ? BATCH : intOf(asked)
  if (batch === undefined || batch < 1) return mistake('-b argument must be an int value')
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const paths = [textAt(given, 1)]
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i] ?? ''
    const outcome = yield* ask({ type: 'getChildren', path, watch: false })
    if (!outcome.ok) return refused(outcome.error, path)
    for (const name of outcome.children ?? []) paths.push(joinPath(path, name))
  }
  for (let end = paths.length; end > 0; end -= batch) {
    const chunk = paths.slice(Math.max(0, end - batch), end).reverse()
    const outcome = yield* ask({ type: 'multi', ops: chunk.map((path) => ({ type: 'delete', path, version: -1 })) })
    if (outcome.ok) continue
    yield* complain('Failed to delete some node(s) in the subtree!')
    return undefined
  }
  return undefined
}

/** `[-s] [-w] [-R] path` */
export function* ls(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const [watch, withStat] = [given.options.has('w'), given.options.has('s')]
  if (given.options.has('R')) return yield* visit(path, watch, (each) => say(each))
  const outcome = yield* ask({ type: 'getChildren', path, watch, stat: withStat })
  if (!outcome.ok) return refused(outcome.error, path)
  yield* say(`[${[...(outcome.children ?? [])].sort(byUnit).join(', ')}]`)
  if (withStat && outcome.stat !== undefined) yield* say(...statLines(outcome.stat))
  return undefined
}

/** ZKUtil.visitSubTreeDFS: a znode, then its children, then what is below each; what goes meanwhile is passed over. */
export function* visit(path: string, watch: boolean, each: (path: string) => Talk<void>): Talk<Ending> {
  const outcome = yield* ask({ type: 'getData', path, watch })
  if (!outcome.ok) return refused(outcome.error, path)
  yield* each(path)
  return yield* visitBelow(path, watch, each)
}
function* visitBelow(path: string, watch: boolean, each: (path: string) => Talk<void>): Talk<Ending> {
  const outcome = yield* ask({ type: 'getChildren', path, watch })
  if (!outcome.ok) return outcome.error === 'noNode' ? undefined : refused(outcome.error, path)
  const names = [...(outcome.children ?? [])].sort(byUnit)
  for (const name of names) yield* each(joinPath(path, name))
  for (const name of names) {
    const problem = yield* visitBelow(joinPath(path, name), watch, each)
    if (problem !== undefined) return problem
  }
  return undefined
}
/** Java's order of strings. */
export function byUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `path` */
export function* getAllChildrenNumber(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'getAllChildrenNumber', path })
  if (!outcome.ok) return refused(outcome.error, path)
  yield* say(String(outcome.count ?? 0))
  return undefined
}

/** `path`: the session's own ephemerals below it, all without it. */
export function* getEphemerals(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const prefix = given.args[1]?.text ?? '/'
  const outcome = yield* ask({ type: 'getEphemerals', prefix })
  if (!outcome.ok) return refused(outcome.error, prefix)
  yield* say(`[${(outcome.ephemerals ?? []).join(', ')}]`)
  return undefined
}

/** `path` */
export function* sync(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const outcome = yield* ask({ type: 'sync', path: textAt(given, 1) })
  if (!outcome.ok) return refused(outcome.error, textAt(given, 1))
  yield* say('Sync is OK')
  return undefined
}
