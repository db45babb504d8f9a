/** What clients do in a swarm. */
export type WorkloadName = 'ledger' | 'register' | 'mirror' | 'locker' | 'burst' | 'visitor' | 'queue' | 'ballot'

/** One sentence each. */
export const WORKLOADS: Readonly<Record<WorkloadName, string>> = {
  ledger: 'Makes and removes znodes of its own: what was acknowledged is so at the end.',
  register: 'Reads and sets a shared counter by version: every acknowledged step counts once.',
  mirror: 'Writes, and reads again whenever its watch fires: at the end it holds the last value.',
  locker: 'Takes a lock, holds it, gives it back: one holder at a time, and everybody again.',
  burst: 'Asks for many things at once without waiting: the checkers judge the answers.',
  visitor: 'Comes, leaves an ephemeral, moves, stands still, goes or dies: nothing of it stays.',
  queue: 'Puts items in and takes the first out: no item is lost, and none is taken twice.',
  ballot: 'Changes several znodes in one multi: all of them or none.',
}

export function isWorkload(name: string): name is WorkloadName {
  return Object.hasOwn(WORKLOADS, name)
}
export const WORKLOAD_NAMES: readonly WorkloadName[] = Object.keys(WORKLOADS).filter(isWorkload)
