/**
 * What a checker is: an invariant that reads happenings and nothing else, so that it holds in tests, live on the screen and
 * over a recorded trace alike.
 *
 * Laws:
 * 1. State is plain data and bounded: what is old is forgotten, and what is unknown is never held against anybody.
 * 2. A checker promises what ZooKeeper promises and no more. A wiped disk voids what its server had promised with others:
 *    from there on the checkers learn anew.
 * 3. `count` says how often the rule was put to the test: at 0 a clean record means nothing.
 */
import type { NodeName } from '../../ground/ids.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import type { Happening, HostEvent } from '../engine.ts'

export type CheckerName =
  | 'leaders'
  | 'promises'
  | 'durability'
  | 'agreement'
  | 'digests'
  | 'primaryOrder'
  | 'sessionOrder'
  | 'watches'
  | 'hearing'
  | 'ephemerals'
  | 'expiry'
  | 'sequence'
  | 'ownWrites'
  | 'realTime'
  | 'writes'
  | 'reads'
  | 'syncs'
  | 'search'
  | 'recipes'
  | 'liveness'
  | 'crashes'

/** A rule that was broken: `reason` is one sentence for people, with the facts; `happening` is where it showed. */
export type Violation = { readonly checker: CheckerName; readonly reason: string; readonly happening: Happening }

/** Every state counts how often its rule was exercised, and how often it saw what looks wrong and is allowed. */
export type Counted = {
  count: number
  /** Amber: what ZooKeeper does not promise was seen to happen. `reason` says what, of the last time. */
  allowed?: { count: number; reason: string; happening: Happening }
}

/**
 * A family of checks. `title` names a lamp, `doc` says in one line what is promised. `observe` changes `state` only. `miss`
 * is told when lines of a node are lost: what was known of it from its own lines is void until it starts anew.
 */
export type Family<S extends Counted> = {
  readonly title: string
  readonly doc: string
  readonly create: () => S
  readonly observe: (state: S, happening: Happening) => Violation | undefined
  readonly miss?: (state: S, node: NodeName) => void
}

/** An event of one type, of a node or of the host. */
export type Of<K extends (TraceEvent | HostEvent)['type']> = Extract<TraceEvent | HostEvent, { type: K }>

/**
 * By so many entries a table may outgrow its bound before the oldest are forgotten, all at once: to find the oldest, an
 * engine walks over the places of all that were forgotten before.
 */
export const SLACK: number = 256
/** Entries that a bounded table keeps. */
export const REMEMBERED_MAX: number = 10_000

/** Puts `key` in as the newest entry and forgets the oldest where there are more than `max`. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, max: number = REMEMBERED_MAX): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > max + SLACK) forgetOldest(map, max)
}
function forgetOldest<K, V>(map: Map<K, V>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return
    map.delete(oldest)
  }
}

/** The value of `key`, made and put in where there is none. */
export function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  remember(map, key, made)
  return made
}

/** A violation, where there is a reason for one. */
export function judged(checker: CheckerName, happening: Happening, reason: string | undefined): Violation | undefined {
  return reason === undefined ? undefined : { checker, reason, happening }
}

/** Notes that something was seen which may surprise, and which ZooKeeper allows. */
export function allow(state: Counted, happening: Happening, reason: string): void {
  state.allowed = { count: (state.allowed?.count ?? 0) + 1, reason, happening }
}

/** Whether a disk was wiped: what its server knew and promised with others is gone, with its owner's consent. */
export function isWipe(event: Happening['event']): boolean {
  return event.type === 'diskFate' && event.fate === 'wipe' && event.othersHoldAll !== true
}

/** Whether a disk was wiped or damaged while all others held everything: its server begins anew, and nothing else is void. */
export function isFreshStart(event: Happening['event']): boolean {
  return event.type === 'diskFate' && event.othersHoldAll === true
}

/** Whether a server was reconfigured out: its disk is gone, and if its number is given again it is somebody else. */
export function hasLeft(event: Happening['event']): boolean {
  return event.type === 'nodeEnded' && event.how === 'left'
}

/** Whether another ensemble begins: everything that is known is of the old one. */
export function isNewEnsemble({ node, event }: Happening): boolean {
  if (event.type === 'nodeEnded') return event.how === 'removed' && isServer(node)
  return event.type === 'commandTaken' && event.command.type === 'newEnsemble'
}

export function isServer(node: NodeName): boolean {
  return node.startsWith('s')
}

/** What a transaction does, part by part. A multi with an error part failed: nothing of it happened (DataTree.processTxn). */
export function partsOf(txn: Txn): readonly Txn[] {
  if (txn.type !== 'multi') return [txn]
  return txn.txns.some((part) => part.type === 'error') ? [] : txn.txns
}
