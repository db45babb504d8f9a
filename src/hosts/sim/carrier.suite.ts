/**
 * Clients of the simulator that only carry bytes: a test speaks the protocol frame by frame through them, and sees what no
 * client library would let through.
 */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { linkId, type ServerId, serverId } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { keeperErrorName } from '../../ground/jute/errors.ts'
import { frame, type Inbox, inbox, pour, takeFrame, whole } from '../../ground/jute/frames.ts'
import { SpecialXid } from '../../ground/jute/opcodes.ts'
import type { Wire } from '../../protocol/server/conversation.suite.ts'
import { codeOf, encodeBody, type Step } from '../../protocol/server/conversationCodec.suite.ts'
import type { ClientProgram, Programs } from './program.ts'
import { REAL } from './real.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

/** How long a test waits for what is under way, in virtual ms: many hops and flushes. */
export const SETTLE_MS = 100
const FRAME_BYTES_MAX = 0x1fffff

/** A client that only carries bytes: what `out` holds leaves with the next input. */
type Carrier = { readonly out: Uint8Array[]; readonly box: Inbox; up: boolean; over: boolean }

function carrierProgram(carrier: Carrier, config: Parameters<Programs['client']>[0]): ClientProgram {
  const link = linkId(`raw-${config.name}`)
  return {
    type: 'client',
    config,
    nextDeadline: () => Number.POSITIVE_INFINITY,
    step: (_now, input, effects) => {
      if (input.type === 'started') {
        effects.push({ type: 'dial', link, channel: 'client', peer: config.preferred ?? serverId(1) })
      } else if (input.type === 'opened') carrier.up = true
      else if (input.type === 'received') pour(carrier.box, input.bytes)
      else if (input.type === 'closed') carrier.over = true
      if (carrier.up) for (const bytes of carrier.out.splice(0)) effects.push({ type: 'send', link, bytes })
    },
  }
}

function wireOf(world: World, name: string, carrier: Carrier): Wire {
  return {
    send: (bytes) => {
      carrier.out.push(bytes)
      if (!carrier.over) world.tell(name, { type: 'deadline' })
    },
    receive: () => {
      const frames: Uint8Array[] = []
      for (;;) {
        const next = takeFrame(carrier.box, FRAME_BYTES_MAX)
        if (next === undefined) return frames
        frames.push(next)
      }
    },
    closed: () => carrier.over,
    drop: () => {
      world.killClient(name)
      carrier.over = true
    },
  }
}

export type Carriers = {
  readonly world: World
  readonly open: (server: ServerId) => Wire
  readonly settle: () => void
  /** What a server answers to a four-letter word, as text. */
  readonly word: (server: ServerId, word: string) => string
}

/** An ensemble whose clients are all carriers; nobody has waited for a leader yet. */
export function carriers(options: Omit<WorldOptions, 'programs'>): Carriers {
  const all = new Map<string, Carrier>()
  const client: Programs['client'] = (config) => {
    const carrier = all.get(config.name)
    if (carrier === undefined) throw new RangeError(`no client ${config.name}`)
    return carrierProgram(carrier, config)
  }
  const world = createWorld({ ...options, programs: { ...REAL, client } })
  const carry = (server: ServerId): readonly [name: string, carrier: Carrier] => {
    const name = `raw${all.size + 1}`
    const carrier: Carrier = { out: [], box: inbox(), up: false, over: false }
    all.set(name, carrier)
    world.addClient(name, server)
    return [name, carrier]
  }
  const settle = (): void => world.runFor(SETTLE_MS)
  const word = (server: ServerId, text: string): string => {
    const [name, carrier] = carry(server)
    wireOf(world, name, carrier).send(encodeUtf8(text))
    settle()
    return decodeUtf8(whole(carrier.box))
  }
  return { world, open: (server) => wireOf(world, ...carry(server)), settle, word }
}

/** A handshake's frame; `canBeReadOnly` undefined leaves the byte out, as clients before 3.4 did. */
export function hello(
  options: {
    readonly id?: bigint
    readonly password?: Uint8Array
    readonly canBeReadOnly?: boolean | undefined
    readonly seen?: bigint
    readonly isOld?: boolean
  } = {},
): Uint8Array {
  const writer = new Writer()
  writer.int(0)
  writer.long(options.seen ?? 0n)
  writer.int(10_000)
  writer.long(options.id ?? 0n)
  writer.buffer(options.password ?? new Uint8Array(16))
  if (options.isOld !== true) writer.boolean(options.canBeReadOnly ?? false)
  return frame(writer.bytes())
}
/** What a server said to a connect request; `id` 0: no such session. */
export type Greeting = {
  readonly id: bigint
  readonly password: Uint8Array
  readonly isReadOnly: boolean
}

/** A request frame. */
export function requestFrame(xid: number, step: Step): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  writer.int(codeOf(step.op))
  if (step.op !== 'ping') writer.raw(encodeBody(step))
  return frame(writer.bytes())
}

/** A connection with a session: `ask` gives the answer's error and zxid, or that the server hung up. */
export type Caller = Greeting & {
  readonly wire: Wire
  readonly ask: (step: Step) => { readonly error: KeeperErrorName | 'closed'; readonly zxid: bigint }
}

/** Connects to `server` and says hello; undefined where the server hung up without an answer. */
export function call(c: Carriers, server: number, options: Parameters<typeof hello>[0] = {}): Caller | undefined {
  const wire = c.open(serverId(server))
  wire.send(hello(options))
  c.settle()
  const [answer] = wire.receive()
  if (answer === undefined) return undefined
  const reader = new Reader(answer)
  reader.raw(8)
  const [id, password] = [reader.long(), reader.buffer() ?? new Uint8Array()]
  const isReadOnly = reader.remaining > 0 && reader.boolean()
  let xid = 0
  const ask: Caller['ask'] = (step) => {
    xid += 1
    wire.send(requestFrame(step.op === 'ping' ? SpecialXid.ping : xid, step))
    c.settle()
    const reply = wire.receive().find((payload) => new Reader(payload).int() !== SpecialXid.notification)
    if (reply === undefined) return { error: 'closed', zxid: -1n }
    const body = new Reader(reply)
    body.int()
    return { zxid: body.long(), error: keeperErrorName(body.int()) ?? 'closed' }
  }
  return { id, password, isReadOnly, wire, ask }
}
