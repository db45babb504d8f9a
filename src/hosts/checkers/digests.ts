/**
 * Equal histories make equal trees: after a zxid every server's tree has the same digest (ZOOKEEPER-3114), and it is the
 * one that the leader wrote into the transaction.
 */
import { formatZxid, type NodeName, type Zxid } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isWipe, judged, remember, type Violation } from './checker.ts'

export type DigestsState = Counted & {
  readonly digests: Map<Zxid, { readonly digest: bigint; readonly node: NodeName }>
}

export function createDigests(): DigestsState {
  return { count: 0, digests: new Map() }
}

export function observeDigests(state: DigestsState, happening: Happening): Violation | undefined {
  return judged('digests', happening, rule(state, happening))
}

function rule(state: DigestsState, { node, event }: Happening): string | undefined {
  if (isWipe(event)) state.digests.clear()
  if (event.type !== 'applied') return undefined
  const { zxid, digest, expected } = event
  const known = state.digests.get(zxid)
  if (known === undefined) remember(state.digests, zxid, { digest, node })
  if (known !== undefined || expected !== undefined) state.count += 1
  if (known !== undefined && known.digest !== digest) {
    return `after ${formatZxid(zxid)} ${node} holds another tree than ${known.node}`
  }
  if (expected === undefined || expected === digest) return undefined
  return `after ${formatZxid(zxid)} ${node} holds another tree than the leader foretold`
}
