/**
 * Looking at real servers: each is asked its words again and again, and what it tells is shown. A word that it refuses is not
 * asked again, and said so.
 *
 * Laws: 1. One question at a time to each server, and a pause between: looking costs next to nothing. 2. A server that
 * nobody answers for is down; one that answers and has no leader is looking.
 */
import { epoch, ZXID_ZERO } from '../../ground/ids.ts'
import type { WordName } from '../../protocol/config.ts'
import type { ServerSight } from '../engine.ts'
import { askWord, type Heard } from './askWord.ts'
import type { Line } from './line.ts'
import { consOf, isIdle, isRefused, mntrFacts, srvrOf, watchTotalIn, wchpOf } from './words.ts'

/** Pause between two looks, and after how many looks the costly word (`wchp`) is asked again. */
export const LOOK_MS = 1000
const WATCHES_EVERY = 3
/** Watches that are read of one server, at most. */
const WATCHES_MAX = 1000

export type Look =
  | { readonly type: 'sight'; readonly sight: ServerSight }
  /** Nobody listens there, or nobody answers: `reason` in words. */
  | { readonly type: 'down'; readonly reason: string }

export type Eye = {
  readonly line: Line
  readonly target: number
  readonly refused: Set<WordName>
  looks: number
  watches: ServerSight['watches']
}

export function eyeOf(line: Line, target: number): Eye {
  return { line, target, refused: new Set(), looks: 0, watches: undefined }
}

/** One look at a server. */
export async function look(eye: Eye): Promise<Look> {
  const heard = await askWord(eye.line, eye.target, 'srvr')
  if (heard.type !== 'answer') return { type: 'down', reason: heard.reason }
  const self = srvrOf(heard.text)
  if (self === undefined) return { type: 'sight', sight: idle(eye, heard) }
  const [mntr, cons] = [await ask(eye, 'mntr'), await ask(eye, 'cons')]
  if (eye.looks % WATCHES_EVERY === 0) {
    eye.watches = await watchesOf(eye)
  }
  eye.looks++
  return {
    type: 'sight',
    sight: {
      role: self.role,
      epoch: self.epoch,
      zxid: self.zxid,
      facts: mntr === undefined ? self.facts : mntrFacts(mntr),
      connections: cons === undefined ? undefined : consOf(cons),
      watches: eye.watches,
      refused: [...eye.refused],
    },
  }
}

/** All watches, where they are so few that to list them costs the server nothing (ZooKeeper's manual warns of `wchp`). */
async function watchesOf(eye: Eye): Promise<ServerSight['watches']> {
  const wchs = await ask(eye, 'wchs')
  const total = wchs === undefined ? undefined : watchTotalIn(wchs)
  if (total === undefined || total > WATCHES_MAX) return undefined
  const wchp = total === 0 ? '' : await ask(eye, 'wchp')
  return wchp === undefined ? undefined : wchpOf(wchp, WATCHES_MAX)
}

/** A server without a leader, or one that does not even allow `srvr`. */
function idle(eye: Eye, heard: Extract<Heard, { type: 'answer' }>): ServerSight {
  if (isRefused(heard.text)) eye.refused.add('srvr')
  const unknown = { connections: undefined, watches: undefined, facts: [], refused: [...eye.refused] }
  return { role: isIdle(heard.text) ? 'looking' : 'following', epoch: epoch(0), zxid: ZXID_ZERO, ...unknown }
}

/** The answer to a word; undefined where the server refuses it, is idle, or says nothing. */
async function ask(eye: Eye, word: WordName): Promise<string | undefined> {
  if (eye.refused.has(word)) return undefined
  const heard = await askWord(eye.line, eye.target, word)
  if (heard.type !== 'answer' || isIdle(heard.text)) return undefined
  if (!isRefused(heard.text)) return heard.text
  eye.refused.add(word)
  return undefined
}
