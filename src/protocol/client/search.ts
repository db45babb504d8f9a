/**
 * A client that reads from a server without a majority looks for one that has it (ClientCnxn.SendThread.pingRwServer): it
 * asks the servers of its list, one after the other and ever more seldom, the four-letter word `isro` on a link of its own.
 *
 * Laws: 1. One question at a time; whoever does not answer in a second is not asked further. 2. The answer `rw` ends the
 * search: the client leaves for that server. 3. The search ends with the connection that it was for.
 */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import type { LinkId, Millis, ServerId } from '../../ground/ids.ts'
import * as hosts from './hosts.ts'
import type { ClientEffect } from './seam.ts'
import { type Client, mintLink } from './state.ts'

/** ClientCnxn.minPingRwTimeout and maxPingRwTimeout: the pause before each question, doubled each time. */
const PAUSE_MS_MIN: Millis = 100
const PAUSE_MS_MAX: Millis = 60_000
/** How long an answer may take (Socket.setSoTimeout). */
const ANSWER_MS: Millis = 1000
/** As many letters as the answer of interest has. */
const LETTERS = 2

/** `askAt`: the next question (Infinity while one is open). */
export type Search = { askAt: Millis; pauseMs: Millis; question: Question | undefined }
type Question = { readonly server: ServerId; readonly link: LinkId; readonly deadline: Millis; heard: string }

export function startSearch(now: Millis): Search {
  return { askAt: now + PAUSE_MS_MIN, pauseMs: PAUSE_MS_MIN, question: undefined }
}

export function nextSearchDeadline(search: Search | undefined): Millis {
  return search === undefined ? Number.POSITIVE_INFINITY : (search.question?.deadline ?? search.askAt)
}

/** Asks the next server, or gives up the one that says nothing. */
export function onSearchDeadline(client: Client, search: Search, now: Millis, out: ClientEffect[]): void {
  if (now < nextSearchDeadline(search)) return
  const { question } = search
  if (question !== undefined) {
    out.push({ type: 'close', link: question.link, reason: 'no answer to isro' })
    return pause(search, now)
  }
  const { server } = hosts.nextHost(client.hosts)
  const link = mintLink(client)
  search.question = { server, link, deadline: now + ANSWER_MS, heard: '' }
  out.push({ type: 'dial', link, channel: 'client', peer: server })
}

function pause(search: Search, now: Millis): void {
  search.question = undefined
  search.pauseMs = Math.min(2 * search.pauseMs, PAUSE_MS_MAX)
  search.askAt = now + search.pauseMs
}

/** The link of a question is up. False where it is none of ours. */
export function onQuestionOpened(search: Search | undefined, link: LinkId, out: ClientEffect[]): boolean {
  if (search?.question?.link !== link) return false
  out.push({ type: 'send', link, bytes: encodeUtf8('isro') })
  return true
}

/** Bytes of an answer; the server that has a majority, once it is known to have one. */
export function onAnswer(
  search: Search | undefined,
  link: LinkId,
  bytes: Uint8Array,
  now: Millis,
  out: ClientEffect[],
): ServerId | undefined {
  const question = search?.question
  if (search === undefined || question?.link !== link) return undefined
  question.heard += String.fromCharCode(...bytes.subarray(0, LETTERS))
  if (question.heard.length < LETTERS) return undefined
  out.push({ type: 'close', link, reason: 'answered' })
  pause(search, now)
  return question.heard.startsWith('rw') ? question.server : undefined
}

/** The server hung up, or is not there. */
export function onQuestionClosed(search: Search | undefined, link: LinkId, now: Millis): void {
  if (search?.question?.link === link) pause(search, now)
}

/** The connection ends that the search was for. */
export function endSearch(search: Search | undefined, out: ClientEffect[]): void {
  if (search?.question !== undefined) {
    out.push({ type: 'close', link: search.question.link, reason: 'the search is over' })
    search.question = undefined
  }
}
