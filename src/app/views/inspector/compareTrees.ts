/** How other servers' trees compare with one server's: a digest says something about two trees at the same zxid alone. */
import type { ServerId, Zxid } from '../../../ground/ids.ts'
import type { Inspection } from '../../../hosts/inspection.ts'

export type Comparison = {
  readonly server: ServerId
  readonly verdict: 'same' | 'differs' | 'behind' | 'down'
  /** Where the other one is; undefined where it does not run. */
  readonly zxid: Zxid | undefined
}

type Held = Pick<Inspection, 'lastZxid' | 'digest'>

/** One comparison for each of `others`; who does not run holds undefined. */
export function compareTrees(
  own: Held,
  others: readonly (readonly [ServerId, Held | undefined])[],
): readonly Comparison[] {
  return others.map(([server, held]) => {
    if (held === undefined) return { server, verdict: 'down', zxid: undefined }
    const zxid = held.lastZxid
    if (zxid !== own.lastZxid) return { server, verdict: 'behind', zxid }
    return { server, verdict: held.digest === own.digest ? 'same' : 'differs', zxid }
  })
}
