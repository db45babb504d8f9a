/** The words on standard input: the console's vocabulary, as far as it is about servers. */

import { fail, ok, type Result } from '../../ground/base/result.ts'
import { type ServerId, serverId } from '../../ground/ids.ts'

export type ServeCommand =
  /** `server` undefined: the leader. */
  | { readonly type: 'kill'; readonly server: ServerId | undefined }
  | { readonly type: 'stop' | 'restart' | 'pause' | 'resume'; readonly server: ServerId }
  | { readonly type: 'status' }

const ACTS = { stop: 'stop', restart: 'restart', pause: 'pause', resume: 'resume' } as const
export const COMMANDS: string = 'kill N|leader, stop N, restart N, pause N, resume N, status'

/** A line as a command for servers 1 to `servers`; undefined for an empty line; a text that says what is wrong with it. */
export function parseCommand(line: string, servers: number): Result<ServeCommand, string> | undefined {
  const words = line.trim().split(/\s+/)
  const [word = '', object, ...more] = words
  if (word === '') return undefined
  if (word === 'status' && object === undefined) return ok({ type: 'status' })
  const act = word === 'kill' ? 'kill' : isAct(word) ? ACTS[word] : undefined
  if (act === undefined || more.length > 0)
    return fail(`unknown command ${JSON.stringify(line.trim())}; there are: ${COMMANDS}`)
  if (act === 'kill' && object === 'leader') return ok({ type: 'kill', server: undefined })
  const id = /^\d{1,3}$/.test(object ?? '') ? Number(object) : 0
  if (id < 1 || id > servers)
    return fail(`${act} needs a server from 1 to ${servers}${act === 'kill' ? ', or leader' : ''}`)
  return ok({ type: act, server: serverId(id) })
}

function isAct(word: string): word is keyof typeof ACTS {
  return Object.hasOwn(ACTS, word)
}
