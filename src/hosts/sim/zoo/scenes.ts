/** Scenes: short worlds that go straight where a random one seldom gets, by name. */
import type { Programs } from '../program.ts'
import { away, closing, lagging, leftBehind, secret, stolenSession } from './scenesOfClients.ts'
import { deadDisk, falsifiedMiddle, falsifiedRecord, fuzzySnapshot, unreadableSnapshot } from './scenesOfDisks.ts'
import { branchedOff, brokenSnap, countedTwice, cutBack, lastWord, loneLeader, rounds } from './scenesOfServers.ts'

export type SceneName =
  | 'cutBack'
  | 'countedTwice'
  | 'branchedOff'
  | 'brokenSnap'
  | 'lastWord'
  | 'loneLeader'
  | 'rounds'
  | 'falsifiedRecord'
  | 'falsifiedMiddle'
  | 'unreadableSnapshot'
  | 'deadDisk'
  | 'fuzzySnapshot'
  | 'stolenSession'
  | 'secret'
  | 'away'
  | 'closing'
  | 'leftBehind'
  | 'lagging'

/** Each plays once, with these programs; throws where something is wrong. */
export const SCENES: { readonly [K in SceneName]: (seed: number, programs: Programs) => void } = {
  cutBack,
  countedTwice,
  branchedOff,
  brokenSnap,
  lastWord,
  loneLeader,
  rounds,
  falsifiedRecord,
  falsifiedMiddle,
  unreadableSnapshot,
  deadDisk,
  fuzzySnapshot,
  stolenSession,
  secret,
  away,
  closing,
  leftBehind,
  lagging,
}
