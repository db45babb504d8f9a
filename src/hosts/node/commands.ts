/** The words on standard input: the ensemble's own words, as the page's console has them, as far as they are about servers. */

import { fail, ok, type Result } from '../../ground/base/result.ts'
import type { ServerId } from '../../ground/ids.ts'
import type { PeerType } from '../../protocol/membership.ts'
import { problemText, type Spoken, speak } from '../vocabulary.ts'

export type ServeCommand =
  /** `server` undefined: the leader. */
  | { readonly type: 'kill'; readonly server: ServerId | undefined }
  | { readonly type: 'stop' | 'restart' | 'pause' | 'resume'; readonly server: ServerId }
  | { readonly type: 'add'; readonly role: PeerType }
  | { readonly type: 'remove'; readonly server: ServerId }
  | { readonly type: 'status' }

export const COMMANDS: string = 'kill N|leader, stop N, restart N, pause N, resume N, add [observer], remove N, status'

/**
 * A line as a command for the servers `ids`, of which `leader` leads; undefined for an empty line; a text that says what is
 * wrong with it.
 */
export function parseCommand(
  line: string,
  servers: readonly ServerId[],
  leader: ServerId | undefined,
): Result<ServeCommand, string> | undefined {
  if (line.trim() === '') return undefined
  const spoke = speak(line, { servers, clients: [], leader })
  if (spoke === undefined) return unknown(line)
  return spoke.ok ? (commandOf(spoke.value) ?? unknown(line)) : fail(problemText(spoke.error))
}

/** What `serve` does; undefined where it is a word for the page alone. */
function commandOf(spoken: Spoken): Result<ServeCommand, string> | undefined {
  switch (spoken.type) {
    case 'status':
      return ok({ type: 'status' })
    case 'kill':
      return ok({ type: 'kill', server: spoken.server })
    case 'stop':
      return ok(spoken)
    case 'freeze':
      return ok({ type: 'pause', server: spoken.server })
    case 'thaw':
      return ok({ type: 'resume', server: spoken.server })
    case 'restart':
      if (spoken.disk !== 'keep')
        return fail('restart keeps the disk here: stop the server and see to its folder yourself')
      return ok({ type: 'restart', server: spoken.server })
    case 'addServer':
      return ok({ type: 'add', role: spoken.role })
    case 'removeServer':
      return ok({ type: 'remove', server: spoken.server })
    default:
      return undefined
  }
}

function unknown(line: string): Result<ServeCommand, string> {
  return fail(`unknown command ${JSON.stringify(line.trim())}; there are: ${COMMANDS}`)
}
