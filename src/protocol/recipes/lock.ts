/**
 * The exclusive lock of ZooKeeper's recipes: each contender makes an ephemeral sequential znode, the lowest holds, every
 * other watches the one just before it. Nobody is woken in vain, and whoever dies leaves the line by itself.
 *
 * Names are `<prefix><guid>-<sequence>`: `id_a1f3-0000000007`. The guid finds a create again whose answer was lost; as four
 * digits may meet twice, a znode that is found so counts only if our session owns it.
 *
 * Laws:
 * 1. At most one question of the lock is on its way. One that was lost with its connection is asked again on the next.
 * 2. After a lost create nothing is created before `sync` and a list: a server that lags behind may not show it yet.
 * 3. Order is the sequence's alone (sequence.ts). An event says "look again", never what changed.
 * 4. While a connection is missing the lock may be lost already: only the end of the session says so for sure.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { joinPath, nameOf, pathProblem } from '../../ground/data/path.ts'
import type { SessionId } from '../../ground/ids.ts'
import { type KeeperErrorName, KeeperErrors } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, OpOutcome, RecipeRun } from '../client/seam.ts'
import type { ClientEvent } from '../trace.ts'
import { lineOf } from './sequence.ts'

/** What the lock is about to ask or waits for. `mine` and `behind` are names below the lock's path. */
export type LockStage =
  | { readonly type: 'creating' }
  /** The parent is missing: `paths` are still to be made, topmost first. */
  | { readonly type: 'makingParents'; readonly paths: readonly string[] }
  /** The create's answer was lost: first the server catches up, then we look for our guid, then at who owns what we found. */
  | { readonly type: 'catchingUp' }
  | { readonly type: 'searching' }
  | { readonly type: 'claiming'; readonly found: readonly string[] }
  | { readonly type: 'listing'; readonly mine: string }
  | { readonly type: 'checking'; readonly mine: string; readonly behind: string }
  | { readonly type: 'waiting'; readonly mine: string; readonly behind: string }
  | { readonly type: 'holding'; readonly mine: string }
  /** `error`: why the run failed, or undefined where the application let go. */
  | { readonly type: 'releasing'; readonly mine: string; readonly error: KeeperErrorName | undefined }
  | { readonly type: 'over' }

export type Lock = {
  readonly run: RecipeRun
  /** What stands in the znode: who holds it, for people. */
  readonly data: Uint8Array
  /** `<prefix><guid>-`: what our names begin with. */
  readonly nameStart: string
  stage: LockStage
  /** Whether the stage's question is on its way. */
  asked: boolean
  connected: boolean
  session: SessionId
  /** The ids to answer: of the run until it holds or failed, of the release once it was asked for. */
  runId: number | undefined
  releaseId: number | undefined
  /** Whom we last said to wait behind, so that it is said once. */
  toldBehind: string | undefined
}

export type LockEffect =
  | { readonly type: 'ask'; readonly op: ClientOp }
  | { readonly type: 'completed'; readonly id: number; readonly outcome: OpOutcome }
  | { readonly type: 'trace'; readonly event: ClientEvent }

/** Errors that say "ask again": the connection broke, the session was just moving, or the server was too busy. */
const TRY_AGAIN: ReadonlySet<KeeperErrorName> = new Set(['connectionLoss', 'sessionMoved', 'throttledOp'])

/** Whether the run makes sense: the path and the names below it can be znodes. */
export function isRunnable(run: RecipeRun): boolean {
  if (run.prefix.includes('/')) return false
  return pathProblem(run.path) === undefined && pathProblem(joinPath(run.path, `${run.prefix}x`)) === undefined
}

/** A lock that wants in. `guid`: a few letters that other contenders hardly have; `owner` names us in the znode's data. */
export function createLock(id: number, run: RecipeRun, session: SessionId, guid: string, owner: string): Lock {
  return {
    run,
    data: encodeUtf8(JSON.stringify({ host: owner })),
    nameStart: `${run.prefix}${guid}-`,
    stage: { type: 'creating' },
    asked: false,
    connected: false,
    session,
    runId: id,
    releaseId: undefined,
    toldBehind: undefined,
  }
}

/** The lock joins the line as soon as it is connected. */
export function onStarted(lock: Lock, connected: boolean, session: SessionId, out: LockEffect[]): void {
  tell(lock, 'joining', undefined, undefined, out)
  if (connected) onConnected(lock, session, out)
}

/** A connection with `session` is there: what was lost is asked again. */
export function onConnected(lock: Lock, session: SessionId, out: LockEffect[]): void {
  lock.connected = true
  lock.session = session
  ask(lock, out)
}

/** The connection is gone; the outcome of what was asked follows as connectionLoss. */
export function onDisconnected(lock: Lock): void {
  lock.connected = false
}

/** A watch of ours fired at `path`. */
export function onWatch(lock: Lock, path: string, out: LockEffect[]): void {
  const stage = lock.stage
  if (stage.type !== 'waiting' || joinPath(lock.run.path, stage.behind) !== path) return
  become(lock, { type: 'listing', mine: stage.mine }, out)
}

/** The application lets go: a holder or waiter deletes its znode, one that is still joining does so once it knows it. */
export function onRelease(lock: Lock, id: number, out: LockEffect[]): void {
  if (lock.releaseId !== undefined || lock.stage.type === 'releasing') return refuse(id, 'badArguments', out)
  lock.releaseId = id
  if (!lock.asked) become(lock, lock.stage, out)
}

/** The session has ended, and with it our znode; `released`: by the client's own closeSession. */
export function onSessionEnded(lock: Lock, released: boolean, out: LockEffect[]): void {
  if (lock.stage.type === 'over') return
  const mine = mineOf(lock.stage)
  lock.stage = { type: 'over' }
  tell(lock, released ? 'released' : 'lost', mine, undefined, out)
  answer(lock, { ok: false, error: 'sessionExpired' }, { ok: false, error: 'sessionExpired' }, out)
}

/** The answer to what the lock asked. */
export function onOutcome(lock: Lock, outcome: OpOutcome, out: LockEffect[]): void {
  lock.asked = false
  if (!outcome.ok && TRY_AGAIN.has(outcome.error)) return onLost(lock, outcome.error, out)
  const stage = lock.stage
  switch (stage.type) {
    case 'creating':
      return onCreated(lock, outcome, out)
    case 'makingParents':
      return onParentMade(lock, stage.paths, outcome, out)
    case 'catchingUp':
      return become(lock, { type: 'searching' }, out)
    case 'searching':
      return onSearched(lock, outcome, out)
    case 'claiming':
      return onClaimed(lock, stage.found, outcome, out)
    case 'listing':
      return onListed(lock, stage.mine, outcome, out)
    case 'checking':
      return onChecked(lock, stage.mine, stage.behind, outcome, out)
    case 'releasing':
      return onDeleted(lock, stage.mine, stage.error, outcome, out)
    case 'waiting':
    case 'holding':
    case 'over':
      return
    default:
      return unreachable(stage)
  }
}

/** Nobody knows whether it happened: a create is looked for, everything else can simply be asked again. */
function onLost(lock: Lock, error: KeeperErrorName, out: LockEffect[]): void {
  if (lock.stage.type === 'creating' && !KeeperErrors[error].definite) lock.stage = { type: 'catchingUp' }
  ask(lock, out)
}

function onCreated(lock: Lock, outcome: OpOutcome, out: LockEffect[]): void {
  if (outcome.ok) return become(lock, { type: 'listing', mine: nameOf(outcome.path ?? '') }, out)
  if (outcome.error !== 'noNode') return failWith(lock, outcome.error, undefined, out)
  become(lock, { type: 'makingParents', paths: ancestorsOf(lock.run.path) }, out)
}

function onParentMade(lock: Lock, paths: readonly string[], outcome: OpOutcome, out: LockEffect[]): void {
  // noNode: a parent that was there a moment ago is gone (an empty container is swept): begin anew from the top.
  if (!outcome.ok && outcome.error === 'noNode') return become(lock, { type: 'creating' }, out)
  if (!outcome.ok && outcome.error !== 'nodeExists') return failWith(lock, outcome.error, undefined, out)
  const rest = paths.slice(1)
  become(lock, rest.length === 0 ? { type: 'creating' } : { type: 'makingParents', paths: rest }, out)
}

function onSearched(lock: Lock, outcome: OpOutcome, out: LockEffect[]): void {
  if (!outcome.ok && outcome.error !== 'noNode') return failWith(lock, outcome.error, undefined, out)
  const children = outcome.ok ? (outcome.children ?? []) : []
  const found = lineOf(children).filter((name) => name.startsWith(lock.nameStart))
  become(lock, found.length === 0 ? { type: 'creating' } : { type: 'claiming', found }, out)
}

function onClaimed(lock: Lock, found: readonly string[], outcome: OpOutcome, out: LockEffect[]): void {
  const candidate = found[0]
  const isOurs = outcome.ok && outcome.stat?.ephemeralOwner === lock.session
  if (candidate !== undefined && isOurs) return become(lock, { type: 'listing', mine: candidate }, out)
  const rest = found.slice(1)
  become(lock, rest.length === 0 ? { type: 'creating' } : { type: 'claiming', found: rest }, out)
}

function onListed(lock: Lock, mine: string, outcome: OpOutcome, out: LockEffect[]): void {
  if (!outcome.ok && outcome.error !== 'noNode') return failWith(lock, outcome.error, mine, out)
  const line = outcome.ok ? lineOf(outcome.children ?? []) : []
  const place = line.indexOf(mine)
  if (place === -1) return onVanished(lock, mine, out)
  const behind = line[place - 1]
  become(lock, behind === undefined ? { type: 'holding', mine } : { type: 'checking', mine, behind }, out)
}

function onChecked(lock: Lock, mine: string, behind: string, outcome: OpOutcome, out: LockEffect[]): void {
  if (outcome.ok) return become(lock, { type: 'waiting', mine, behind }, out)
  if (outcome.error === 'noNode') return become(lock, { type: 'listing', mine }, out)
  failWith(lock, outcome.error, mine, out)
}

function onDeleted(
  lock: Lock,
  mine: string,
  error: KeeperErrorName | undefined,
  outcome: OpOutcome,
  out: LockEffect[],
): void {
  const isGone = outcome.ok || outcome.error === 'noNode'
  lock.stage = { type: 'over' }
  tell(lock, error === undefined && isGone ? 'released' : 'failed', mine, undefined, out)
  // A run that was let go before it held has nothing to show: noNode.
  const failed: OpOutcome = { ok: false, error: error ?? 'noNode' }
  answer(lock, failed, isGone ? { ok: true } : outcome, out)
}

/** Somebody deleted our znode: we are in no line any more. */
function onVanished(lock: Lock, mine: string, out: LockEffect[]): void {
  lock.stage = { type: 'over' }
  tell(lock, 'lost', mine, undefined, out)
  answer(lock, { ok: false, error: 'noNode' }, { ok: true }, out)
}

/** The run has failed for good; a znode of ours must not stay in others' way. */
function failWith(lock: Lock, error: KeeperErrorName, mine: string | undefined, out: LockEffect[]): void {
  if (mine !== undefined) return become(lock, { type: 'releasing', mine, error }, out)
  lock.stage = { type: 'over' }
  tell(lock, 'failed', undefined, undefined, out)
  answer(lock, { ok: false, error }, { ok: false, error }, out)
}

/** The only door between stages: a release that was asked for turns the way to the exit, then the next question is asked. */
function become(lock: Lock, wanted: LockStage, out: LockEffect[]): void {
  const stage = lock.releaseId === undefined ? wanted : towardsExit(wanted)
  lock.stage = stage
  switch (stage.type) {
    case 'waiting':
      if (lock.toldBehind === stage.behind) return
      lock.toldBehind = stage.behind
      return tell(lock, 'waiting', stage.mine, stage.behind, out)
    case 'holding':
      tell(lock, 'holding', stage.mine, undefined, out)
      return answer(lock, { ok: true, path: joinPath(lock.run.path, stage.mine) }, undefined, out)
    case 'over':
      tell(lock, 'released', undefined, undefined, out)
      return answer(lock, { ok: false, error: 'noNode' }, { ok: true }, out)
    default:
      return ask(lock, out)
  }
}

function towardsExit(stage: LockStage): LockStage {
  const mine = mineOf(stage)
  if (stage.type === 'releasing') return stage
  if (mine !== undefined) return { type: 'releasing', mine, error: undefined }
  return stage.type === 'creating' || stage.type === 'makingParents' ? { type: 'over' } : stage
}

/** Asks what the stage needs to know, if it can be asked now and was not. */
function ask(lock: Lock, out: LockEffect[]): void {
  if (!lock.connected || lock.asked) return
  const op = questionOf(lock)
  if (op === undefined) return
  lock.asked = true
  out.push({ type: 'ask', op })
}

function questionOf(lock: Lock): ClientOp | undefined {
  const stage = lock.stage
  const { path } = lock.run
  switch (stage.type) {
    case 'creating': {
      const name = joinPath(path, lock.nameStart)
      return { type: 'create', path: name, data: lock.data, mode: 'ephemeralSequential', acl: OPEN_ACL }
    }
    case 'makingParents': {
      const parent = stage.paths[0] ?? path
      const mode = parent === path ? 'container' : 'persistent'
      return { type: 'create', path: parent, data: null, mode, acl: OPEN_ACL }
    }
    case 'catchingUp':
      return { type: 'sync', path }
    case 'searching':
    case 'listing':
      return { type: 'getChildren', path, watch: false }
    case 'claiming':
      return { type: 'exists', path: joinPath(path, stage.found[0] ?? ''), watch: false }
    case 'checking':
      return { type: 'exists', path: joinPath(path, stage.behind), watch: true }
    case 'releasing':
      return { type: 'delete', path: joinPath(path, stage.mine), version: -1 }
    case 'waiting':
    case 'holding':
    case 'over':
      return undefined
    default:
      return unreachable(stage)
  }
}

/** Answers the run (if it still waits) and the release (if there is an outcome for it), each once. */
function answer(lock: Lock, ofRun: OpOutcome, ofRelease: OpOutcome | undefined, out: LockEffect[]): void {
  if (lock.runId !== undefined) out.push({ type: 'completed', id: lock.runId, outcome: ofRun })
  lock.runId = undefined
  if (lock.releaseId === undefined || ofRelease === undefined) return
  out.push({ type: 'completed', id: lock.releaseId, outcome: ofRelease })
  lock.releaseId = undefined
}

function refuse(id: number, error: KeeperErrorName, out: LockEffect[]): void {
  out.push({ type: 'completed', id, outcome: { ok: false, error } })
}

type RecipeState = Extract<ClientEvent, { type: 'recipe' }>['state']
function tell(
  lock: Lock,
  state: RecipeState,
  mine: string | undefined,
  behind: string | undefined,
  out: LockEffect[],
): void {
  const { path } = lock.run
  const full = (name: string | undefined): string | undefined => (name === undefined ? undefined : joinPath(path, name))
  out.push({
    type: 'trace',
    event: { type: 'recipe', recipe: 'lock', state, path, node: full(mine), behind: full(behind) },
  })
}

/** The name of our znode, where the stage knows it. */
function mineOf(stage: LockStage): string | undefined {
  return 'mine' in stage ? stage.mine : undefined
}
/** `/a/b/c` gives `/a`, `/a/b`, `/a/b/c`. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}
