/**
 * The ways in which a world may fail: 24 classes, each with a name, a switch and a rate. The same table draws the options,
 * counts what fired and prints the coverage.
 */

export type FaultClass =
  | 'delay'
  | 'jitter'
  | 'reset'
  | 'partition'
  | 'oneWay'
  | 'isolateLeader'
  | 'clog'
  | 'swizzleClog'
  | 'crash'
  | 'crashAll'
  | 'pause'
  | 'slowCpu'
  | 'emptyDisk'
  | 'mixedBuilds'
  | 'loseUnflushed'
  | 'tear'
  | 'reorder'
  | 'bitFlip'
  | 'misdirect'
  | 'diskFull'
  | 'flushError'
  | 'slowFlush'
  | 'clockSkew'
  | 'sleepGap'

/** What each class does, in one sentence. */
export const FAULTS: Readonly<Record<FaultClass, string>> = {
  delay: 'Some directions take up to 1.5 s a message for a while.',
  jitter: 'Every message takes a random time on top, for a while.',
  reset: 'All links between two nodes break at once, with what is under way.',
  partition: 'Servers fall into two groups that do not hear each other.',
  oneWay: 'One group of servers does not hear the other, which hears it well.',
  isolateLeader: 'The leader is cut off from the other servers.',
  clog: 'One direction between two nodes is stopped up for a while; nothing is lost.',
  swizzleClog: 'Some servers are stopped up one by one, and set free in another order.',
  crash: 'A process dies, now or right after a chosen event, and is started again.',
  crashAll: 'All servers die at once.',
  pause: 'A server or a client stands still, as in a long garbage collection.',
  slowCpu: 'Each step of a server takes some milliseconds.',
  emptyDisk: 'A server comes back with an empty folder.',
  mixedBuilds: 'Servers run with two sets of limits, and are restarted with the other.',
  loseUnflushed: 'Power fails: what was not flushed is gone.',
  tear: 'Power fails in the middle of a write.',
  reorder: 'Power fails, and later writes survive where earlier ones do not.',
  bitFlip: 'One bit of a log or a snapshot is another one.',
  misdirect: 'A piece of a log or a snapshot was written to a wrong place.',
  diskFull: 'A flush finds no space left.',
  flushError: 'A flush fails, and nobody knows what of it was written.',
  slowFlush: 'Flushes of a server take up to 3 s for a while.',
  clockSkew: 'Clocks are fast, slow, or jump forward.',
  sleepGap: 'The whole world sleeps, and wakes up in some order.',
}

/** Whether there is a class of this name. */
export function isFault(name: string): name is FaultClass {
  return Object.hasOwn(FAULTS, name)
}
/** In the order of the table. */
export const FAULT_NAMES: readonly FaultClass[] = Object.keys(FAULTS).filter(isFault)

/** A value for each class. */
export function perFault<V>(value: (fault: FaultClass) => V): Record<FaultClass, V> {
  const values: Partial<Record<FaultClass, V>> = {}
  for (const fault of FAULT_NAMES) values[fault] = value(fault)
  return whole(values)
}
function whole<V>(values: Partial<Record<FaultClass, V>>): Record<FaultClass, V> {
  if (!isWhole(values)) throw new Error('every class has a value')
  return values
}
function isWhole<V>(values: Partial<Record<FaultClass, V>>): values is Record<FaultClass, V> {
  return FAULT_NAMES.every((fault) => fault in values)
}
