/** The words on standard input: the console's vocabulary, as far as it is about servers. */

import { fail, ok, type Result } from '../../ground/base/result.ts'
import { type ServerId, serverId } from '../../ground/ids.ts'
import type { PeerType } from '../../protocol/membership.ts'

export type ServeCommand =
  /** `server` undefined: the leader. */
  | { readonly type: 'kill'; readonly server: ServerId | undefined }
  | { readonly type: 'stop' | 'restart' | 'pause' | 'resume'; readonly server: ServerId }
  | { readonly type: 'add'; readonly role: PeerType }
  | { readonly type: 'remove'; readonly server: ServerId }
  | { readonly type: 'status' }

const ACTS = { stop: 'stop', restart: 'restart', pause: 'pause', resume: 'resume', remove: 'remove' } as const
export const COMMANDS: string = 'kill N|leader, stop N, restart N, pause N, resume N, add [observer], remove N, status'

/** A line as a command for the servers `ids`; undefined for an empty line; a text that says what is wrong with it. */
export function parseCommand(line: string, ids: readonly number[]): Result<ServeCommand, string> | undefined {
  const words = line.trim().split(/\s+/)
  const [word = '', object, ...more] = words
  if (word === '') return undefined
  if (word === 'status' && object === undefined) return ok({ type: 'status' })
  if (word === 'add' && more.length === 0) {
    if (object === undefined || object === 'participant') return ok({ type: 'add', role: 'participant' })
    return object === 'observer' ? ok({ type: 'add', role: 'observer' }) : fail('add needs nothing, or observer')
  }
  const act = word === 'kill' ? 'kill' : isAct(word) ? ACTS[word] : undefined
  if (act === undefined || more.length > 0)
    return fail(`unknown command ${JSON.stringify(line.trim())}; there are: ${COMMANDS}`)
  if (act === 'kill' && object === 'leader') return ok({ type: 'kill', server: undefined })
  const id = /^\d{1,3}$/.test(object ?? '') ? Number(object) : 0
  if (!ids.includes(id)) return fail(`${act} needs a server: ${ids.join(', ')}${act === 'kill' ? ', or leader' : ''}`)
  return ok({ type: act, server: serverId(id) })
}

function isAct(word: string): word is keyof typeof ACTS {
  return Object.hasOwn(ACTS, word)
}
