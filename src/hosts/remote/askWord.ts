/** A four-letter word to a real server, over a connection of its own, as `echo srvr | nc` does it. */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import type { WordName } from '../../protocol/config.ts'
import { dial, hangUp, type Line, say } from './line.ts'

/** The text, or why there is none; `absent`: nobody listens there. */
export type Heard =
  | { readonly type: 'answer'; readonly text: string }
  | { readonly type: 'absent' | 'silent'; readonly reason: string }

/** A server that says nothing for so long is not waited for. */
const SILENCE_MS = 3000
/** Longer answers are cut off there: a server with very many watches. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export function askWord(line: Line, target: number, word: WordName): Promise<Heard> {
  return new Promise((answer) => {
    const pieces: Uint8Array[] = []
    let length = 0
    let isOpen = false
    let done = false
    const finish = (heard: Heard) => {
      if (done) return
      done = true
      clearTimeout(timer)
      if (call !== undefined) hangUp(line, call, 'heard enough')
      answer(heard)
    }
    const text = (): string => {
      const all = new Uint8Array(length)
      let at = 0
      for (const piece of pieces) {
        all.set(piece, at)
        at += piece.length
      }
      return decodeUtf8(all)
    }
    const timer = setTimeout(
      () => finish(length > 0 ? { type: 'answer', text: text() } : { type: 'silent', reason: 'no answer in 3 s' }),
      SILENCE_MS,
    )
    const call = dial(line, target, {
      opened: () => {
        isOpen = true
        if (call !== undefined) say(line, call, encodeUtf8(word))
      },
      received: (bytes) => {
        pieces.push(bytes)
        length += bytes.length
        if (length > ANSWER_BYTES_MAX) finish({ type: 'answer', text: text() })
      },
      closed: (reason) =>
        finish(
          isOpen && length > 0 ? { type: 'answer', text: text() } : { type: isOpen ? 'silent' : 'absent', reason },
        ),
    })
    if (call === undefined) finish({ type: 'silent', reason: 'the gateway is not open' })
  })
}
