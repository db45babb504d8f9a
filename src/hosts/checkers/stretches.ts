/**
 * A set of zxids as the stretches without a gap that it consists of: a log goes on where it stood, so a disk of thousands of
 * transactions is one stretch for each epoch.
 */
import { counterOf, type Epoch, epochOf, maxZxid, ZXID_NONE, type Zxid, zxidOf } from '../../ground/ids.ts'
import { SLACK } from './checker.ts'

/** Counters of an epoch, both ends included. */
type Stretch = { readonly epoch: Epoch; from: number; to: number }
/** Oldest first. */
export type Stretches = { list: Stretch[]; count: number }

export function createStretches(): Stretches {
  return { list: [], count: 0 }
}

export function addTo(set: Stretches, zxid: Zxid): void {
  const [epoch, counter] = [epochOf(zxid), counterOf(zxid)]
  const last = set.list.at(-1)
  if (last !== undefined && last.epoch === epoch && last.to + 1 === counter) last.to = counter
  else if (isIn(set, zxid)) return
  else set.list.push({ epoch, from: counter, to: counter })
  set.count += 1
}

export function isIn({ list }: Stretches, zxid: Zxid): boolean {
  const epoch = epochOf(zxid)
  const counter = counterOf(zxid)
  for (let i = list.length - 1; i >= 0; i--) {
    const stretch = list[i]
    if (stretch?.epoch === epoch && counter >= stretch.from && counter <= stretch.to) return true
  }
  return false
}

/** Nothing after `zxid` is left. Returns what was there. */
export function cutAfter(set: Stretches, zxid: Zxid): readonly Zxid[] {
  const [epoch, counter] = [epochOf(zxid), counterOf(zxid)]
  const taken: Zxid[] = []
  for (const one of set.list) {
    const first = one.epoch === epoch ? Math.max(one.from, counter + 1) : one.from
    if (one.epoch >= epoch) for (let at = first; at <= one.to; at++) taken.push(zxidOf(one.epoch, at))
  }
  set.list = set.list.filter((one) => one.epoch < epoch || (one.epoch === epoch && one.from <= counter))
  for (const one of set.list) if (one.epoch === epoch) one.to = Math.min(one.to, counter)
  set.count -= taken.length
  return taken
}

/** The highest of all; ZXID_NONE where there is none. */
export function highestIn({ list }: Stretches): Zxid {
  return list.reduce((highest, { epoch, to }) => maxZxid(highest, zxidOf(epoch, to)), ZXID_NONE)
}

/** Forgets the oldest where there are too many more than `max`. Returns the highest of those; ZXID_NONE where there is none. */
export function forgetBeyond(set: Stretches, max: number): Zxid {
  let forgotten: Zxid = ZXID_NONE
  if (set.count <= max + SLACK) return forgotten
  while (set.count > max) {
    const [oldest] = set.list
    if (oldest === undefined) return forgotten
    const last = Math.min(oldest.to, oldest.from + set.count - max - 1)
    forgotten = maxZxid(forgotten, zxidOf(oldest.epoch, last))
    set.count -= last + 1 - oldest.from
    if (last === oldest.to) set.list.shift()
    else oldest.from = last + 1
  }
  return forgotten
}
