/**
 * Linearizability by search, trusting no zxid: all ways in which what is known of one znode can have come about. Between a
 * request and its answer each operation takes effect at one moment; a configuration is what the znode may be now, together
 * with which operations under way have taken effect already (Wing & Gong 1993; just-in-time, with memory: Lowe 2017).
 *
 * Laws:
 * 1. `call` adds possibilities, `settle` (the answer) keeps those in which the operation has taken effect with that answer.
 * 2. None left: no order explains the answers. An operation whose answer was lost stays open: it may take effect whenever, or
 *    never, until it is retired.
 * 3. Bounded: with more than `max` possibilities the search gives up, and accuses nobody.
 * 4. What was reached stays complete: whatever answers, losses and retirements take away, from what is left no operation
 *    leads further, but those that were called since. So each answer is searched from the new ones on, not from the start.
 */
/** Possibilities at one moment, at most, where nothing else is said. */
export const CONFIGURATIONS_MAX: number = 250

/** What a znode may be: absent, or there in some version; `unknown` before anything is known of it. */
export type State = 'absent' | 'unknown' | number
/** A version of -1 is any. `vanish`: the end of its session, or the container's removal, takes it away. */
export type Operation =
  | { readonly type: 'create' }
  | { readonly type: 'delete'; readonly version: number }
  | { readonly type: 'set'; readonly version: number }
  | { readonly type: 'vanish' }
  | { readonly type: 'check'; readonly version: number }
/** `nothing`: it failed for a reason that says nothing of this znode. `version`: what the answer's Stat has. */
export type Answer =
  | { readonly type: 'ok'; readonly version?: number }
  | { readonly type: 'noNode' | 'nodeExists' | 'badVersion' | 'nothing' }

/** An operation that took effect already, and what it must answer. */
type Effect = { readonly id: number; readonly answer: Answer }
/** `done`: in the order of their ids, each once. `hash`: equal where state and effects are (`hashOf`). */
type Configuration = { readonly state: State; readonly done: readonly Effect[]; readonly hash: number }
export type Search = {
  readonly open: Map<number, Operation>
  /** Those of them that were called since the configurations were complete. */
  readonly fresh: Set<number>
  /** Those that will have no answer. */
  readonly lost: Set<number>
  configurations: Configuration[]
  readonly max: number
  /** Set where there was too much to search. */
  gaveUp: boolean
}

export function createSearch(state: State = 'unknown', max: number = CONFIGURATIONS_MAX): Search {
  const configurations = [{ state, done: [], hash: hashOfState(state) }]
  return { open: new Map(), fresh: new Set(), lost: new Set(), configurations, max, gaveUp: false }
}

export function call(search: Search, id: number, operation: Operation): void {
  if (search.open.get(id) !== operation) search.fresh.add(id)
  search.open.set(id, operation)
}

/** Whether an order is left that explains this answer, too. */
export function settle(search: Search, id: number, answer: Answer): boolean {
  if (!search.open.has(id)) return true
  if (search.gaveUp) return forget(search, id)
  if (answer.type === 'nothing') {
    // It has no effect: as if it was never called, unless it was taken to have one.
    const without = search.configurations.filter((one) => effectOf(one, id)?.answer.type !== 'ok')
    close(search, id)
    return keep(search, without, id)
  }
  const found: Configuration[] = []
  for (const one of reachable(search)) {
    const given = effectOf(one, id)
    if (given !== undefined && isSame(given.answer, answer)) found.push(one)
  }
  close(search, id)
  return search.gaveUp || keep(search, found, id)
}

/** No answer will come: it may take effect at any time from now on, or never. */
export function lose(search: Search, id: number): void {
  if (search.open.has(id)) search.lost.add(id)
}

/** It has taken effect by now, or never will: nothing of it is to come. */
export function retire(search: Search, id: number): void {
  if (!search.open.has(id)) return
  if (search.gaveUp) {
    forget(search, id)
    return
  }
  const reached = reachable(search)
  forget(search, id)
  if (!search.gaveUp) keep(search, reached, id)
}

function forget(search: Search, id: number): true {
  close(search, id)
  search.lost.delete(id)
  return true
}
function close(search: Search, id: number): void {
  search.open.delete(id)
  search.fresh.delete(id)
}

/** Goes on with `configurations`, but for what they say of the operation `id`. */
function keep(search: Search, configurations: readonly Configuration[], id: number): boolean {
  const kept = nothingReached()
  for (const one of configurations) {
    const effect = effectOf(one, id)
    const rest = effect === undefined ? one.done : one.done.filter((other) => other !== effect)
    const hash = effect === undefined ? one.hash : (one.hash - hashOf(effect)) | 0
    if (!isReached(kept, hash, one.state, rest)) reach(kept, { state: one.state, done: rest, hash })
  }
  search.configurations = kept.all
  if (kept.all.length > search.max) search.gaveUp = true
  return kept.all.length > 0
}

/** Everything that may be now: operations under way take effect in any order, or not yet. */
function reachable(search: Search): readonly Configuration[] {
  const { configurations, fresh, open, max } = search
  if (fresh.size === 0) return configurations
  const reached = nothingReached()
  for (const one of configurations) reach(reached, one)
  const { all } = reached
  for (let i = 0; i < all.length; i++) {
    const one = all[i]
    if (one === undefined) continue
    // What was complete leads on by what is new alone (law 4).
    if (i < configurations.length) for (const id of fresh) leadOn(search, reached, one, id)
    else for (const id of open.keys()) leadOn(search, reached, one, id)
    if (all.length > max) {
      search.gaveUp = true
      return []
    }
  }
  fresh.clear()
  return all
}

/** Reaches what comes of `one` when the operation `id` takes effect next. */
function leadOn(search: Search, reached: Reached, one: Configuration, id: number): void {
  const operation = search.open.get(id)
  if (operation === undefined || effectOf(one, id) !== undefined) return
  for (const [state, answer] of outcomes(one.state, operation)) {
    // Without an answer, a failure is as good as never.
    if (answer.type !== 'ok' && search.lost.has(id)) continue
    // A znode can go more than once: it is made anew in between.
    const effect = operation.type === 'vanish' ? undefined : { id, answer }
    const moved = (one.hash - hashOfState(one.state) + hashOfState(state)) | 0
    const hash = effect === undefined ? moved : (moved + hashOf(effect)) | 0
    if (isReached(reached, hash, state, one.done, effect)) continue
    reach(reached, { state, done: effect === undefined ? one.done : having(one.done, effect), hash })
  }
}

/** Configurations, each once; by hash, where the last that has it stands, and for each where the one before it stands. */
type Reached = { readonly all: Configuration[]; readonly last: Map<number, number>; readonly before: number[] }

function nothingReached(): Reached {
  return { all: [], last: new Map(), before: [] }
}
function reach({ all, last, before }: Reached, one: Configuration): void {
  before.push(last.get(one.hash) ?? -1)
  last.set(one.hash, all.length)
  all.push(one)
}
/** Whether it is there already: the state, with `done` and `more`. */
function isReached(reached: Reached, hash: number, state: State, done: readonly Effect[], more?: Effect): boolean {
  const { all, last, before } = reached
  for (let i = last.get(hash) ?? -1; i >= 0; i = before[i] ?? -1) {
    const one = all[i]
    if (one !== undefined && one.state === state && areSame(one.done, done, more)) return true
  }
  return false
}
/** Whether `effects` are those of `done` and `more`. */
function areSame(effects: readonly Effect[], done: readonly Effect[], more: Effect | undefined): boolean {
  if (effects.length !== done.length + (more === undefined ? 0 : 1)) return false
  let at = 0
  for (const effect of effects) {
    if (effect.id === more?.id) {
      if (!isEqual(effect.answer, more.answer)) return false
      continue
    }
    const other = done[at++]
    if (other === undefined) return false
    if (effect !== other && (effect.id !== other.id || !isEqual(effect.answer, other.answer))) return false
  }
  return true
}
function isEqual(a: Answer, b: Answer): boolean {
  if (a.type === 'ok') return b.type === 'ok' && a.version === b.version
  return a.type === b.type
}

function effectOf({ done }: Configuration, id: number): Effect | undefined {
  for (const effect of done) if (effect.id === id) return effect
  return undefined
}
/** `done` and `effect`, in the order of their ids. */
function having(done: readonly Effect[], effect: Effect): readonly Effect[] {
  const all = [...done]
  let at = all.length
  for (; at > 0 && (all[at - 1]?.id ?? effect.id) > effect.id; at--) {
    const above = all[at - 1]
    if (above !== undefined) all[at] = above
  }
  all[at] = effect
  return all
}

/** Numbers that no version shares; what collides all the same is compared. */
const [ABSENT, UNKNOWN] = [-1001, -1002]
const ANSWERS: { readonly [K in Answer['type']]: number } = {
  ok: -1003,
  noNode: -1004,
  nodeExists: -1005,
  badVersion: -1006,
  nothing: -1007,
}
/** The hash of a configuration is the sum of what its state and its effects have: that of the next is not made anew. */
function hashOfState(state: State): number {
  if (typeof state === 'number') return Math.imul(state, 0x27d4eb2f)
  return Math.imul(state === 'absent' ? ABSENT : UNKNOWN, 0x27d4eb2f)
}
function hashOf({ id, answer }: Effect): number {
  const said = answer.type === 'ok' && answer.version !== undefined ? answer.version : ANSWERS[answer.type]
  return Math.imul(Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(said, 0x85ebca6b), 0xc2b2ae35)
}

/** What the operation can do to a znode in this state, and what it answers then. */
export function outcomes(state: State, operation: Operation): readonly (readonly [State, Answer])[] {
  if (state === 'unknown') return unknownOutcomes(operation)
  const isThere = state !== 'absent'
  switch (operation.type) {
    case 'create':
      return isThere ? [[state, { type: 'nodeExists' }]] : [[0, { type: 'ok', version: 0 }]]
    case 'vanish':
      return isThere ? [['absent', { type: 'ok' }]] : []
    default: {
      if (!isThere) return [[state, { type: 'noNode' }]]
      if (operation.version !== -1 && operation.version !== state) return [[state, { type: 'badVersion' }]]
      if (operation.type === 'delete') return [['absent', { type: 'ok' }]]
      if (operation.type === 'check') return [[state, { type: 'ok', version: state }]]
      return [[state + 1, { type: 'ok', version: state + 1 }]]
    }
  }
}

/** Of a znode that nothing is known of each answer is possible, and tells something. */
function unknownOutcomes(operation: Operation): readonly (readonly [State, Answer])[] {
  switch (operation.type) {
    case 'create':
      return [
        [0, { type: 'ok', version: 0 }],
        ['unknown', { type: 'nodeExists' }],
      ]
    case 'vanish':
      return [['absent', { type: 'ok' }]]
    default: {
      const { version, type } = operation
      const after: State =
        type === 'delete' ? 'absent' : version === -1 ? 'unknown' : version + (type === 'set' ? 1 : 0)
      const bad: readonly (readonly [State, Answer])[] = version === -1 ? [] : [['unknown', { type: 'badVersion' }]]
      return [[after, { type: 'ok' }], ['absent', { type: 'noNode' }], ...bad]
    }
  }
}

function isSame(given: Answer, answer: Answer): boolean {
  if (given.type !== answer.type) return false
  if (given.type !== 'ok' || answer.type !== 'ok') return true
  return given.version === undefined || answer.version === undefined || given.version === answer.version
}
