/** Stats compared field by field, as a person would name the difference. */
import type { Stat } from '../../ground/jute/records.ts'

const FIELDS: readonly (keyof Stat)[] = [
  'czxid',
  'mzxid',
  'pzxid',
  'version',
  'cversion',
  'aversion',
  'ctime',
  'mtime',
  'ephemeralOwner',
  'dataLength',
  'numChildren',
]

/** The first field that differs, as `version 3 where 2 is due`; undefined where the two are equal. */
export function statDifference(stat: Stat, due: Stat): string | undefined {
  if (isSame(stat, due)) return undefined
  const field = FIELDS.find((name) => stat[name] !== due[name])
  return field === undefined ? undefined : `${field} ${said(stat[field])} where ${said(due[field])} is due`
}

/** Asked of each answer: whoever finds a difference has the time to name it. */
function isSame(a: Stat, b: Stat): boolean {
  if (a.version !== b.version || a.cversion !== b.cversion || a.aversion !== b.aversion) return false
  if (a.ctime !== b.ctime || a.mtime !== b.mtime) return false
  if (a.dataLength !== b.dataLength || a.numChildren !== b.numChildren) return false
  if (a.czxid !== b.czxid || a.mzxid !== b.mzxid || a.pzxid !== b.pzxid) return false
  return a.ephemeralOwner === b.ephemeralOwner
}

function said(value: Stat[keyof Stat]): string {
  return typeof value === 'bigint' ? `0x${BigInt.asUintN(64, value).toString(16)}` : String(value)
}
