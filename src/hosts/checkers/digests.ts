/**
 * Equal histories make equal trees: after a zxid every server's tree has the same digest (ZOOKEEPER-3114), and it is the
 * one that the leader wrote into the transaction.
 */
import { formatZxid, type NodeName } from '../../ground/ids.ts'
import type { Happening } from '../engine.ts'
import { type Counted, isWipe, judged, type Violation } from './checker.ts'
import { type ByZxid, createByZxid, dropAll, putAt, valueAt } from './zxids.ts'

export type DigestsState = Counted & {
  readonly digests: ByZxid<{ readonly digest: bigint; readonly node: NodeName }>
}

export function createDigests(): DigestsState {
  return { count: 0, digests: createByZxid() }
}

export function observeDigests(state: DigestsState, happening: Happening): Violation | undefined {
  return judged('digests', happening, rule(state, happening))
}

function rule(state: DigestsState, { node, event }: Happening): string | undefined {
  if (event.type !== 'applied') {
    if (isWipe(event)) dropAll(state.digests)
    return undefined
  }
  const { zxid, digest, expected } = event
  const known = valueAt(state.digests, zxid)
  if (known === undefined) putAt(state.digests, zxid, { digest, node })
  if (known !== undefined || expected !== undefined) state.count += 1
  if (known !== undefined && known.digest !== digest) {
    return `after ${formatZxid(zxid)} ${node} holds another tree than ${known.node}`
  }
  if (expected === undefined || expected === digest) return undefined
  return `after ${formatZxid(zxid)} ${node} holds another tree than the leader foretold`
}
