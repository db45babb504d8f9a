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
import { isWipe, REMEMBERED_MAX, remember } from './checker.ts'
import { createModel, type Model } from './model.ts'

/** A committed transaction. */
export type Entry = { readonly zxid: Zxid; readonly header: TxnHeader; readonly txn: Txn }
export type Ledger = {
  model: Model
  /** The last transaction that passed; ZXID_NONE: no leader has been seen yet. */
  at: Zxid
  /** The newest epoch that was served. */
  epoch: Epoch | undefined
  /** Proposed in it, and not sure yet, ascending. */
  readonly open: Map<Zxid, Entry>
  /** Where each server's tree stands. */
  readonly tips: Map<NodeName, Zxid>
}

export function createLedger(): Ledger {
  return { model: createModel(false, ZXID_ZERO), at: ZXID_NONE, epoch: undefined, open: new Map(), tips: new Map() }
}

/** Reads on. `pass` gets each transaction when it is sure, before it is in the model: putting it there is up to `pass`. */
export function follow(ledger: Ledger, { node, event }: Happening, pass: (entry: Entry) => void): void {
  switch (event.type) {
    case 'diskFate':
      if (isWipe(event)) begin(ledger, ZXID_NONE, false)
      return
    case 'booted':
      ledger.tips.set(node, event.lastZxid)
      return
    case 'reloaded':
      ledger.tips.set(node, event.zxid)
      return
    case 'proposed':
    case 'applied': {
      const { zxid, header, txn } = event
      if (event.type === 'applied') ledger.tips.set(node, zxid)
      if (zxid <= ledger.at || ledger.open.has(zxid)) return
      if (ledger.epoch !== undefined && epochOf(zxid) < ledger.epoch) return
      remember(ledger.open, zxid, { zxid, header, txn }, REMEMBERED_MAX)
      return
    }
    case 'serving':
      if (event.role === 'leading') onLeader(ledger, node, event.epoch, pass)
      return
    case 'committed':
      if (ledger.at !== ZXID_NONE && epochOf(event.zxid) === ledger.epoch) passUpTo(ledger, event.zxid, pass)
      return
    default:
      return
  }
}

/** Lines of `node` are lost: where its tree stands is unknown. */
export function missInLedger(ledger: Ledger, node: NodeName): void {
  ledger.tips.delete(node)
}

function onLeader(ledger: Ledger, node: NodeName, epoch: Epoch, pass: (entry: Entry) => void): void {
  if (ledger.epoch !== undefined && epoch < ledger.epoch) return
  const tip = ledger.tips.get(node)
  if (tip === undefined) begin(ledger, ZXID_NONE, false)
  else if (ledger.at === ZXID_NONE) {
    const isNew = tip <= ZXID_ZERO || startsAtFirst(ledger, tip)
    begin(ledger, isNew ? ZXID_ZERO : tip, isNew, true)
  }
  ledger.epoch = epoch
  if (tip === undefined || ledger.at === ZXID_NONE) return
  if (tip < ledger.at) begin(ledger, tip, false)
  passUpTo(ledger, tip, pass)
  // What the leader does not begin with came to nothing.
  for (const zxid of ledger.open.keys()) if (epochOf(zxid) < epoch) ledger.open.delete(zxid)
}

/** Whether everything from the very first transaction up to `tip` was seen. */
function startsAtFirst({ open }: Ledger, tip: Zxid): boolean {
  let last: Zxid = ZXID_ZERO
  for (const zxid of sorted(open)) if (zxid <= tip && follows(last, zxid)) last = zxid
  return last === tip
}

function begin(ledger: Ledger, at: Zxid, whole: boolean, keepOpen: boolean = false): void {
  ledger.model = createModel(whole, at)
  ledger.at = at
  if (!keepOpen) ledger.open.clear()
}

function sorted(open: ReadonlyMap<Zxid, Entry>): readonly Zxid[] {
  return [...open.keys()].sort((a, b) => (a < b ? -1 : 1))
}

function passUpTo(ledger: Ledger, upTo: Zxid, pass: (entry: Entry) => void): void {
  if (upTo <= ledger.at) return
  // Mostly it is the one that is next.
  const next = ledger.open.get(upTo)
  const due = next !== undefined && follows(ledger.at, upTo) ? [upTo] : sorted(ledger.open)
  for (const zxid of due) {
    if (zxid > upTo) break
    const entry = ledger.open.get(zxid)
    if (entry === undefined || zxid <= ledger.at || !follows(ledger.at, zxid)) continue
    ledger.open.delete(zxid)
    ledger.at = zxid
    pass(entry)
  }
  if (ledger.at < upTo) begin(ledger, upTo, false, true)
}
