/** What a node in its worker consists of: its core, what the loop needs of the worker, and everything that waits. */
import type { LinkId, Millis, NodeName } from '../../ground/ids.ts'
import type { ClientEffect } from '../../protocol/client/seam.ts'
import type { Effect } from '../../protocol/seam.ts'
import type { VirtualClock } from '../clock.ts'
import type { Flight } from '../engine.ts'
import type { Recorder } from '../journal.ts'
import type { Endpoint, LinkInput } from '../links.ts'
import type { LocalClock } from '../localClock.ts'
import type { ApplicationPorts, DiskPorts } from '../perform.ts'
import type { Rules } from '../rules.ts'
import type { Envelope } from '../workerMessages.ts'
import { emptyInbox, type Inbox } from './inbox.ts'
import type { Nap } from './naps.ts'
import { type TraceBook, traceBook } from './traceBook.ts'

/** A core as the loop sees it. */
export type Core<I> = {
  readonly step: (now: Millis, input: I | LinkInput | Deadline) => readonly (Effect | ClientEffect)[]
  readonly nextDeadline: () => Millis
  /** Bytes of a link that it was given and has not read; absent: it reads all at once. */
  readonly unread?: (link: LinkId) => number
}
export type Deadline = { readonly type: 'deadline' }

/** What the loop needs of its worker. */
export type LoopPorts = ApplicationPorts &
  DiskPorts & {
    /** Milliseconds since 1970. */
    readonly real: () => number
    readonly send: (envelope: Envelope) => void
    /** The first contact with an incarnation of a peer: watch its life. */
    readonly met: (peer: NodeName, incarnation: number) => void
    /** A peer's core took that many of the bytes that we brought from outside. */
    readonly taken?: (bytes: number) => void
    /** After each turn: arm timers, hand out the trace. */
    readonly rest: () => void
    /** The node is over: by its own will, or by a crash. */
    readonly ended: (how: 'exit' | 'crash', reason: string) => void
  }
/** What is known of a peer. */
export type Peer = { incarnation: number; alive: boolean; watched: boolean }

export type NodeLoop<I> = {
  readonly self: NodeName
  readonly instance: string
  readonly incarnation: number
  readonly core: Core<I>
  readonly ports: LoopPorts
  readonly end: Endpoint
  readonly inbox: Inbox
  readonly book: TraceBook
  readonly journal: Recorder<unknown, unknown>
  readonly peers: Map<NodeName, Peer>
  readonly outbox: Map<NodeName, Flight[]>
  /** Bytes of programs outside that the core was given, and that nobody was told of yet. */
  readonly taken: Map<NodeName, { readonly link: LinkId; readonly bytes: number }>
  /** Answers of the disk, and acts on a frozen node. */
  readonly ready: I[]
  /** Who waits for a time, in no order. */
  readonly naps: Nap[]
  clock: VirtualClock
  /** The clock of this node's machine, over the page's: the core knows no other. */
  localClock: LocalClock
  localNow: Millis
  rules: Rules
  now: Millis
  journalBytes: number
  running: boolean
  /** Only what is rare is told (`thin.ts`). */
  thin: boolean
}

/** Events that one task takes at most, so that a flood leaves room for other messages. */
export const turnEventsMax: number = 2000
/** A flight that is due within this real time is due: clocks of two threads differ by less, a timer is coarser. */
export const dueToleranceMs: number = 0.5
/** Bytes from outside that may wait to be read by a core: beyond it the gateway reads no more, until less waits. */
export const unreadBytesMax: number = 1024 * 1024

export function nodeLoop<I>(
  start: Pick<
    NodeLoop<I>,
    'self' | 'instance' | 'incarnation' | 'core' | 'ports' | 'end' | 'journal' | 'clock' | 'localClock' | 'rules'
  >,
): NodeLoop<I> {
  return {
    ...start,
    inbox: emptyInbox(),
    book: traceBook(),
    peers: new Map(),
    outbox: new Map(),
    taken: new Map(),
    ready: [],
    naps: [],
    localNow: 0,
    now: start.clock.virtual,
    journalBytes: 0,
    running: true,
    thin: false,
  }
}
