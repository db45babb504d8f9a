/** Small words for pushing effects, so that handlers read as sentences. */
import { type LinkId, linkId } from '../../ground/ids.ts'
import type { Effect } from '../seam.ts'
import type { ServerEvent } from '../trace.ts'
import { encodeQuorumPacket, type PacketOf } from '../zab/packets.ts'
import type { Server } from './state.ts'

export function trace(out: Effect[], event: ServerEvent): void {
  out.push({ type: 'trace', event })
}
export function mark(out: Effect[], name: string): void {
  out.push({ type: 'trace', event: { type: 'mark', name } })
}
export function send(out: Effect[], link: LinkId, bytes: Uint8Array): void {
  out.push({ type: 'send', link, bytes })
}
export function close(out: Effect[], link: LinkId, reason: string): void {
  out.push({ type: 'close', link, reason })
}
export function sendPacket(out: Effect[], link: LinkId, packet: PacketOf): void {
  out.push({ type: 'send', link, bytes: encodeQuorumPacket(packet) })
}
/** A link id that was never used before: server, incarnation, count. */
export function mintLink(server: Server): LinkId {
  server.linkCount += 1
  return linkId(`s${server.config.self}.${server.config.incarnation}-${server.linkCount}`)
}
/** The process ends; nothing more is done (ZooKeeper's System.exit). */
export function exit(server: Server, out: Effect[], reason: string): void {
  server.ended = reason
  out.push({ type: 'exit', reason })
}
