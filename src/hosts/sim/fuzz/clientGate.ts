/**
 * Clients that send anything, to a server that leads alone: bad bytes close their own link, an honest client beside them
 * is served, and the tree is what its digest says.
 */
import { assert } from '../../../ground/base/assert.ts'
import { below, type Rng } from '../../../ground/base/rng.ts'
import { treeDigest } from '../../../ground/data/tree.ts'
import { type LinkId, serverId } from '../../../ground/ids.ts'
import { Reader, Writer } from '../../../ground/jute/cursor.ts'
import { frame, inbox, pour as pourInto, takeFrame } from '../../../ground/jute/frames.ts'
import { CreateFlag, OpCode, SpecialXid } from '../../../ground/jute/opcodes.ts'
import { createRequest, OPEN_ACL, replyHeader } from '../../../ground/jute/records.ts'
import { serverConfig } from '../../../protocol/config.ts'
import { createServer } from '../../../protocol/server/server.ts'
import { folderOf } from '../../folder.ts'
import { chance, type Gate, joined, type Meter, oneOf, pieces } from '../../fuzzing.ts'
import { clientBytes, connect, greatBytes } from './requests.ts'
import { dialIn, give, keptBytes, pour, type Solo, soloOf, takeSent, wait } from './solo.ts'

export const clientGate: Gate = {
  name: 'client',
  doc: 'frames of clients: bad ones close their own link, others are served',
  episode: (rng, meter) => episode(rng, meter),
}

const GREAT_MS_MAX = 1000
const config = serverConfig(serverId(1), [{ id: serverId(1), type: 'participant' }], {
  tickTime: 200,
  containerCheckMs: 1000,
  committedLogMax: 20,
  snapCount: 50,
  reconfigEnabled: true,
})

function leadingAlone(meter: Meter): Solo {
  const solo = soloOf(createServer(config), folderOf(), 0, meter)
  give(solo, { type: 'started', files: [] })
  for (let turn = 0; turn < 100 && !isServing(solo); turn++) wait(solo, solo.now + 50)
  assert(isServing(solo), 'a server alone leads')
  return solo
}
function isServing({ server: { role } }: Solo): boolean {
  return role.type === 'leading' && role.phase === 'broadcast'
}

/** Frames of a stream of answers. */
function framesOf(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const box = inbox()
  for (const part of parts) pourInto(box, part)
  const frames: Uint8Array[] = []
  for (let one = takeFrame(box, 0x7fffffff); one !== undefined; one = takeFrame(box, 0x7fffffff)) frames.push(one)
  assert(box.length === 0, 'a server sends whole frames')
  return frames
}

function honestConnect(solo: Solo): LinkId {
  const link = dialIn(solo, 'client')
  const writer = new Writer()
  writer.int(0)
  writer.long(0n)
  writer.int(4000)
  writer.long(0n)
  writer.buffer(new Uint8Array(16))
  writer.boolean(false)
  pour(solo, link, frame(writer.bytes()))
  assert(framesOf(takeSent(solo, link)).length === 1, 'an honest client is greeted')
  return link
}
/** An honest client's write is answered; it may be refused, for others may have taken the right to write from all. */
function honestWrite(solo: Solo, link: LinkId, xid: number): void {
  const writer = new Writer()
  writer.int(xid)
  writer.int(OpCode.create)
  createRequest.write(writer, { path: `/honest${xid}`, data: null, acl: OPEN_ACL, flags: CreateFlag.persistent })
  pour(solo, link, frame(writer.bytes()))
  const answers = framesOf(takeSent(solo, link)).map((body) => replyHeader.read(new Reader(body)))
  assert(
    answers.some((answer) => answer.xid === xid),
    `an honest client is answered; its link: ${solo.closed.get(link) ?? 'open'}`,
  )
}

/** What a client library says when it has nothing to say: without it the server hangs up. */
function ping(solo: Solo, link: LinkId): void {
  const writer = new Writer()
  writer.int(SpecialXid.ping)
  writer.int(OpCode.ping)
  pour(solo, link, frame(writer.bytes()))
}

/** Ten thousand requests, or a hundred thousand watches, in one piece: they have a second together. */
function giveGreat(solo: Solo, link: LinkId, bytes: Uint8Array): void {
  const { slowestMs } = solo.meter
  pour(solo, link, bytes)
  if (solo.meter.slowestMs < GREAT_MS_MAX) solo.meter.slowestMs = slowestMs
}

function episode(rng: Rng, meter: Meter): number {
  const solo = leadingAlone(meter)
  const honest = honestConnect(solo)
  let inputs = 0
  const most = 10 + below(rng, 60)
  let great = chance(rng, 1)
  while (inputs < most) {
    const link = dialIn(solo, 'client')
    const first = frame(connect(rng))
    let opening = chance(rng, 90) ? [first] : []
    for (let count = 1 + below(rng, 20), xid = 1; count > 0 && !solo.closed.has(link); count--, xid++) {
      if (great) giveGreat(solo, link, joined([...opening, greatBytes(rng, xid)]))
      else for (const piece of pieces(rng, joined([...opening, clientBytes(rng, xid)]))) pour(solo, link, piece)
      great = false
      opening = []
      inputs += 1
      if (!chance(rng, 3)) continue
      wait(solo, solo.now + oneOf(rng, [1, 100, 1000]))
      ping(solo, honest)
    }
    framesOf(takeSent(solo, link).slice(0, solo.closed.get(link)?.startsWith('answered') === true ? 0 : undefined))
    if (!solo.closed.has(link) && chance(rng, 50)) give(solo, { type: 'closed', link, reason: 'gone' })
    if (solo.closed.has(honest)) throw new Error(`the honest client lost its link: ${solo.closed.get(honest)}`)
  }
  assert(solo.server.ended === undefined, `the server ended: ${solo.server.ended}`)
  assert(keptBytes(solo) <= 2 * config.frameBytesMax * solo.server.connections.size, 'what is kept is bounded')
  honestWrite(solo, honest, 7)
  const { tree } = solo.server.db
  if (chance(rng, 20)) assert(tree.digest === treeDigest(tree), 'the tree is what its digest says')
  return inputs
}
