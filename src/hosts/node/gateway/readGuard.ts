/**
 * The guard on a connection to a real ensemble that is only to be looked at: it reads every frame of the page, lets reads
 * pass and answers everything else itself, so that no write leaves this process, whatever the page says.
 *
 * Laws:
 * 1. What is not known to be a read is refused: a new operation of a later ZooKeeper is none until it is listed here.
 * 2. A refused request is answered in its turn, after the answers to all that was asked before it (ClientCnxn counts on it),
 *    with NOTREADONLY, as a server answers that takes no writes.
 * 3. A session is made and closed: without one nothing can be read.
 */
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { ZXID_ZERO, type Zxid } from '../../../ground/ids.ts'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { KeeperErrors } from '../../../ground/jute/errors.ts'
import { frame, type Inbox, inbox, pour, takeFrame } from '../../../ground/jute/frames.ts'
import { OpCode, type OpName, opName, SpecialXid } from '../../../ground/jute/opcodes.ts'
import { replyHeader, requestHeader } from '../../../ground/jute/records.ts'
import type { WordName } from '../../../protocol/config.ts'
import { frameBytesMax } from '../../gateway/messages.ts'

/** Operations that change nothing but what the session itself watches and who it is. */
const READS: readonly OpName[] = [
  'exists',
  'getData',
  'getACL',
  'getChildren',
  'sync',
  'ping',
  'getChildren2',
  'checkWatches',
  'removeWatches',
  'multiRead',
  'auth',
  'setWatches',
  'getEphemerals',
  'getAllChildrenNumber',
  'setWatches2',
  'addWatch',
  'whoAmI',
  'closeSession',
]
const READ_CODES: ReadonlySet<number> = new Set(READS.map((name) => OpCode[name]))
/** Four-letter words that only tell; `crst` and `srst` reset what others measure. */
const WORDS: readonly WordName[] = [
  'conf',
  'cons',
  'dirs',
  'dump',
  'envi',
  'isro',
  'mntr',
  'ruok',
  'srvr',
  'stat',
  'wchc',
  'wchp',
  'wchs',
]
/** Longest answer of a server: a little more than jute.maxbuffer, as servers count without the header. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

/** A request under way: forwarded, or refused and waiting for its turn. */
type Pending = { readonly xid: number; readonly refused: boolean }
export type ReadGuard = {
  readonly asked: Inbox
  readonly answered: Inbox
  readonly pending: Pending[]
  /** Before the first four bytes; a four-letter word; a session, whose first frames are the handshake. */
  state: 'fresh' | 'word' | 'shaking' | 'session' | 'over'
  /** The connect request has passed. */
  greeted: boolean
  lastZxid: Zxid
  readonly refuse: (what: string) => void
}
/** What goes where after some bytes. `over`: nothing more is to be said to either side. */
export type Passed = {
  readonly toServer: readonly Uint8Array[]
  readonly toPage: readonly Uint8Array[]
  readonly over: boolean
}

/** `refuse` hears of each refusal in words, for the log. */
export function readGuard(refuse: (what: string) => void): ReadGuard {
  return { asked: inbox(), answered: inbox(), pending: [], state: 'fresh', greeted: false, lastZxid: ZXID_ZERO, refuse }
}

/** Bytes of the page. Throws ProtocolError where they are no frames. */
export function fromPage(guard: ReadGuard, bytes: Uint8Array): Passed {
  if (guard.state === 'over' || guard.state === 'word') return NOTHING
  if (guard.state === 'fresh') {
    // A word comes in one piece; a session's first frame is longer than four bytes.
    const word = bytes.length >= 4 ? decodeUtf8(bytes.subarray(0, 4)) : ''
    if (/^[a-z]{4}$/.test(word)) return wordOf(guard, word)
    guard.state = 'shaking'
  }
  pour(guard.asked, bytes)
  const toServer: Uint8Array[] = []
  for (let body = next(guard.asked); body !== undefined; body = next(guard.asked))
    if (isForwarded(guard, body)) toServer.push(frame(body))
  return { toServer, toPage: due(guard), over: false }
}

/** Bytes of the server, with the refusals whose turn has come. */
export function fromServer(guard: ReadGuard, bytes: Uint8Array): readonly Uint8Array[] {
  if (guard.state === 'word') return [bytes]
  pour(guard.answered, bytes)
  const toPage: Uint8Array[] = []
  const take = () => takeFrame(guard.answered, ANSWER_BYTES_MAX)
  for (let body = take(); body !== undefined; body = take()) {
    toPage.push(frame(body))
    if (guard.state === 'shaking') guard.state = 'session'
    else note(guard, body)
    toPage.push(...due(guard))
  }
  return toPage
}

const NOTHING: Passed = { toServer: [], toPage: [], over: false }

function wordOf(guard: ReadGuard, word: string): Passed {
  if (WORDS.some((name) => name === word)) {
    guard.state = 'word'
    return { toServer: [encodeUtf8(word)], toPage: [], over: false }
  }
  guard.state = 'over'
  guard.refuse(word)
  return { toServer: [], toPage: [encodeUtf8(`${word} is refused: started without --allow-writes\n`)], over: true }
}

function next(box: Inbox): Uint8Array | undefined {
  return takeFrame(box, frameBytesMax)
}

/** Whether a frame goes on; a refused one is put in its place of the line. */
function isForwarded(guard: ReadGuard, body: Uint8Array): boolean {
  if (!guard.greeted) {
    guard.greeted = true
    return true
  }
  const { xid, type } = requestHeader.read(new Reader(body))
  const allowed = READ_CODES.has(type)
  guard.pending.push({ xid, refused: !allowed })
  if (!allowed) guard.refuse(opName(type) ?? `operation ${type}`)
  return allowed
}

/** An answer came: its request is no longer under way. */
function note(guard: ReadGuard, body: Uint8Array): void {
  const { xid, zxid } = replyHeader.read(new Reader(body))
  if (xid === SpecialXid.notification) return
  if (zxid > guard.lastZxid) guard.lastZxid = zxid
  const at = guard.pending.findIndex((request) => request.xid === xid && !request.refused)
  if (at >= 0) guard.pending.splice(at, 1)
}

/** Refusals that nothing stands before any more. */
function due(guard: ReadGuard): readonly Uint8Array[] {
  const answers: Uint8Array[] = []
  while (guard.pending[0]?.refused === true) {
    const { xid } = guard.pending.shift() ?? { xid: 0 }
    const writer = new Writer()
    replyHeader.write(writer, { xid, zxid: guard.lastZxid, err: KeeperErrors.notReadOnly.code })
    answers.push(frame(writer.bytes()))
  }
  return answers
}
