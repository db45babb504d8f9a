/**
 * The seam between a server and the world: read this page first.
 *
 * `step(server, now, input, out)` takes one input, changes the server's own state and pushes effects; `nextDeadline(server)`
 * says when it wants a `deadline` input at the latest. No I/O, no clock, no dice of its own: the same inputs at the same
 * times give the same state and the same effects, so a journal of inputs is the whole run.
 *
 * Laws that a host keeps:
 * 1. Effects are performed in the order they were pushed. Bytes of one link arrive in order, or the link is closed.
 * 2. Disk operations are performed in order. `stored` with ticket t says that all operations up to t survive a crash.
 * 3. After `closed` for a link no more inputs carry that link. A link id is used once.
 * 4. `now` never goes back.
 */
import type { LinkId, Millis, ServerId } from '../ground/ids.ts'
import type { TraceEvent } from './trace.ts'

/** What a link is for: the ports 2181 (client), 2888 (quorum) and 3888 (election). */
export type Channel = 'client' | 'quorum' | 'election'

/** A file of a server's data folder; names are relative to it: `version-2/log.100000001`. */
export type DiskFile = { readonly name: string; readonly bytes: Uint8Array }

/** One change to a server's folder, or the wish to read it all. `replace` is atomic (written aside, then renamed). */
export type DiskOp =
  | { readonly type: 'append'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly type: 'replace'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly type: 'cut'; readonly file: string; readonly length: number }
  | { readonly type: 'remove'; readonly file: string }
  | { readonly type: 'read' }

export type Input =
  /** The process starts on this folder. First input, once. */
  | { readonly type: 'started'; readonly files: readonly DiskFile[] }
  /** A link is up: one that we dialled (then `peer` answered), or one that somebody dialled to us. `peer` undefined: a client. */
  | {
      readonly type: 'opened'
      readonly link: LinkId
      readonly channel: Channel
      readonly peer: ServerId | undefined
      readonly dialled: boolean
      readonly address: string
    }
  | { readonly type: 'received'; readonly link: LinkId; readonly bytes: Uint8Array }
  /** The link broke, was closed by the other side, or could not be dialled; `reason` in words. */
  | { readonly type: 'closed'; readonly link: LinkId; readonly reason: string }
  /** Every disk operation up to `ticket` is durable. */
  | { readonly type: 'stored'; readonly ticket: number }
  /** The answer to a `read` operation, in its place in the order: the folder as it is now. */
  | { readonly type: 'files'; readonly ticket: number; readonly files: readonly DiskFile[] }
  /** The disk refused (full, broken): the server stops, as ZooKeeper's does. */
  | { readonly type: 'diskFailed'; readonly reason: string }
  | { readonly type: 'deadline' }
  /** A graceful stop: connections are closed, nothing more is done. */
  | { readonly type: 'stopping' }

export type Effect =
  | { readonly type: 'dial'; readonly link: LinkId; readonly channel: 'quorum' | 'election'; readonly peer: ServerId }
  | { readonly type: 'send'; readonly link: LinkId; readonly bytes: Uint8Array }
  /** What was sent before is still delivered; then the other side sees `closed`. We get no `closed` for it. */
  | { readonly type: 'close'; readonly link: LinkId; readonly reason: string }
  /** Tickets rise by one from 1 in each incarnation. */
  | { readonly type: 'disk'; readonly ticket: number; readonly op: DiskOp }
  /** The process ends (ZooKeeper's System.exit): `reason` in words. The host treats it as a crash. */
  | { readonly type: 'exit'; readonly reason: string }
  | { readonly type: 'trace'; readonly event: TraceEvent }

export type { Millis }
