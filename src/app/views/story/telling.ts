/**
 * Telling: a story while a batch is folded into it. Sentences are added, or news join the sentence of the same matter
 * (five servers that look are one sentence). The `tell…` functions change it in place, and nobody else.
 */
import type { Millis, NodeName, ServerId, SessionId, Zxid } from '../../../ground/ids.ts'
import type { Entry, Reason, StoryKind, Tale } from './tale.ts'

/** News of one matter join its sentence for so long, in virtual milliseconds. */
export const JOIN_MS: Millis = 1000
/** How far back a sentence to join is looked for. */
const JOIN_ENTRIES = 24
const REASONS_MAX = 24

export type Telling = {
  readonly entries: Entry[]
  nextId: number
  readonly names: Map<SessionId, string>
  readonly because: Map<ServerId, string>
  /** Who votes. */
  readonly servers: Set<ServerId>
  /** The membership that this is of; 0 before one was established. */
  version: Zxid
  leader: ServerId | undefined
  /** Clients that have a connection with a session. */
  readonly connected: Set<string>
  told: boolean
}

export type Told = {
  readonly kind: StoryKind
  readonly tale: Tale
  readonly about: Entry['about']
  readonly why?: readonly Reason[]
}

/** Adds a sentence. */
export function tell(telling: Telling, at: Millis, { kind, tale, about, why = [] }: Told): void {
  telling.entries.push({ id: telling.nextId, at, kind, tale, about, why })
  telling.nextId++
  telling.told = true
}

/** What joins a sentence: the changed tale, or undefined where this one is about something else. */
type Join = (tale: Tale, entry: Entry) => Tale | undefined

/**
 * Lets the news join the latest sentence that `join` takes, if that began within JOIN_MS; else adds `told`. Reasons are
 * added to those that stand there.
 */
export function tellOrJoin(telling: Telling, at: Millis, join: Join, told: Told): void {
  if (!joined(telling, at, join, told.why ?? [])) tell(telling, at, told)
}

/** As `tellOrJoin`, but tells nothing where there is nothing to join. Whether there was. */
export function joined(telling: Telling, at: Millis, join: Join, why: readonly Reason[] = []): boolean {
  const { entries } = telling
  const oldest = Math.max(0, entries.length - JOIN_ENTRIES)
  for (let i = entries.length - 1; i >= oldest; i--) {
    const entry = entries[i]
    if (entry === undefined || entry.at < at - JOIN_MS) return false
    const tale = join(entry.tale, entry)
    if (tale === undefined) continue
    entries[i] = { ...entry, tale, why: withReasons(entry.why, why) }
    telling.told = true
    return true
  }
  return false
}

function withReasons(known: readonly Reason[], more: readonly Reason[]): readonly Reason[] {
  const fresh = more.filter(({ node, words }) => !known.some((one) => one.node === node && one.words === words))
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-REASONS_MAX)
}

/** The last word of each node. */
export function lastOfEach(why: readonly Reason[]): readonly Reason[] {
  return why.filter(({ node }, i) => why.findLastIndex((one) => one.node === node) === i)
}

/** `ids` with `id` among them, ascending. */
export function withServer(ids: readonly ServerId[], id: ServerId): readonly ServerId[] {
  return ids.includes(id) ? ids : [...ids, id].sort((a, b) => a - b)
}
export function because(node: NodeName, words: string): readonly Reason[] {
  return words === '' ? [] : [{ node, words }]
}
/** A sentence about the servers of `type`, which others of the same join. */
export function joinServers<K extends 'started' | 'looking'>(type: K, id: ServerId): Join {
  return (tale) => (tale.type === type ? { type, servers: withServer(tale.servers, id) } : undefined)
}
