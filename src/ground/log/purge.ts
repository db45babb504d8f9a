/**
 * Which snapshots and logs nobody needs any more (PurgeTxnLog).
 *
 * Laws: 1. The newest `retain` valid snapshots stay, and with them every log that any of them needs: all from the oldest of
 * them on, and the one before, which may hold what came after it. 2. Without a valid snapshot nothing goes.
 */
import { mut } from '../base/mut.ts'
import type { Zxid } from '../ids.ts'
import { zxidOfName } from './folder.ts'

type Numbered = { readonly name: string; readonly zxid: Zxid }

/** The names of `kind`, ascending by zxid. */
function numbered(names: Iterable<string>, kind: 'log' | 'snapshot'): readonly Numbered[] {
  const found: Numbered[] = []
  for (const name of names) {
    const zxid = zxidOfName(kind, name)
    if (zxid !== undefined) found.push({ name, zxid })
  }
  return found.sort((a, b) => (a.zxid < b.zxid ? -1 : a.zxid > b.zxid ? 1 : 0))
}

/** The files of a folder (`names`) that may go, the oldest first; snapshots named in `broken` can't be read and count for nothing. */
export function planPurge(names: Iterable<string>, broken: ReadonlySet<string>, retain: number): readonly string[] {
  const all = [...names]
  const valid = numbered(all, 'snapshot').filter(({ name }) => !broken.has(name))
  const oldest = valid.slice(-retain)[0]
  if (oldest === undefined) return []
  const isOld = ({ zxid }: Numbered): boolean => zxid < oldest.zxid
  const logs = numbered(all, 'log')
  // Zoo 34: ZOOKEEPER-3231.
  const before = mut('purgesNeededLog') ? undefined : logs.findLast(({ zxid }) => zxid <= oldest.zxid)
  const stale = [...numbered(all, 'snapshot').filter(isOld), ...logs.filter((log) => isOld(log) && log !== before)]
  return stale.map(({ name }) => name)
}
