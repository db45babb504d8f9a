/**
 * The one history that is committed, as the trace tells it: transactions in the order of their zxids, each once. What a
 * leader begins to serve with is committed, then what it commits; what it does not begin with never happened.
 *
 * Laws:
 * 1. A transaction passes once, when it is sure. What is proposed and lost never passes.
 * 2. Where a stretch is missing (a trace that begins in the middle, lines that were lost) the ledger begins anew, with a
 *    model that knows nothing.
 */
import { type Epoch, epochOf, follows, type NodeName, ZXID_NONE, ZXID_ZERO, type Zxid } from '../../ground/ids.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { isWipe } from './checker.ts'
import { createModel, type Model } from './model.ts'
import { type ByZxid, createByZxid, dropAll, dropAt, putAt, valueAt, zxidsIn } from './zxids.ts'

/** A committed transaction. */
export type Entry = { readonly zxid: Zxid; readonly header: TxnHeader; readonly txn: Txn }
export type Ledger = {
  model: Model
  /** The last transaction that passed; ZXID_NONE: no leader has been seen yet. */
  at: Zxid
  /** The newest epoch that was served. */
  epoch: Epoch | undefined
  /** Proposed in it, and not sure yet. */
  readonly open: ByZxid<Entry>
  /** Where each server's tree stands. */
  readonly tips: Map<NodeName, { zxid: Zxid }>
}
/**
 * Gets each transaction when it is sure, before it is in the model: putting it there is up to it. What it returns is what is
 * wrong with it, in words.
 */
export type Pass<S> = (state: S, entry: Entry) => string | undefined

export function createLedger(): Ledger {
  return {
    model: createModel(false, ZXID_ZERO),
    at: ZXID_NONE,
    epoch: undefined,
    open: createByZxid(),
    tips: new Map(),
  }
}

/** Reads on, in the name of `state`. Returns the first thing that `pass` finds wrong. */
export function follow<S>(ledger: Ledger, { node, event }: Happening, state: S, pass: Pass<S>): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) begin(ledger, ZXID_NONE, false)
      return undefined
    case 'booted':
      ledger.tips.set(node, { zxid: event.lastZxid })
      return undefined
    case 'reloaded':
      ledger.tips.set(node, { zxid: event.zxid })
      return undefined
    case 'applied': {
      const tip = ledger.tips.get(node)
      if (tip === undefined) ledger.tips.set(node, { zxid: event.zxid })
      else tip.zxid = event.zxid
      return openNew(ledger, event)
    }
    case 'proposed':
      return openNew(ledger, event)
    case 'serving':
      return event.role === 'leading' ? onLeader(ledger, node, event.epoch, state, pass) : undefined
    case 'committed':
      if (ledger.at === ZXID_NONE || epochOf(event.zxid) !== ledger.epoch) return undefined
      return passUpTo(ledger, event.zxid, state, pass)
    default:
      return undefined
  }
}

/** Notes what is told for the first time, and may become sure. */
function openNew(ledger: Ledger, entry: Entry): undefined {
  const { zxid } = entry
  if (zxid <= ledger.at || valueAt(ledger.open, zxid) !== undefined) return
  if (ledger.epoch !== undefined && epochOf(zxid) < ledger.epoch) return
  putAt(ledger.open, zxid, entry)
}

/** Lines of `node` are lost: where its tree stands is unknown. */
export function missInLedger(ledger: Ledger, node: NodeName): void {
  ledger.tips.delete(node)
}

function onLeader<S>(ledger: Ledger, node: NodeName, epoch: Epoch, state: S, pass: Pass<S>): string | undefined {
  if (ledger.epoch !== undefined && epoch < ledger.epoch) return undefined
  const tip = ledger.tips.get(node)?.zxid
  if (tip === undefined) begin(ledger, ZXID_NONE, false)
  else if (ledger.at === ZXID_NONE) {
    const isNew = tip <= ZXID_ZERO || startsAtFirst(ledger, tip)
    begin(ledger, isNew ? ZXID_ZERO : tip, isNew, true)
  }
  ledger.epoch = epoch
  if (tip === undefined || ledger.at === ZXID_NONE) return undefined
  if (tip < ledger.at) begin(ledger, tip, false)
  const wrong = passUpTo(ledger, tip, state, pass)
  // What the leader does not begin with came to nothing.
  for (const zxid of zxidsIn(ledger.open)) if (epochOf(zxid) < epoch) dropAt(ledger.open, zxid)
  return wrong
}

/** Whether everything from the very first transaction up to `tip` was seen. */
function startsAtFirst({ open }: Ledger, tip: Zxid): boolean {
  let last: Zxid = ZXID_ZERO
  for (const zxid of zxidsIn(open)) if (zxid <= tip && follows(last, zxid)) last = zxid
  return last === tip
}

function begin(ledger: Ledger, at: Zxid, whole: boolean, keepOpen: boolean = false): void {
  ledger.model = createModel(whole, at)
  ledger.at = at
  if (!keepOpen) dropAll(ledger.open)
}

function passUpTo<S>(ledger: Ledger, upTo: Zxid, state: S, pass: Pass<S>): string | undefined {
  if (upTo <= ledger.at) return undefined
  // Mostly it is the one that is next.
  const next = valueAt(ledger.open, upTo)
  if (next !== undefined && follows(ledger.at, upTo)) return passOne(ledger, next, state, pass)
  let wrong: string | undefined
  for (const zxid of zxidsIn(ledger.open)) {
    if (zxid > upTo) break
    const entry = valueAt(ledger.open, zxid)
    if (entry === undefined || zxid <= ledger.at || !follows(ledger.at, zxid)) continue
    const found = passOne(ledger, entry, state, pass)
    wrong ??= found
  }
  if (ledger.at < upTo) begin(ledger, upTo, false, true)
  return wrong
}

function passOne<S>(ledger: Ledger, entry: Entry, state: S, pass: Pass<S>): string | undefined {
  dropAt(ledger.open, entry.zxid)
  ledger.at = entry.zxid
  return pass(state, entry)
}
