/**
 * Four-letter words (NIOServerCnxn.checkFourLetterWord): the first four bytes of a connection may be one. It is answered
 * with a text, byte for byte as 3.8 prints it, and the connection ends; what follows the word is ignored.
 *
 * Laws: 1. A word is told apart from a frame by its bytes alone: as a length it would be far too long. 2. A word that the
 * whitelist lacks is answered with just that. 3. A server that serves nobody still answers ruok, isro, envi and the masks.
 */
import { unreachable } from '../../../ground/base/assert.ts'
import { type Inbox, whole } from '../../../ground/jute/frames.ts'
import { type WordName, wordNames } from '../../config.ts'
import { isReadOnly } from '../readOnly.ts'
import { isServing } from '../serve.ts'
import type { Connection, Server } from '../state.ts'
import { resetConnectionStats, resetStats } from '../stats.ts'
import { consText, srvrText, statText } from './clients.ts'
import { confText, dirsText, enviText } from './configuration.ts'
import { dumpText } from './dump.ts'
import { mntrText } from './monitor.ts'
import { hashText, wchcText, wchpText, wchsText } from './watching.ts'

const WITHOUT_LEADER: ReadonlySet<WordName> = new Set(['ruok', 'isro', 'envi', 'gtmk', 'stmk'])

/** The word that waits in a new connection's bytes, or undefined where they are (or may become) a frame. */
export function wordIn(inbox: Inbox): WordName | undefined {
  if (inbox.length < 4) return undefined
  const text = String.fromCharCode(...whole(inbox).subarray(0, 4))
  return wordNames.find((name) => name === text)
}

/** Clients ask read-only servers `isro` to find one that is not: there it needs no permission. */
function isAllowed(server: Server, word: WordName): boolean {
  const { wordsAllowed, readOnlyMode } = server.config
  return wordsAllowed.includes(word) || (readOnlyMode && word === 'isro')
}

/** What `asking` gets for the word; srst and crst also do what they say. */
export function answerWord(server: Server, word: WordName, asking: Connection): string {
  if (!isAllowed(server, word)) return `${word} is not executed because it is not in the whitelist.\n`
  if (!isServing(server) && !WITHOUT_LEADER.has(word))
    return 'This ZooKeeper instance is not currently serving requests\n'
  switch (word) {
    case 'ruok':
      return 'imok'
    case 'isro':
      return isReadOnly(server) ? 'ro' : isServing(server) ? 'rw' : 'null'
    case 'srvr':
      return srvrText(server)
    case 'stat':
      return statText(server, asking)
    case 'cons':
      return consText(server, asking)
    case 'crst':
      resetConnectionStats(server)
      return 'Connection stats reset.\n'
    case 'srst':
      resetStats(server)
      return 'Server stats reset.\n'
    case 'mntr':
      return mntrText(server)
    case 'conf':
      return confText(server)
    case 'envi':
      return enviText(server)
    case 'dirs':
      return dirsText(server)
    case 'dump':
      return dumpText(server)
    case 'hash':
      return hashText(server)
    case 'gtmk':
      return String(server.traceMask)
    case 'stmk':
      server.traceMask = new DataView(whole(asking.inbox).slice(4, 12).buffer).getBigInt64(0)
      return String(server.traceMask)
    case 'wchs':
      return wchsText(server)
    case 'wchc':
      return wchcText(server)
    case 'wchp':
      return wchpText(server)
    default:
      return unreachable(word)
  }
}
