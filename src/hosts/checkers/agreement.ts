/**
 * Everybody applies the same transactions in the same order (Integrity, Agreement, Total order; Zab paper §III): a zxid
 * names one transaction wherever it shows; nobody applies what no leader proposed; each server applies in the order of
 * zxids and without a gap, except where its whole tree was loaded anew; and a transaction has the same predecessor on every
 * server, which makes all histories prefixes of one.
 */
import { crc32 } from '../../ground/base/checksum.ts'
import { counterOf, type Epoch, epochOf, follows, formatZxid, type NodeName, type Zxid } from '../../ground/ids.ts'
import { encodeTxnRecord, type Txn, type TxnHeader } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isFreshStart, isWipe, judged, type Of, remember, type Violation } from './checker.ts'
import { isSameHeader, isSameTxn } from './sameTxn.ts'
import { type ByZxid, createByZxid, dropAll, putAt, valueAt } from './zxids.ts'

/** What is known of a zxid: the transaction as it was seen last, who showed it first, and the zxid before it. */
type Known = { readonly by: NodeName; before: Zxid | undefined; header: TxnHeader; txn: Txn }
export type AgreementState = Counted & {
  readonly transactions: ByZxid<Known>
  /** The last proposal of each epoch whose first proposal was seen. */
  readonly proposed: Map<Epoch, Zxid>
  /** Where each server's tree stands. */
  readonly applied: Map<NodeName, { zxid: Zxid }>
}

export function createAgreement(): AgreementState {
  return { count: 0, transactions: createByZxid(), proposed: new Map(), applied: new Map() }
}

export function observeAgreement(state: AgreementState, happening: Happening): Violation | undefined {
  return judged('agreement', happening, rule(state, happening))
}

function rule(state: AgreementState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isFreshStart(event)) state.applied.delete(node)
      if (!isWipe(event)) return undefined
      dropAll(state.transactions)
      state.proposed.clear()
      state.applied.delete(node)
      return undefined
    case 'booted':
      state.applied.set(node, { zxid: event.lastZxid })
      return undefined
    case 'reloaded':
      state.applied.set(node, { zxid: event.zxid })
      return undefined
    case 'proposed': {
      const epoch = epochOf(event.zxid)
      if (state.proposed.has(epoch)) state.proposed.set(epoch, event.zxid)
      else if (counterOf(event.zxid) === 1) remember(state.proposed, epoch, event.zxid)
      return differs(knownAs(state, node, event), node, event)
    }
    case 'applied':
      return onApplied(state, node, event)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: what it proposed and applied last is unknown. */
export function missAgreement(state: AgreementState, node: NodeName): void {
  state.proposed.clear()
  state.applied.delete(node)
}

function onApplied(state: AgreementState, node: NodeName, event: Of<'applied'>): string | undefined {
  const { zxid } = event
  state.count += 1
  const tip = state.applied.get(node)
  const last = tip?.zxid
  if (tip === undefined) state.applied.set(node, { zxid })
  else tip.zxid = zxid
  const known = knownAs(state, node, event)
  const other = differs(known, node, event)
  if (other !== undefined) return other
  const proposed = state.proposed.get(epochOf(zxid))
  if (proposed !== undefined && zxid > proposed) return `${node} applies ${formatZxid(zxid)}, which nobody proposed`
  if (last === undefined) return undefined
  if (zxid <= last) return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}: time goes back`
  if (!follows(last, zxid)) return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}: there is a gap`
  // A bare epoch start stands for a whole history: it is nobody's predecessor.
  if (counterOf(last) === 0) return undefined
  known.before ??= last
  if (known.before === last) return undefined
  return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}, but elsewhere it follows ${formatZxid(known.before)}`
}

/** What is known of the zxid; if nothing was, then what is told now. */
function knownAs(
  { transactions }: AgreementState,
  node: NodeName,
  { zxid, header, txn }: Of<'proposed' | 'applied'>,
): Known {
  const known = valueAt(transactions, zxid)
  if (known !== undefined) return known
  const made: Known = { by: node, before: undefined, header, txn }
  putAt(transactions, zxid, made)
  return made
}

function differs(known: Known, node: NodeName, { zxid, header, txn }: Of<'proposed' | 'applied'>): string | undefined {
  if (!isSameTxn(known.txn, txn) || !isSameHeader(known.header, header)) {
    const [own, other] = [printOf(header, txn), printOf(known.header, known.txn)]
    if (own !== other)
      return `${formatZxid(zxid)} is one transaction at ${node} (${own}) and another at ${known.by} (${other})`
  }
  known.header = header
  known.txn = txn
  return undefined
}

/** A print of its bytes. */
function printOf(header: TxnHeader, txn: Txn): string {
  const bytes = encodeTxnRecord({ header, txn, digest: null })
  return `${txn.type}/${bytes.length}/${crc32(bytes)}`
}
