/**
 * A TCP connection of a program outside, as a node of the ensemble: what comes over TCP goes on its one link to a server,
 * what the server answers goes back. It understands nothing of what it carries.
 *
 * Laws:
 * 1. Bytes keep their order in both directions, and an end comes after the bytes before it.
 * 2. A program that sends no more but still reads (`echo ruok | nc`) gets its answer: the link stays up for `answerMs` where
 *    what it sent is words. A program with a session that ends is gone, and its server hears of it at once.
 */
import { linkId, type Millis, type NodeName, type ServerId } from '../../ground/ids.ts'
import type { ClientEffect } from '../../protocol/client/seam.ts'
import type { LinkInput } from '../links.ts'
import type { Core } from './loopState.ts'

export type ExternalInput =
  | { readonly type: 'started' }
  /** Bytes of the program. */
  | { readonly type: 'brought'; readonly bytes: Uint8Array }
  /** It sends no more. */
  | { readonly type: 'ended' }
  /** It is gone; `reason` in words. */
  | { readonly type: 'gone'; readonly reason: string }
/** The program's end of the connection. */
export type Outside = {
  readonly write: (bytes: Uint8Array) => void
  readonly close: (reset: boolean, reason: string) => void
}

/** How long the answer to words may take, in virtual milliseconds. */
export const answerMs: Millis = 5000
/** The first byte of a frame is the highest of its length: 0. A four-letter word begins with a letter. */
const FIRST_LETTER = 0x20

type State = { first: number | undefined; open: boolean; deadline: Millis }

/** The core of the node `self`, whose program reached the port of `server`. */
export function externalCore(self: NodeName, server: ServerId, outside: Outside): Core<ExternalInput> {
  const link = linkId(self)
  const state: State = { first: undefined, open: true, deadline: Number.POSITIVE_INFINITY }
  const over = (reason: string): readonly ClientEffect[] => {
    state.open = false
    state.deadline = Number.POSITIVE_INFINITY
    return [
      { type: 'close', link, reason },
      { type: 'exit', reason },
    ]
  }
  const step = (
    now: Millis,
    input: ExternalInput | LinkInput | { readonly type: 'deadline' },
  ): readonly ClientEffect[] => {
    if (!state.open) return []
    switch (input.type) {
      case 'started':
        return [{ type: 'dial', link, channel: 'client', peer: server }]
      case 'brought':
        state.first ??= input.bytes[0]
        return [{ type: 'send', link, bytes: input.bytes }]
      case 'ended':
        if ((state.first ?? 0) < FIRST_LETTER) {
          outside.close(false, 'closed by the program')
          return over('closed by the program')
        }
        state.deadline = now + answerMs
        return []
      case 'gone':
        return over(input.reason)
      case 'received':
        outside.write(input.bytes)
        return []
      case 'closed':
        state.open = false
        outside.close(false, input.reason)
        return [{ type: 'exit', reason: input.reason }]
      case 'deadline':
        if (now < state.deadline) return []
        outside.close(false, 'no answer')
        return over('no answer')
      default:
        return []
    }
  }
  return { step, nextDeadline: () => state.deadline }
}
