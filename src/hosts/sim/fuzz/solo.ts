/**
 * A server under a fuzzer: its disk answers at once, its links go nowhere, and after each input everything that must hold
 * of a server is looked at. It may begin as a copy of any server's state, in whatever role that one is.
 */
import { assert } from '../../../ground/base/assert.ts'
import { type LinkId, linkId, type Millis } from '../../../ground/ids.ts'
import type { Channel, Effect, Input } from '../../../protocol/seam.ts'
import { checkInvariants } from '../../../protocol/server/invariants.ts'
import { nextDeadline, step } from '../../../protocol/server/server.ts'
import type { Server } from '../../../protocol/server/state.ts'
import { applyOp, type Folder, filesOf } from '../../folder.ts'
import { type Meter, timed } from '../../fuzzing.ts'

export type Solo = {
  readonly server: Server
  readonly disk: Folder
  readonly meter: Meter
  now: Millis
  /** What was sent on each link and not yet looked at. */
  readonly sent: Map<LinkId, Uint8Array[]>
  readonly closed: Map<LinkId, string>
  links: number
}

/** Inputs that a server's own disk may cause in a row: more is a circle. */
const TURNS_MAX = 200_000

export function soloOf(server: Server, disk: Folder, now: Millis, meter: Meter): Solo {
  return { server, disk, meter, now, sent: new Map(), closed: new Map(), links: 0 }
}

/** Gives one input, then whatever the disk has to say of what it came to. */
export function give(solo: Solo, input: Input): void {
  const waiting: Input[] = [input]
  for (let turn = 0; waiting.length > 0; turn++) {
    assert(turn < TURNS_MAX, 'a server goes round in circles with its disk')
    const next = waiting.shift()
    if (next === undefined || solo.server.ended !== undefined) return
    const out: Effect[] = []
    if (turn === 0) timed(solo.meter, () => step(solo.server, solo.now, next, out))
    else step(solo.server, solo.now, next, out)
    checkInvariants(solo.server)
    perform(solo, out, waiting)
  }
}

function perform(solo: Solo, out: readonly Effect[], waiting: Input[]): void {
  let stored = 0
  for (const effect of out) {
    switch (effect.type) {
      case 'send': {
        const sent = solo.sent.get(effect.link)
        if (sent === undefined) solo.sent.set(effect.link, [effect.bytes])
        else sent.push(effect.bytes)
        break
      }
      case 'close':
        solo.closed.set(effect.link, effect.reason)
        break
      case 'disk':
        stored = effect.ticket
        if (effect.op.type === 'read') waiting.push({ type: 'files', ticket: effect.ticket, files: filesOf(solo.disk) })
        else applyOp(solo.disk, effect.op)
        break
      case 'dial':
      case 'exit':
      case 'trace':
        break
    }
  }
  if (stored > 0) waiting.push({ type: 'stored', ticket: stored })
}

/** Opens a link that somebody dialled to the server. */
export function dialIn(solo: Solo, channel: Channel): LinkId {
  solo.links += 1
  const link = linkId(`fuzz-${solo.links}`)
  give(solo, { type: 'opened', link, channel, peer: undefined, dialled: false, address: '127.0.0.1:1' })
  return link
}

export function pour(solo: Solo, link: LinkId, bytes: Uint8Array): void {
  if (!solo.closed.has(link)) give(solo, { type: 'received', link, bytes })
}

/** Lets time pass to the server's next deadlines, `count` of them at most, and not beyond `until`. */
export function wait(solo: Solo, until: Millis, count: number = 100): void {
  for (let turn = 0; turn < count; turn++) {
    const at = nextDeadline(solo.server)
    if (at > until) break
    solo.now = Math.max(solo.now, at)
    give(solo, { type: 'deadline' })
  }
  solo.now = Math.max(solo.now, until)
}

/** Bytes that came and that the server keeps because they are not whole yet. */
export function keptBytes({ server }: Solo): number {
  let kept = 0
  for (const connection of server.connections.values()) kept += connection.inbox.length
  for (const { inbox } of server.mesh.inboxes.values()) kept += inbox.length
  const { role } = server
  if (role.type === 'leading') for (const learner of role.learners.values()) kept += learner.inbox.length
  if (role.type === 'following' || role.type === 'observing') kept += role.inbox.length
  return kept
}

/** Takes what was sent on `link`. */
export function takeSent(solo: Solo, link: LinkId): readonly Uint8Array[] {
  const sent = solo.sent.get(link) ?? []
  solo.sent.delete(link)
  return sent
}
