/** A client that has somebody's session id, and guesses the password. */
import { clientNode, type LinkId, linkId, sessionIdFrom, ZXID_ZERO } from '../../../ground/ids.ts'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { frame } from '../../../ground/jute/frames.ts'
import { connectRequest, connectResponse } from '../../../ground/jute/records.ts'
import type { ClientConfig, ClientEffect, ClientInput } from '../../../protocol/client/seam.ts'
import type { ClientProgram } from '../program.ts'

/** What it is after, and whether it got it. */
export type Haul = { letIn: boolean; target: bigint }

export function thief(config: ClientConfig, haul: Haul): ClientProgram {
  let dials = 0
  const step = (_: number, input: ClientInput, out: ClientEffect[]): void => {
    if (input.type === 'started') return dial(config, linkId(`${clientNode(config.name)}.1.${++dials}`), out)
    if (input.type === 'opened') out.push({ type: 'send', link: input.link, bytes: guess(haul.target) })
    if (input.type !== 'received') return
    const reader = new Reader(input.bytes)
    reader.int()
    if (connectResponse.read(reader).timeOut > 0) haul.letIn = true
  }
  return { type: 'client', config, step, nextDeadline: () => Number.POSITIVE_INFINITY }
}

function dial({ servers }: ClientConfig, link: LinkId, out: ClientEffect[]): void {
  const [peer] = servers
  if (peer !== undefined) out.push({ type: 'dial', link, channel: 'client', peer })
}

function guess(target: bigint): Uint8Array {
  const writer = new Writer()
  connectRequest.write(writer, {
    protocolVersion: 0,
    lastZxidSeen: ZXID_ZERO,
    timeOut: 30_000,
    sessionId: sessionIdFrom(target),
    passwd: new Uint8Array(16),
  })
  return frame(writer.bytes())
}
