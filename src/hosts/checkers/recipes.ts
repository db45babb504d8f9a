/**
 * What recipes promise, judged by znodes: a lock, a writer's turn or an election is held by one at a time, an item of a
 * queue is taken once. Who holds is who owns the first znode of the line. A holder that is paused, or cut off, may go on
 * believing after its session is gone: no lock of this kind can forbid it (the fencing token is for that), so it is noted.
 */
import { formatSessionId, maxZxid, type NodeName, type SessionId, ZXID_NONE, type Zxid } from '../../ground/ids.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { RecipeName } from '../../protocol/recipes/seam.ts'
import type { Happening } from '../engine.ts'
import { allow, type Counted, isWipe, judged, type Of, partsOf, remember, type Violation } from './checker.ts'

/** `node`: the znode that stands for the hold. `session`: whose it is. */
type Hold = {
  readonly client: NodeName
  readonly session: SessionId | undefined
  readonly node: string
  readonly isAlone: boolean
  /** What became of the znode since: no bound on what else is remembered makes it forgotten. */
  gone: Gone | undefined
}
/**
 * A deletion gives a lock back, the end of a session takes it away. `untold`: servers that started again, or took a whole
 * tree, have transactions that nobody told of applying; a deletion may be among them.
 */
type Gone = 'deleted' | 'ended' | 'untold'
export type RecipesState = Counted & {
  readonly sessions: Map<NodeName, SessionId>
  /** Who believes to hold what, by recipe family and path. */
  readonly holds: Map<string, Hold[]>
  /** Znodes that went before anybody told that they hold by them, and how. */
  readonly gone: Map<string, Gone>
  readonly taken: Map<string, NodeName>
  /** The newest transaction that any server has. */
  newest: Zxid
}

/** Recipes of one kind exclude each other on one path; readers only exclude writers. */
const KINDS: { readonly [K in RecipeName]?: 'lock' | 'shared' | 'election' } = {
  lock: 'lock',
  readLock: 'shared',
  writeLock: 'shared',
  election: 'election',
}

export function createRecipes(): RecipesState {
  return { count: 0, sessions: new Map(), holds: new Map(), gone: new Map(), taken: new Map(), newest: ZXID_NONE }
}

export function observeRecipes(state: RecipesState, happening: Happening): Violation | undefined {
  return judged('recipes', happening, rule(state, happening))
}

export function missRecipes(state: RecipesState, node: NodeName): void {
  forgetClient(state, node)
}

function rule(state: RecipesState, happening: Happening): string | undefined {
  const { node, event } = happening
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) Object.assign(state, { ...createRecipes(), count: state.count, allowed: state.allowed })
      return undefined
    case 'connected':
      remember(state.sessions, node, event.session)
      return undefined
    case 'nodeEnded':
    case 'nodeStarted':
    case 'expired':
      forgetClient(state, node)
      return undefined
    case 'booted':
      return onLeap(state, event.lastZxid)
    case 'reloaded':
      return onLeap(state, event.zxid)
    case 'applied':
      state.newest = maxZxid(state.newest, event.header.zxid)
      if (event.txn.type === 'multi') for (const part of partsOf(event.txn)) onPart(state, part)
      else onPart(state, event.txn)
      return undefined
    case 'recipe':
      return onRecipe(state, happening, event)
    case 'recipeDid':
      return event.deed.type === 'itemTaken' ? onTaken(state, node, event.deed.node) : undefined
    default:
      return undefined
  }
}

/** A server has a history up to `zxid` without having told of its end. */
function onLeap(state: RecipesState, zxid: Zxid): undefined {
  if (zxid <= state.newest) return
  state.newest = zxid
  for (const held of state.holds.values()) for (const hold of held) hold.gone ??= 'untold'
}

function onPart(state: RecipesState, part: Txn): void {
  if (part.type === 'delete') forgetNode(state, part.path, 'deleted')
  if (part.type === 'closeSession') for (const path of part.paths) forgetNode(state, path, 'ended')
}

function forgetNode(state: RecipesState, path: string, how: Gone): void {
  // Each server tells of it: the first time counts.
  if (state.gone.get(path) !== how) remember(state.gone, path, how)
  if (state.holds.size === 0) return
  for (const held of state.holds.values()) for (const hold of held) if (hold.node === path) hold.gone = how
}

function forgetClient({ holds }: RecipesState, client: NodeName): void {
  for (const [key, held] of holds) {
    const left = held.filter((hold) => hold.client !== client)
    if (left.length === 0) holds.delete(key)
    else if (left.length < held.length) holds.set(key, left)
  }
}

function onRecipe(state: RecipesState, happening: Happening, event: Of<'recipe'>): string | undefined {
  const kind = KINDS[event.recipe]
  const { node: client } = happening
  if (kind === undefined) return undefined
  const key = `${kind} ${event.path}`
  const others = (state.holds.get(key) ?? []).filter((hold) => hold.client !== client || hold.node !== event.node)
  if (event.state !== 'holding' || event.node === undefined) {
    if (event.state !== 'waiting' && event.state !== 'joining') remember(state.holds, key, others)
    return undefined
  }
  state.count += 1
  const isAlone = event.recipe !== 'readLock'
  const { node } = event
  const session = state.sessions.get(client)
  remember(state.holds, key, [...others, { client, session, node, isAlone, gone: state.gone.get(node) }])
  for (const other of others) {
    if ((!isAlone && !other.isAlone) || other.gone === 'deleted' || other.gone === 'untold') continue
    const what = `${client} holds ${event.path} by ${node} while ${other.client} holds it by ${other.node}`
    if (other.gone === undefined) return what
    const whose = other.session === undefined ? '' : ` (session ${formatSessionId(other.session)})`
    allow(state, happening, `${what}, which is gone${whose}: ${other.client} does not know yet`)
  }
  return undefined
}

function onTaken(state: RecipesState, client: NodeName, item: string): string | undefined {
  state.count += 1
  const before = state.taken.get(item)
  if (before !== undefined) return `${client} takes ${item}, which ${before} has taken`
  remember(state.taken, item, client)
  return undefined
}
