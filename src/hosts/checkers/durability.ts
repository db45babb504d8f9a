/**
 * A commit has a durable majority, and what was committed stays (Zab's Agreement and Primary integrity; ZOOKEEPER-3911,
 * 4646): an acknowledgement is counted and a commit is told only when the disks that it speaks of have the transaction; no
 * later leader begins without it, no truncation takes it away, no restart loses it, and no client hears of what is not
 * committed.
 */
import {
  counterOf,
  type Epoch,
  epochOf,
  formatZxid,
  maxZxid,
  type NodeName,
  serverNode,
  ZXID_NONE,
  type Zxid,
} from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import {
  allow,
  type Counted,
  hasLeft,
  isFreshStart,
  isWipe,
  judged,
  type Of,
  REMEMBERED_MAX,
  type Violation,
} from './checker.ts'
import {
  createElectorates,
  type Electorates,
  followElectorates,
  isMajority,
  neededFor,
  noteNeeded,
  votersIn,
} from './electorates.ts'
import { addTo, createStretches, cutAfter, forgetBeyond, highestIn, isIn, type Stretches } from './stretches.ts'

/** What a server has on its disk. */
type Disk = {
  /** Written and not flushed, oldest first: a disk works in order. */
  appended: Zxid[]
  readonly durable: Stretches
  /** Was durable once, and was truncated since: a leader that stood still meanwhile may hear of it only now. */
  readonly taken: Stretches
  /** Everything up to here counts as durable: it was found at the start, or came with the leader's history. */
  base: Zxid
  /** Where the tree stands. */
  applied: Zxid
}
export type DurabilityState = Counted & {
  readonly electorates: Electorates
  readonly disks: Map<NodeName, Disk>
  committed: Stretches
  lastCommitted: Zxid
  /** The newest leader that served, and the last transaction of the history that it began with. */
  newest: { readonly node: NodeName; readonly epoch: Epoch; readonly from: Zxid } | undefined
  /** What clients may have heard of: committed, or in the history of a leader that served. Unknown at first. */
  visible: Zxid | undefined
  /** Servers of whose present life lines are lost. */
  readonly missed: Set<NodeName>
  /** Servers that answer reads without a majority: of what they have logged, whatever becomes of it. */
  readonly readOnly: Set<NodeName>
}

export function createDurability(): DurabilityState {
  return {
    count: 0,
    electorates: createElectorates(),
    disks: new Map(),
    committed: createStretches(),
    lastCommitted: ZXID_NONE,
    newest: undefined,
    visible: undefined,
    missed: new Set(),
    readOnly: new Set(),
  }
}

export function observeDurability(state: DurabilityState, happening: Happening): Violation | undefined {
  return judged('durability', happening, rule(state, happening))
}

function rule(state: DurabilityState, happening: Happening): string | undefined {
  const { node, event } = happening
  switch (event.type) {
    // What comes often says nothing of memberships.
    case 'appended':
    case 'durable':
    case 'applied':
    case 'acked':
    case 'committed':
    case 'replied':
      break
    case 'booted':
      followElectorates(state.electorates, happening)
      return onBooted(state, node, event)
    case 'proposed':
      noteNeeded(state.electorates, node, event.zxid)
      return undefined
    case 'diskFate':
    case 'nodeEnded':
      if (isWipe(event)) return forget(state, node)
      if (isFreshStart(event) || hasLeft(event)) state.disks.delete(node)
      return undefined
    default:
      followElectorates(state.electorates, happening)
  }
  const disk = state.disks.get(node)
  return disk === undefined ? undefined : diskRule(state, happening, disk)
}

/** What is told of a server whose disk is known. */
function diskRule(state: DurabilityState, happening: Happening, disk: Disk): string | undefined {
  const { node, event } = happening
  switch (event.type) {
    case 'appended':
      disk.appended.push(event.zxid)
      if (disk.appended.length > REMEMBERED_MAX) disk.appended.shift()
      return undefined
    case 'durable':
      flush(disk, event.zxid)
      return undefined
    case 'elected':
    case 'designated':
      // A server votes for what is on its disk, and leaves for a designated leader with it: it waited until all of it is.
      flush(disk, undefined)
      return undefined
    case 'epochEstablished':
      return onEstablished(node, disk, event.epoch)
    case 'applied':
      disk.applied = event.zxid
      return undefined
    case 'truncated':
      return onTruncated(state, node, disk, event)
    case 'reloaded':
      cut(disk, event.zxid)
      disk.applied = event.zxid
      return undefined
    case 'acked':
      return onAcked(state, node, event)
    case 'committed':
      return onCommitted(state, node, event.zxid)
    case 'serving':
      return event.role === 'leading' ? onLeader(state, node, disk, event.epoch) : undefined
    case 'readOnly':
      if (event.isOn) state.readOnly.add(node)
      else state.readOnly.delete(node)
      return undefined
    case 'replied':
      return onReplied(state, happening, event)
    case 'configActivated':
      return onActivated(state, node, disk, event)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: it may have anything on its disk, and may have committed what others know of already. */
export function missDurability(state: DurabilityState, node: NodeName): void {
  state.disks.delete(node)
  state.missed.add(node)
  state.visible = undefined
}

function onBooted(state: DurabilityState, node: NodeName, event: Of<'booted'>): string | undefined {
  const { lastZxid } = event
  const disk = state.disks.get(node)
  state.missed.delete(node)
  state.readOnly.delete(node)
  if (disk === undefined) {
    const [durable, taken] = [createStretches(), createStretches()]
    state.disks.set(node, { appended: [], durable, taken, base: lastZxid, applied: lastZxid })
    return undefined
  }
  // What was not flushed may have survived all the same.
  for (const zxid of disk.appended) if (zxid <= lastZxid) addTo(disk.durable, zxid)
  disk.appended = []
  disk.applied = lastZxid
  const last = maxZxid(disk.base, highestIn(disk.durable))
  if (lastZxid >= last) return undefined
  return `${node} starts with ${formatZxid(lastZxid)}, but it had ${formatZxid(last)} on disk`
}

function forget(state: DurabilityState, node: NodeName): undefined {
  state.disks.delete(node)
  state.committed = createStretches()
  state.lastCommitted = ZXID_NONE
  state.newest = undefined
  state.visible = undefined
}

/** What was written up to `zxid` is durable; undefined: all of it. */
function flush(disk: Disk, zxid: Zxid | undefined): void {
  const { appended, durable } = disk
  // Mostly it is the oldest that was flushed.
  const upTo = zxid === undefined ? appended.length : appended[0] === zxid ? 1 : appended.indexOf(zxid) + 1
  for (let left = upTo; left > 0; left--) {
    const flushed = appended.shift()
    if (flushed !== undefined) addTo(durable, flushed)
  }
  if (durable.count > REMEMBERED_MAX) disk.base = maxZxid(disk.base, forgetBeyond(durable, REMEMBERED_MAX))
}

/** Nothing after `zxid` is left. */
function cut(disk: Disk, zxid: Zxid): void {
  disk.appended = []
  for (const taken of cutAfter(disk.durable, zxid)) addTo(disk.taken, taken)
  forgetBeyond(disk.taken, REMEMBERED_MAX)
  if (disk.base > zxid) disk.base = zxid
}

/** The epoch promises the history that came before it, as log or as snapshot (ZOOKEEPER-4643). */
function onEstablished(node: NodeName, disk: Disk, epoch: Epoch): string | undefined {
  const [missing] = disk.appended
  disk.base = maxZxid(disk.base, disk.applied)
  if (missing === undefined) return undefined
  return `${node} has currentEpoch ${epoch} on disk before ${formatZxid(missing)}, which belongs to its history`
}

function onTruncated(
  state: DurabilityState,
  node: NodeName,
  disk: Disk,
  { zxid, lost }: Of<'truncated'>,
): string | undefined {
  cut(disk, zxid)
  // A learner that is ahead of its leader's commits is cut back, and gets the proposals again: others must hold them.
  const taken = lost.find((one) => isIn(state.committed, one) && !isHeld(state, one))
  if (taken === undefined) return undefined
  return `${node} truncates ${formatZxid(taken)}, which was committed: now only ${holders(state, taken)} has it`
}

function holdersOf({ electorates, disks }: DurabilityState, zxid: Zxid): readonly NodeName[] {
  return votersIn(neededFor(electorates, zxid)).filter((voter) => holds(disks.get(voter), zxid))
}
function holders(state: DurabilityState, zxid: Zxid): string {
  return holdersOf(state, zxid).join(' and ') || 'nobody'
}
function isHeld(state: DurabilityState, zxid: Zxid): boolean {
  const { electorates, disks, missed } = state
  for (const voters of neededFor(electorates, zxid)) {
    let count = 0
    for (const voter of voters) if (missed.has(voter) || holds(disks.get(voter), zxid)) count += 1
    if (!isMajority(count, voters)) return false
  }
  return true
}

function holds(disk: Disk | undefined, zxid: Zxid): boolean {
  return disk !== undefined && (zxid <= disk.base || isIn(disk.durable, zxid))
}

function onAcked(state: DurabilityState, node: NodeName, { zxid, from }: Of<'acked'>): string | undefined {
  const voter = serverNode(from)
  const disk = state.disks.get(voter)
  if (state.missed.has(voter) || holds(disk, zxid)) return undefined
  // True when it was said. Whether it may still lead to a commit is judged at the commit.
  if (disk !== undefined && isIn(disk.taken, zxid) && !disk.appended.includes(zxid)) return undefined
  return `${node} counts an acknowledgement of ${voter} for ${formatZxid(zxid)}, which is not on its disk`
}

function onCommitted(state: DurabilityState, node: NodeName, zxid: Zxid): string | undefined {
  state.count += 1
  addTo(state.committed, zxid)
  forgetBeyond(state.committed, REMEMBERED_MAX)
  state.lastCommitted = maxZxid(state.lastCommitted, zxid)
  state.visible = state.visible === undefined ? zxid : maxZxid(state.visible, zxid)
  const { newest, electorates } = state
  if (!isHeld(state, zxid)) {
    const of = neededFor(electorates, zxid)
      .map((voters) => voters.length)
      .join(' and ')
    return `${node} commits ${formatZxid(zxid)}, but of ${of} voters only ${holders(state, zxid)} has it on disk`
  }
  if (newest === undefined || epochOf(zxid) >= newest.epoch || zxid <= newest.from) return undefined
  return `${node} commits ${formatZxid(zxid)}, but ${newest.node} leads epoch ${newest.epoch} without it`
}

function onLeader(state: DurabilityState, node: NodeName, disk: Disk, epoch: Epoch): string | undefined {
  const { lastCommitted } = state
  const from = disk.applied
  if (state.newest === undefined || epoch >= state.newest.epoch) state.newest = { node, epoch, from }
  state.visible = state.visible === undefined ? from : maxZxid(state.visible, from)
  if (lastCommitted === ZXID_NONE || epochOf(lastCommitted) >= epoch) return undefined
  state.count += 1
  if (from >= lastCommitted) return undefined
  return `${node} leads epoch ${epoch} from ${formatZxid(from)}, but ${formatZxid(lastCommitted)} was committed`
}

/** A membership that a transaction made is gone by once it is committed, or in the history that a leader begins with. */
function onActivated(
  { visible }: DurabilityState,
  node: NodeName,
  disk: Disk,
  { version, how }: Of<'configActivated'>,
): string | undefined {
  if (how === 'booted' || counterOf(version) === 0 || visible === undefined || version <= visible) return undefined
  if (how === 'synchronized' && version <= disk.applied) return undefined
  return `${node} goes by the membership of ${formatZxid(version)}, which nobody has committed`
}

/** A bare epoch start is what a leader answers with before its first transaction. */
function onReplied(state: DurabilityState, happening: Happening, { zxid, op }: Of<'replied'>): string | undefined {
  const { visible, readOnly } = state
  const { node } = happening
  if (visible === undefined || zxid <= visible || counterOf(zxid) === 0) return undefined
  const reason = `${node} answers ${op} with ${formatZxid(zxid)}, which nobody has committed`
  if (!readOnly.has(node)) return reason
  // ReadOnlyZooKeeperServer serves the database as it was loaded, uncommitted transactions and all.
  allow(state, happening, reason)
  return undefined
}
