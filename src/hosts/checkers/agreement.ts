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

/** What is known of a zxid: a print of its bytes, who showed it first, and the zxid before it; `txn` as it was seen last. */
type Known = { readonly print: string; readonly by: NodeName; before: Zxid | undefined; header: TxnHeader; txn: Txn }
export type AgreementState = Counted & {
  readonly transactions: Map<Zxid, Known>
  /** The last proposal of each epoch whose first proposal was seen. */
  readonly proposed: Map<Epoch, Zxid>
  /** Where each server's tree stands. */
  readonly applied: Map<NodeName, Zxid>
}

export function createAgreement(): AgreementState {
  return { count: 0, transactions: new Map(), proposed: new Map(), applied: new Map() }
}

export function observeAgreement(state: AgreementState, happening: Happening): Violation | undefined {
  return judged('agreement', happening, rule(state, happening))
}

function rule(state: AgreementState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'diskFate':
      if (isFreshStart(event)) state.applied.delete(node)
      if (!isWipe(event)) return undefined
      state.transactions.clear()
      state.proposed.clear()
      state.applied.delete(node)
      return undefined
    case 'booted':
      state.applied.set(node, event.lastZxid)
      return undefined
    case 'reloaded':
      state.applied.set(node, event.zxid)
      return undefined
    case 'proposed': {
      const epoch = epochOf(event.zxid)
      if (counterOf(event.zxid) === 1 || state.proposed.has(epoch)) remember(state.proposed, epoch, event.zxid)
      return identify(state, node, event)
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
  const last = state.applied.get(node)
  state.applied.set(node, zxid)
  const other = identify(state, node, event)
  if (other !== undefined) return other
  const proposed = state.proposed.get(epochOf(zxid))
  if (proposed !== undefined && zxid > proposed) return `${node} applies ${formatZxid(zxid)}, which nobody proposed`
  if (last === undefined) return undefined
  if (zxid <= last) return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}: time goes back`
  if (!follows(last, zxid)) return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}: there is a gap`
  const known = state.transactions.get(zxid)
  // A bare epoch start stands for a whole history: it is nobody's predecessor.
  if (known === undefined || counterOf(last) === 0) return undefined
  known.before ??= last
  if (known.before === last) return undefined
  return `${node} applies ${formatZxid(zxid)} after ${formatZxid(last)}, but elsewhere it follows ${formatZxid(known.before)}`
}

function identify(
  state: AgreementState,
  node: NodeName,
  { zxid, header, txn }: Of<'proposed' | 'applied'>,
): string | undefined {
  const known = state.transactions.get(zxid)
  // The very same object, as a server told it before.
  if (known?.txn === txn && known.header === header) return undefined
  const bytes = encodeTxnRecord({ header, txn, digest: null })
  const print = `${txn.type}/${bytes.length}/${crc32(bytes)}`
  if (known === undefined) {
    remember(state.transactions, zxid, { print, by: node, before: undefined, header, txn })
  } else if (known.print !== print) {
    return `${formatZxid(zxid)} is one transaction at ${node} (${print}) and another at ${known.by} (${known.print})`
  } else {
    known.header = header
    known.txn = txn
  }
  return undefined
}
