/** Journals, envelopes and messages: what a host is handed as text, as a structured clone, or as a frame of the gateway. */
import { assert } from '../../../ground/base/assert.ts'
import { below, type Rng } from '../../../ground/base/rng.ts'
import { linkId, nodeName, serverId, serverNode } from '../../../ground/ids.ts'
import { ProtocolError } from '../../../ground/jute/errors.ts'
import { isFromGatewayWorker, isToGatewayWorker } from '../../externalMessages.ts'
import {
  bent,
  bytesOf,
  chance,
  type Gate,
  type Meter,
  oddText,
  oddValue,
  oneOf,
  spoiled,
  timed,
} from '../../fuzzing.ts'
import { channelOf, onCredit, onData, sendBytes, sendClose, took } from '../../gateway/channels.ts'
import {
  type ChannelMessage,
  decodeFromGateway,
  decodeFromPage,
  encodeFromGateway,
  encodeFromPage,
  type FromGateway,
  type FromPage,
  windowBytes,
} from '../../gateway/messages.ts'
import { decodeJournal, encodeJournal, serverJournal } from '../../journal.ts'
import { endpoint, receive } from '../../links.ts'
import { ignoreEnvelope, isEnvelope, isNodeMessage, isPageMessage } from '../../workerMessages.ts'
import { create } from '../ops.ts'
import { REAL } from '../real.ts'
import { createWorld } from '../world.ts'

const INPUTS = 30

const JOURNAL_NAMES = [
  'node',
  'config',
  'entries',
  'at',
  'input',
  'type',
  '$bigint',
  '$hex',
  '__proto__',
  'zxid',
] as const
let journal: string | undefined
function goodJournal(): string {
  if (journal !== undefined) return journal
  const world = createWorld({ servers: 1, seed: 1, clients: ['A'], config: { tickTime: 200 }, programs: REAL })
  world.settle()
  world.ask('A', create('/a'))
  journal = encodeJournal(world.journalOf(1))
  return journal
}
export const journalGate: Gate = {
  name: 'journal',
  doc: 'journals as text: read, or refused with RangeError',
  episode: (rng, meter) => {
    for (let count = 0; count < INPUTS; count++) readJournal(oddJournal(rng), meter)
    return INPUTS
  },
}
function oddJournal(rng: Rng): string {
  const good = goodJournal()
  const at = below(rng, good.length)
  switch (below(rng, 6)) {
    case 0:
      return good.slice(0, at)
    case 1:
      return `${good.slice(0, at)}${oddText(rng)}${good.slice(at + below(rng, 5))}`
    case 2:
      return oddText(rng)
    case 3:
      return `${'['.repeat(below(rng, 20_000))}`
    case 4:
      return `{"node":"s1","zxid":{"$bigint":"${oddText(rng).replaceAll(/["\\]/g, '')}"},"entries":[],"digest":{"$bigint":"1"}}`
    default:
      return textOf(
        bent(
          rng,
          {
            node: 's1',
            config: {},
            entries: [{ at: 0, input: { type: 'deadline' } }],
            zxid: { $bigint: '1' },
            digest: { $bigint: '2' },
          },
          JOURNAL_NAMES,
        ),
      )
  }
}
function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? { $bigint: String(field) } : field)) ??
    'null'
  )
}
function readJournal(text: string, meter: Meter): void {
  try {
    const read = timed(meter, () => decodeJournal(text))
    const typed = serverJournal(read)
    if (typed === undefined) return
    for (const { input } of typed.entries) assert(INPUT_TYPES.has(input.type), `${input.type} is no input`)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
}
const INPUT_TYPES: ReadonlySet<string> = new Set([
  'started',
  'opened',
  'received',
  'closed',
  'stored',
  'files',
  'diskFailed',
  'deadline',
  'stopping',
])

const FLIGHT = {
  from: 's1',
  to: 's2',
  seq: 1,
  link: 's1-1-1',
  channel: 'election',
  kind: 'data',
  sentAt: 0,
  dueAt: 1,
  bytes: new Uint8Array(8),
}
const ENVELOPE = { instance: 'x', from: 's1', incarnation: 1, to: 's2', flights: [FLIGHT], taken: 3 }
const MESSAGES = [
  { type: 'go', clock: {}, rules: {}, peers: [] },
  { type: 'trace', lines: [] },
  { type: 'open', url: 'ws://x', key: 'k' },
  { type: 'heard', message: { type: 'holder', holder: 'you' } },
] as const
const NAMES = [
  'type',
  'from',
  'to',
  'flights',
  'seq',
  'link',
  'channel',
  'kind',
  'bytes',
  'taken',
  'constructor',
] as const
export const envelopeGate: Gate = {
  name: 'envelope',
  doc: 'what a BroadcastChannel or a port delivers: an envelope that is taken can be read by an endpoint',
  episode: (rng, meter) => {
    for (let count = 0; count < INPUTS; count++) {
      const value = chance(rng, 80) ? bent(rng, ENVELOPE, NAMES) : oddValue(rng, NAMES)
      timed(meter, () => readEnvelope(value))
      const message = bent(rng, oneOf<unknown>(rng, [...MESSAGES]), NAMES)
      for (const guard of [isPageMessage, isNodeMessage, isToGatewayWorker, isFromGatewayWorker]) {
        if (guard(message)) assert(Object.hasOwn({ ...message }, 'type'), 'a message has a type of its own')
      }
    }
    return 2 * INPUTS
  },
}
function readEnvelope(value: unknown): void {
  const why = ignoreEnvelope(value, 'x', nodeName('s2'))
  if (why !== undefined || !isEnvelope(value)) return
  assert((value.taken ?? 0) >= 0, 'no negative number of bytes is taken')
  const end = endpoint(serverNode(serverId(2)))
  end.links.set(linkId('s1-1-1'), {
    id: linkId('s1-1-1'),
    peer: nodeName('s1'),
    channel: 'election',
    up: true,
    lastDueAt: 0,
  })
  for (const flight of value.flights) receive(end, 1, flight, () => 1)
}

const FROM_PAGE: readonly [FromPage, ...FromPage[]] = [
  { type: 'takeOver' },
  { type: 'listen', server: 3 },
  { type: 'dial', channel: 5, target: 0 },
  { type: 'data', channel: 2, bytes: new Uint8Array(40) },
  { type: 'credit', channel: 2, bytes: 100 },
  { type: 'close', channel: 2, reset: true, reason: 'the server was killed' },
]
const FROM_GATEWAY: readonly [FromGateway, ...FromGateway[]] = [
  {
    type: 'hello',
    secret: '0123456789abcdef0123456789abcdef',
    clientPort: 2181,
    taken: [2181, 2182],
    targets: ['zk1:2181'],
    allowWrites: false,
    holder: 'you',
  },
  { type: 'moved', clientPort: 2191, taken: [2181] },
  { type: 'listening', server: 1, port: 2181, problem: null },
  { type: 'accepted', channel: 2, server: 1, address: '127.0.0.1:5000' },
  { type: 'refused', channel: 3, reason: 'no' },
  { type: 'data', channel: 2, bytes: new Uint8Array(40) },
]
export const gatewayGate: Gate = {
  name: 'gateway',
  doc: 'frames between page and gateway: read and written again as they were, or refused with ProtocolError',
  episode: (rng, meter) => {
    for (let count = 0; count < INPUTS; count++) {
      readFrame(oddFrame(rng, encodeFromPage(oneOf(rng, FROM_PAGE))), meter)
      readFrame(oddFrame(rng, encodeFromGateway(oneOf(rng, FROM_GATEWAY))), meter)
    }
    return 2 * INPUTS + talk(rng)
  },
}
function oddFrame(rng: Rng, good: Uint8Array): Uint8Array {
  return chance(rng, 90) ? spoiled(rng, good) : bytesOf(rng, below(rng, 60))
}
function readFrame(bytes: Uint8Array, meter: Meter): void {
  promised(() => {
    const message = timed(meter, () => decodeFromPage(bytes))
    assert(isSame(message, decodeFromPage(encodeFromPage(message))), 'a message is read as it was written')
  })
  promised(() => {
    const message = timed(meter, () => decodeFromGateway(bytes))
    assert(isSame(message, decodeFromGateway(encodeFromGateway(message))), 'a message is read as it was written')
  })
}
/** Jute writes a character beyond the BMP in two halves, and reads none of them (`utf8.ts`): such a text comes back as another. */
function isSame(before: unknown, after: unknown): boolean {
  const text = textOf(before)
  return text === textOf(after) || /[\ud800-\udfff]/.test(text)
}
function promised(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
  }
}

/** Two ends of a channel, one of which may cheat: what is under way never exceeds the window. */
function talk(rng: Rng): number {
  const channel = channelOf(2)
  let under = 0
  const send = (message: ChannelMessage): void => {
    if (message.type === 'data') under += message.bytes.length
    assert(under <= windowBytes, 'no more is under way than the window')
  }
  const count = 20 + below(rng, 40)
  for (let turn = 0; turn < count; turn++) {
    const bytes = oneOf(rng, [1, 100, 65_536, 262_144, 300_000])
    try {
      switch (below(rng, 5)) {
        case 0:
        case 1:
          sendBytes(channel, new Uint8Array(bytes), send)
          break
        case 2: {
          const given = Math.min(bytes, under)
          under -= given
          onCredit(channel, given, send)
          break
        }
        case 3:
          onData(channel, bytes)
          took(channel, bytes, send)
          break
        default:
          if (chance(rng, 10)) sendClose(channel, chance(rng, 50), 'over', send)
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      return turn + 1
    }
  }
  return count
}
