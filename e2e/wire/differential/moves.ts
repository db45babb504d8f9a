/**
 * What may happen in a random conversation: sessions A, B and C connect, move, break off, and ask, one request or a
 * pipeline of them. A conversation is plain data that depends on its seed only, so a seed names it for ever and a shorter
 * one is made by leaving moves out. `$` is the conversation's own parent node.
 */
import type { Step } from '../../../src/protocol/server/conversationCodec.suite.ts'

export type Connect = {
  readonly do: 'connect'
  readonly s: string
  /** Counted from the leader on: 0 leads, 1 and 2 follow. */
  readonly server: number
  readonly timeout: number
  /** Comes back with its session instead of making one; the old connection goes on as `A'`. */
  readonly resume?: true
  readonly badPassword?: true
  /** What it claims to have seen, counted from the parent node's zxid. */
  readonly seen?: number
}
/** Breaks the connection without a word. */
export type Drop = { readonly do: 'drop'; readonly s: string }
/** Sends all requests at once, then waits for all answers. */
export type Ask = { readonly do: 'ask'; readonly s: string; readonly asks: readonly Step[] }
export type Move = Connect | Drop | Ask

const READS = new Set([
  'exists',
  'getData',
  'getChildren',
  'getChildren2',
  'getACL',
  'getAllChildrenNumber',
  'getEphemerals',
  'multiRead',
  'whoAmI',
  'checkWatches',
  'ping',
  'addWatch',
])

/** Whether anybody but the session itself can notice it. */
export function isQuiet(move: Move): boolean {
  return move.do === 'drop' || (move.do === 'ask' && move.asks.every((ask) => READS.has(ask.op)))
}

/** One line for people. */
export function showMove(move: Move): string {
  if (move.do !== 'ask') return JSON.stringify(move)
  return `${move.s}: ${move.asks.map((ask) => JSON.stringify(ask)).join(' + ')}`
}
