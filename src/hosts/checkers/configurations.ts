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

/** `done`: what each operation that took effect already must answer. */
type Configuration = { readonly state: State; readonly done: ReadonlyMap<number, Answer> }
export type Search = {
  readonly open: Map<number, Operation>
  /** Those that will have no answer. */
  readonly lost: Set<number>
  configurations: Configuration[]
  readonly max: number
  /** Set where there was too much to search. */
  gaveUp: boolean
}

export function createSearch(state: State = 'unknown', max: number = CONFIGURATIONS_MAX): Search {
  return { open: new Map(), lost: new Set(), configurations: [{ state, done: new Map() }], max, gaveUp: false }
}

export function call(search: Search, id: number, operation: Operation): void {
  search.open.set(id, operation)
}

/** Whether an order is left that explains this answer, too. */
export function settle(search: Search, id: number, answer: Answer): boolean {
  if (!search.open.has(id)) return true
  if (search.gaveUp) return forget(search, id)
  if (answer.type === 'nothing') {
    // It has no effect: as if it was never called, unless it was taken to have one.
    const without = search.configurations.filter(({ done }) => !done.has(id) || done.get(id)?.type !== 'ok')
    search.open.delete(id)
    return keep(
      search,
      without.map((one) => omit(one, id)),
    )
  }
  const found: Configuration[] = []
  for (const one of reachable(search)) {
    const given = one.done.get(id)
    if (given !== undefined && isSame(given, answer)) found.push(omit(one, id))
  }
  search.open.delete(id)
  return search.gaveUp || keep(search, found)
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
  search.open.delete(id)
  search.lost.delete(id)
  if (!search.gaveUp)
    keep(
      search,
      reached.map((one) => omit(one, id)),
    )
}

function forget(search: Search, id: number): true {
  search.open.delete(id)
  search.lost.delete(id)
  return true
}

function keep(search: Search, configurations: readonly Configuration[]): boolean {
  search.configurations = distinct(configurations)
  if (search.configurations.length > search.max) search.gaveUp = true
  return search.configurations.length > 0
}

/** Everything that may be now: operations under way take effect in any order, or not yet. */
function reachable(search: Search): readonly Configuration[] {
  const seen = new Map<string, Configuration>()
  const todo = [...search.configurations]
  for (const one of todo) {
    const key = keyOf(one)
    if (seen.has(key)) continue
    seen.set(key, one)
    if (seen.size > search.max) {
      search.gaveUp = true
      return []
    }
    for (const [id, operation] of search.open) {
      if (one.done.has(id)) continue
      for (const [state, answer] of outcomes(one.state, operation)) {
        // Without an answer, a failure is as good as never.
        if (answer.type !== 'ok' && search.lost.has(id)) continue
        // A znode can go more than once: it is made anew in between.
        const done = operation.type === 'vanish' ? one.done : new Map([...one.done, [id, answer]])
        todo.push({ state, done })
      }
    }
  }
  return [...seen.values()]
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
function omit({ state, done }: Configuration, id: number): Configuration {
  if (!done.has(id)) return { state, done }
  const left = new Map(done)
  left.delete(id)
  return { state, done: left }
}
function keyOf({ state, done }: Configuration): string {
  const parts = [...done].map(([id, answer]) => `${id}:${answer.type}${answer.type === 'ok' ? answer.version : ''}`)
  return `${state}|${parts.sort().join()}`
}
function distinct(configurations: readonly Configuration[]): Configuration[] {
  return [...new Map(configurations.map((one) => [keyOf(one), one])).values()]
}
