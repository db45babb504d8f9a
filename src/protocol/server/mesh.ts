/**
 * The election mesh: one link for each pair of servers (QuorumCnxManager). The side with the larger id keeps the link that
 * it dialled; the smaller one may dial, introduces itself, is hung up on and dialled back. To each peer only the newest
 * message counts: it is sent again whenever a link comes up.
 */
import { mut } from '../../ground/base/mut.ts'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { type LinkId, type Millis, type ServerId, serverId } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { drop, inbox, pour, takeFrame, whole } from '../../ground/jute/frames.ts'
import { ELECTION_PROTOCOL_VERSION, electionHandshake, type Notification } from '../../ground/jute/peer.ts'
import { encode } from '../../ground/jute/schema.ts'
import { decodeNotification } from '../election/notifications.ts'
import { addressOf, allMembers, allVoters, memberOf } from '../membership.ts'
import type { Effect } from '../seam.ts'
import { close, mintLink, send, trace } from './effects.ts'
import type { Mesh, Server } from './state.ts'

/** An election message is at most 512 KiB (QuorumCnxManager.PACKETMAXSIZE). */
const MESSAGE_BYTES_MAX = 524288

export function newMesh(): Mesh {
  return { links: new Map(), dialling: new Map(), unanswered: new Map(), inboxes: new Map(), last: new Map() }
}

/**
 * Voters that may still be heard, ourselves left out: their election link is up, or is being dialled. In the first election
 * of a process that is every voter: who does not answer yet may be starting just now, as we are.
 */
export function votersInReach(server: Server): ReadonlySet<ServerId> {
  const { links, dialling } = server.mesh
  const first = server.voteRound === 0
  const others = allVoters(server.views).filter((id) => id !== server.config.self)
  return new Set(others.filter((id) => first || links.has(id) || dialling.has(id)))
}

/** Sends `message` (framed) to a peer: at once where the link is up, else as soon as it is. */
export function tell(server: Server, out: Effect[], to: ServerId, message: Uint8Array): void {
  server.mesh.last.set(to, message)
  const link = server.mesh.links.get(to)
  if (link === undefined) return dial(server, out, to)
  send(out, link, message)
}

/** Dials a peer unless a link is up or being dialled. */
export function dial(server: Server, out: Effect[], to: ServerId): void {
  const { mesh, config } = server
  if (to === config.self || mesh.links.has(to) || mesh.dialling.has(to)) return
  const link = mintLink(server)
  mesh.dialling.set(to, link)
  mesh.inboxes.set(link, { peer: to, dialled: true, inbox: inbox() })
  out.push({ type: 'dial', link, channel: 'election', peer: to })
}

/**
 * Dials every voter without a link, also those that should have dialled back and did not, and those whose dial nobody
 * answered for `dialTimeoutMs` (a host that vanished says nothing).
 */
export function redial(server: Server, now: Millis, out: Effect[]): void {
  const { mesh, config } = server
  for (const [peer, link] of mesh.dialling) {
    const since = mesh.unanswered.get(link) ?? now
    mesh.unanswered.set(link, since)
    if ((mesh.inboxes.has(link) && now - since < config.dialTimeoutMs) || mut('dialOnce')) continue
    if (mesh.inboxes.has(link)) close(out, link, 'nobody answers')
    onElectionClosed(server, link)
    mesh.dialling.delete(peer)
  }
  for (const id of allVoters(server.views)) dial(server, out, id)
}

/** A link came up. The dialler introduces itself, then hangs up if the other side has the larger id. */
export function onElectionOpened(server: Server, link: LinkId, dialled: boolean, out: Effect[]): ServerId | undefined {
  const { mesh, config } = server
  if (!dialled) {
    mesh.inboxes.set(link, { peer: undefined, dialled: false, inbox: inbox() })
    return undefined
  }
  const peer = mesh.inboxes.get(link)?.peer
  if (peer === undefined) return undefined
  const self = memberOf(server.views.current, config.self) ?? { id: config.self, type: 'participant' }
  const { host, electionPort } = addressOf(self)
  const address = encodeUtf8(`${host}:${electionPort}`)
  const hello = { protocolVersion: ELECTION_PROTOCOL_VERSION, serverId: config.self, address }
  send(out, link, encode(electionHandshake, hello))
  if (peer > config.self) {
    // It stays among those being dialled: its vote may be about to come.
    mesh.inboxes.delete(link)
    close(out, link, `server ${peer} has the larger id: it dials back`)
    return undefined
  }
  return keep(server, peer, link, out)
}

/** Bytes on an election link; returns the notifications in them and who sent them. */
export function onElectionBytes(server: Server, link: LinkId, bytes: Uint8Array, out: Effect[]): MeshNews {
  const entry = server.mesh.inboxes.get(link)
  if (entry === undefined) return { up: undefined, heard: [] }
  pour(entry.inbox, bytes)
  let up: ServerId | undefined
  if (entry.peer === undefined) {
    const from = takeHandshake(entry.inbox)
    if (from === undefined) return { up, heard: [] }
    if (!welcome(server, link, from, out)) return { up, heard: [] }
    entry.peer = from
    up = keep(server, from, link, out)
  }
  const heard: MeshNews['heard'][number][] = []
  for (;;) {
    const payload = takeFrame(entry.inbox, MESSAGE_BYTES_MAX, 1)
    if (payload === undefined) return { up, heard }
    const heardNow = decodeNotification(payload)
    if (heardNow !== undefined) heard.push({ from: entry.peer, notification: heardNow })
    else trace(out, { type: 'ignored', what: 'notification', from: entry.peer, reason: 'it is malformed' })
  }
}

export type MeshNews = {
  /** A peer whose link came up with these bytes. */
  readonly up: ServerId | undefined
  readonly heard: readonly { readonly from: ServerId; readonly notification: Notification }[]
}

/** A link is gone, or could not be dialled. Returns whether it was one of the mesh. */
export function onElectionClosed(server: Server, link: LinkId): boolean {
  const { mesh } = server
  const known = mesh.inboxes.delete(link)
  mesh.unanswered.delete(link)
  for (const [peer, dialling] of mesh.dialling) if (dialling === link) mesh.dialling.delete(peer)
  for (const [peer, used] of mesh.links) if (used === link) mesh.links.delete(peer)
  return known
}

/** Closes the links to servers that are not among `members`: they were removed. One that looks for us dials again. */
export function hangUpOnStrangers(server: Server, members: readonly ServerId[], out: Effect[]): void {
  const { mesh } = server
  for (const [peer, link] of [...mesh.links, ...mesh.dialling]) {
    if (members.includes(peer)) continue
    if (mesh.inboxes.has(link)) close(out, link, `server ${peer} is no member any more`)
    onElectionClosed(server, link)
    mesh.last.delete(peer)
  }
}

/** Whether an introduced peer's link may stay: only the larger id's does; the smaller one is dialled back. */
function welcome(server: Server, link: LinkId, from: ServerId, out: Effect[]): boolean {
  const { config, mesh } = server
  // Whoever wants to join is no member yet, and whoever was removed may not know it: both are answered.
  if (!config.reconfigEnabled && !allMembers(server.views).includes(from)) {
    mesh.inboxes.delete(link)
    close(out, link, `server ${from} is no member of the ensemble`)
    return false
  }
  if (from > config.self) return true
  mesh.inboxes.delete(link)
  close(out, link, `server ${config.self} has the larger id and dials back`)
  // Where our own link is up or on its way (both dialled at once), that one serves.
  dial(server, out, from)
  return false
}

function keep(server: Server, peer: ServerId, link: LinkId, out: Effect[]): ServerId {
  const { mesh } = server
  const old = mesh.links.get(peer)
  if (old !== undefined && old !== link) {
    mesh.inboxes.delete(old)
    close(out, old, 'replaced by a new link')
  }
  mesh.dialling.delete(peer)
  mesh.unanswered.delete(link)
  mesh.links.set(peer, link)
  const message = mesh.last.get(peer)
  if (message !== undefined) send(out, link, message)
  return peer
}

/** The id of an introduced dialler, or undefined while its handshake is incomplete. Throws ProtocolError. */
function takeHandshake(box: Parameters<typeof whole>[0]): ServerId | undefined {
  if (box.length < 20) return undefined
  const reader = new Reader(whole(box))
  if (reader.long() !== ELECTION_PROTOCOL_VERSION)
    throw new ProtocolError('an election link must begin with version -65536', 0)
  const id = Number(reader.long())
  const length = reader.int()
  if (length < 1 || length > 2048) throw new ProtocolError(`an address of ${length} bytes is not allowed`, 16)
  if (reader.remaining < length) return undefined
  const address = decodeUtf8(reader.raw(length))
  if (!/^.+:\d+$/.test(address)) throw new ProtocolError(`not an address: ${address.slice(0, 40)}`, 20)
  if (!(id >= 0 && id <= 255)) throw new ProtocolError(`not a server id: ${id}`, 8)
  drop(box, reader.offset)
  return serverId(id)
}

/** A peer broke the rules on an election link: that link is closed, and nothing else. */
export function refuseElectionLink(server: Server, link: LinkId, error: ProtocolError, out: Effect[]): void {
  trace(out, {
    type: 'ignored',
    what: 'election bytes',
    from: server.mesh.inboxes.get(link)?.peer,
    reason: error.message,
  })
  close(out, link, error.message)
  onElectionClosed(server, link)
}
