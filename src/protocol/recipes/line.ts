/**
 * Everything that is a line of ephemeral sequential znodes: the exclusive lock, the read/write lock, the election. Who is
 * before me and in my way? Nobody: I hold. Somebody: I watch that one znode, so that nobody is woken in vain, and whoever
 * dies leaves the line by itself. (The `herd` lock watches the whole line instead, to show what that costs.)
 *
 * Names: `<prefix><guid>-<sequence>` of our own lock (`id_a1f3-0000000007`), `<guid>-read-…`, `<guid>-write-…`,
 * `<guid>-n_…` as ZooKeeper's recipes have them; `_c_<uuid>-lock-…`, `-latch-…`, `-__READ__…`, `-__WRIT__…` as Curator
 * names them; `<hex>__lock__…`, `__rlock__…` as kazoo does. Order is the sequence's alone (sequence.ts).
 *
 * The fence is the zxid that created our znode: it grows with every holder, and what the lock protects can refuse an older
 * one. A holder that sleeps beyond its session's timeout is no holder any more and does not know it (08 §7).
 */
import { unreachable } from '../../ground/base/assert.ts'
import { joinPath, nameOf } from '../../ground/data/path.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import { fail, hold, type Machine, ownerData, PLAIN, tell, vanish } from './acts.ts'
import type { LineLayout } from './seam.ts'
import { lineOf } from './sequence.ts'
import type { Plan, Recipe, RecipeEffect, Runs } from './state.ts'

export const line: Machine<'line'> = {
  ...PLAIN,
  plan,
  question,
  onAnswer,
  onWatch: (recipe, _event, path) => {
    const { stage } = recipe
    if (stage.type !== 'waiting') return
    if (path === watchedPath(recipe, stage.behind)) recipe.stage = { type: 'listing' }
  },
}

type LineName = Runs['line']['recipe']
/** What stands between the id and the digits in the names of other libraries' recipes. */
const FOREIGN: { readonly [L in Exclude<LineLayout, 'own'>]: { readonly [N in LineName]: string } } = {
  // InterProcessMutex, InterProcessReadWriteLock, LeaderLatch.
  curator: { lock: '-lock-', readLock: '-__READ__', writeLock: '-__WRIT__', election: '-latch-' },
  // Lock, ReadLock, WriteLock; Election is a Lock.
  kazoo: { lock: '__lock__', readLock: '__rlock__', writeLock: '__lock__', election: '__lock__' },
}
/** Names that only read: they are in nobody's way but a writer's. */
const READER = /(?:-read-|__READ__|__rlock__)-?\d{10}$/

/** How the names of this recipe's znodes begin. Four digits of the guid do for people; whose it is, its owner tells. */
export function nameStartOf({ run, guid }: Pick<Recipe<'line'>, 'run' | 'guid'>): string {
  const layout = run.layout ?? 'own'
  if (layout === 'kazoo') return `${guid}${guid}${FOREIGN.kazoo[run.recipe]}`
  if (layout === 'curator') return `_c_${uuidOf(guid)}${FOREIGN.curator[run.recipe]}`
  const short = guid.slice(0, 4)
  switch (run.recipe) {
    case 'lock':
      return `${run.prefix}${short}-`
    case 'readLock':
      return `${short}-read-`
    case 'writeLock':
      return `${short}-write-`
    case 'election':
      return `${short}-n_`
    default:
      return unreachable(run)
  }
}

/** Sixteen hex digits, twice, as a UUID is written. */
function uuidOf(guid: string): string {
  const hex = `${guid}${guid}`
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function plan(recipe: Recipe<'line'>): Plan {
  return {
    parent: recipe.run.path,
    name: nameStartOf(recipe),
    sequential: true,
    place: 'container',
    data: ownerData(recipe),
  }
}

/** Whom `mine` waits behind in this line of names, or undefined where nobody is in its way. */
export function blockerOf(names: readonly string[], mine: string, isReader: boolean): string | undefined {
  const before = names.slice(0, names.indexOf(mine))
  return isReader ? before.findLast((name) => !READER.test(name)) : before.at(-1)
}

function isHerd({ run }: Recipe<'line'>): boolean {
  return run.recipe === 'lock' && run.herd === true
}
function watchedPath(recipe: Recipe<'line'>, behind: string): string {
  return isHerd(recipe) ? recipe.run.path : joinPath(recipe.run.path, behind)
}

function question(recipe: Recipe<'line'>): ClientOp | undefined {
  const { path } = recipe.run
  const { stage } = recipe
  switch (stage.type) {
    case 'listing':
      return { type: 'getChildren', path, watch: isHerd(recipe) }
    case 'checking':
      return { type: 'exists', path: joinPath(path, stage.behind), watch: true }
    case 'waiting':
    case 'holding':
      return undefined
    default:
      return unreachable(stage)
  }
}

function onAnswer(recipe: Recipe<'line'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  const { stage } = recipe
  if (stage.type === 'listing') return onListed(recipe, outcome, out)
  if (stage.type !== 'checking') return
  if (outcome.ok) return wait(recipe, stage.behind, out)
  if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
  // It left between the list and the watch.
  recipe.stage = { type: 'listing' }
}

function onListed(recipe: Recipe<'line'>, outcome: OpOutcome, out: RecipeEffect[]): void {
  if (!outcome.ok && outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
  const names = outcome.ok ? lineOf(outcome.children ?? []) : []
  const mine = nameOf(recipe.mine ?? '')
  if (!names.includes(mine)) return vanish(recipe, out)
  const behind = blockerOf(names, mine, recipe.run.recipe === 'readLock')
  if (behind === undefined) {
    recipe.stage = { type: 'holding' }
    return hold(recipe, out)
  }
  // The watch of the herd came with the list.
  if (isHerd(recipe)) return wait(recipe, behind, out)
  recipe.stage = { type: 'checking', behind }
}

function wait(recipe: Recipe<'line'>, behind: string, out: RecipeEffect[]): void {
  recipe.stage = { type: 'waiting', behind }
  tell(recipe, 'waiting', joinPath(recipe.run.path, behind), out)
}
