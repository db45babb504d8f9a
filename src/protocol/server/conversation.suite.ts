/**
 * Conversations recorded from a real ensemble of ZooKeeper 3.8.0, held again with any host that speaks frames: the shared
 * suite of everything that claims to answer as ZooKeeper does.
 *
 * What is compared: errors, zxids counted from the transaction that made the scenario's own parent node `$` (so also
 * which requests take a zxid), results, stats with owners by letter and no wall clock, and every watch event, before the
 * reply or after it.
 */
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../ground/base/hex.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { frame } from '../../ground/jute/frames.ts'
import {
  codeOf,
  decodeResult,
  encodeBody,
  errorText,
  isRequest,
  type RawStat,
  type Step,
} from './conversationCodec.suite.ts'
import recorded from './testdata/recorded-3.8.0.json?raw'

export type Scenario = { readonly name: string; readonly about: string; readonly steps: readonly Step[] }
export const scenarios: readonly Scenario[] = JSON.parse(recorded)

/** One client's connection: whole frames in (length included), payloads out. */
export type Wire = {
  readonly send: (bytes: Uint8Array) => void
  /** Payloads that came since the last call. */
  readonly receive: () => readonly Uint8Array[]
  /** The server has closed it. */
  readonly closed: () => boolean
  /** Breaks it without a word; the session lives on. */
  readonly drop: () => void
}
/** Whoever answers: servers from 0. */
export type Host = {
  readonly open: (server: number) => Wire
  /** Lets everything that is under way happen. */
  readonly settle: () => void
  /** Lets time pass. */
  readonly wait: (ms: number) => void
}

type WatchEvent = readonly [string, string]
type Session = { wire: Wire; id: bigint; password: Uint8Array; xid: number; pending: WatchEvent[]; isOver: boolean }
type Run = {
  readonly host: Host
  readonly root: string
  readonly sessions: Map<string, Session>
  readonly gone: Map<string, bigint>
  base: bigint
}

const EVENTS: { readonly [type: number]: string } = {
  1: 'created',
  2: 'deleted',
  3: 'dataChanged',
  4: 'childrenChanged',
}
const CONTAINER = -0x8000000000000000n

/** Owners by the letter of their session, containers and TTL nodes by their mark. */
function ownerText(run: Run, owner: bigint): unknown {
  if (owner === 0n) return 0
  for (const [name, id] of run.gone) if (id === owner) return name
  for (const [name, session] of run.sessions) if (session.id === owner) return name
  if (owner === CONTAINER) return 'container'
  return ((owner >> 56n) & 0xffn) === 0xffn ? { ttl: Number(owner & 0xffffffffffn) } : 'other'
}

function showStat(run: Run, stat: RawStat): unknown {
  const { ctime = 0n, mtime = 0n, czxid = 0n, mzxid = 0n, pzxid = 0n, ephemeralOwner = 0n, ...rest } = stat
  const order = mtime === ctime ? '=ctime' : mtime > ctime ? '>ctime' : '<ctime'
  return {
    ...rest,
    czxid: Number(BigInt(czxid) - run.base),
    mzxid: Number(BigInt(mzxid) - run.base),
    pzxid: Number(BigInt(pzxid) - run.base),
    mtime: czxid === mzxid ? order : 'later',
    ephemeralOwner: ownerText(run, BigInt(ephemeralOwner)),
  }
}

/** `$` stands for the scenario's own parent node. */
function fill<T>(run: Run, value: T): T {
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'string') return item
    if (item.startsWith('/zookeeper/quota$')) return `/zookeeper/quota${run.root}${item.slice(17)}`
    return item === '$' || item.startsWith('$/') ? run.root + item.slice(1) : item
  })
  return JSON.parse(text)
}

function tidy(run: Run, value: unknown): unknown {
  const text = JSON.stringify(value, (_key, item: unknown) => {
    return typeof item === 'string' ? item.replace(run.root, '$') : item
  })
  return JSON.parse(text)
}

/** Frames that came: events are kept in order, the first other frame is given back. */
function takeReply(session: Session): { readonly before: WatchEvent[]; readonly reply: Uint8Array | undefined } {
  const before: WatchEvent[] = session.pending.splice(0)
  let reply: Uint8Array | undefined
  for (const payload of session.wire.receive()) {
    const reader = new Reader(payload)
    if (reader.int() === -1) {
      reader.raw(12)
      const [type, , path] = [reader.int(), reader.int(), reader.ustring() ?? '']
      if (reply === undefined) before.push([EVENTS[type] ?? String(type), path])
      else session.pending.push([EVENTS[type] ?? String(type), path])
    } else reply ??= payload
  }
  return { before, reply }
}

function connect(run: Run, step: Step, name: string): object {
  const old = step.resume === undefined ? undefined : run.sessions.get(step.resume)
  const wire = run.host.open(step.server ?? 0)
  const writer = new Writer()
  writer.int(0)
  writer.long(step.lastZxid === undefined ? 0n : run.base + BigInt(step.lastZxid))
  writer.int(step.timeout ?? 10_000)
  writer.long(old?.id ?? BigInt(step.sessionId ?? 0))
  writer.buffer(step.badPasswd === true ? new Uint8Array(16).fill(1) : (old?.password ?? new Uint8Array(16)))
  writer.boolean(false)
  wire.send(frame(writer.bytes()))
  run.host.settle()
  const [first, ...rest] = wire.receive()
  if (first === undefined) return { refused: true }
  expect(rest, 'one answer to a connect request').toEqual([])
  const reader = new Reader(first)
  const [, timeout, id, password] = [reader.int(), reader.int(), reader.long(), reader.buffer() ?? new Uint8Array()]
  const known = run.sessions.get(name)
  if (known !== undefined && name !== step.resume) run.gone.set(name, known.id)
  const isFresh = id !== 0n && ![...run.sessions.values()].some((session) => session.id === id)
  const session = old !== undefined && id === old.id ? 'same' : isFresh ? 'new' : 'none'
  run.sessions.set(name, { wire, id, password, xid: 0, pending: [], isOver: false })
  return { timeout, session }
}

function xidOf(step: Step, session: Session): number {
  if (step.op === 'auth') return -4
  if (step.op.startsWith('setWatches')) return -8
  session.xid += 1
  return session.xid
}

function request(run: Run, step: Step, session: Session): object {
  if (session.wire.closed()) return { closed: true }
  const xid = xidOf(step, session)
  const writer = new Writer()
  writer.int(xid)
  writer.int(codeOf(step.op))
  writer.raw(encodeBody(step))
  session.wire.send(frame(writer.bytes()))
  run.host.settle()
  const { before, reply } = takeReply(session)
  if (reply === undefined) {
    session.isOver = true
    return { closed: session.wire.closed() }
  }
  const reader = new Reader(reply)
  expect(reader.int(), 'the reply has the xid of its request').toBe(xid)
  const [zxid, err] = [reader.long(), reader.int()]
  const hasBody = err === 0 || (step.op === 'multi' && reader.remaining > 0)
  const result = hasBody ? decodeResult(step.op, reader, (stat) => showStat(run, stat)) : {}
  return {
    err: errorText(err),
    zxid: Number(zxid > 0n ? zxid - run.base : zxid),
    ...(before.length > 0 ? { before } : {}),
    ...(Object.keys(result).length > 0 ? { result } : {}),
    ...(reader.remaining > 0 ? { trailing: reader.remaining } : {}),
  }
}

/** Bytes as they are: only the answer's header is compared, or that the connection is closed. */
function raw(run: Run, step: Step, session: Session): object {
  session.wire.send(fromHex(step.hex ?? ''))
  run.host.settle()
  const { reply } = takeReply(session)
  if (reply === undefined) {
    session.isOver = session.wire.closed()
    return session.isOver ? { closed: true } : { reply: null }
  }
  if (reply.length < 16) return { reply: toHex(reply) }
  const reader = new Reader(reply)
  const [xid, zxid, err] = [reader.int(), reader.long(), reader.int()]
  return { reply: { xid, zxid: zxid === 0n ? 0 : 'some', err: errorText(err) } }
}

/** What came on every session by itself after the step. */
function eventsAfter(run: Run): object {
  const events: { [name: string]: WatchEvent[] } = {}
  for (const [name, session] of run.sessions) {
    if (session.isOver) continue
    const { before } = takeReply(session)
    if (session.wire.closed()) {
      session.isOver = true
      before.push(['disconnected', ''])
    }
    if (before.length > 0) events[name] = before
  }
  return Object.keys(events).length > 0 ? { events } : {}
}

function act(run: Run, step: Step): object {
  const name = step.s ?? 'A'
  if (step.op === 'connect') return connect(run, step, name)
  if (step.op === 'wait') {
    run.host.wait(step.ms ?? 0)
    return {}
  }
  const session = run.sessions.get(name)
  if (session === undefined) throw new RangeError(`${name} is not connected`)
  if (step.op === 'raw') return raw(run, step, session)
  if (isRequest(step)) return request(run, step, session)
  if (step.op !== 'drop') throw new RangeError(`no step ${step.op}`)
  session.wire.drop()
  session.isOver = true
  return {}
}

/** Nodes that the system made itself have no zxid in common between two ensembles; a scenario's own quota nodes have. */
function comparable(step: Step, outcome: unknown): unknown {
  if (step.path?.startsWith('/zookeeper') !== true || step.path.startsWith('/zookeeper/quota$')) return outcome
  const own = new Set(['czxid', 'mzxid', 'pzxid', 'mtime', 'dataLength', 'version', 'aversion', 'cversion', 'data'])
  return JSON.parse(JSON.stringify(outcome, (key, item: unknown) => (own.has(key) ? undefined : item)))
}

/** Holds one conversation; a step whose outcome differs from the recording fails the test. */
export function holdConversation(scenario: Scenario, host: Host): void {
  const run: Run = { host, root: `/conf-${scenario.name}`, sessions: new Map(), gone: new Map(), base: 0n }
  connect(run, { op: 'connect', timeout: 30_000 }, 'admin')
  const made = Object(request(run, { op: 'create', path: run.root, data: null }, sessionOf(run, 'admin')))
  expect(made.err).toBe('OK')
  run.base = BigInt(made.zxid)
  scenario.steps.forEach((step, index) => {
    const filled = fill(run, step)
    const outcome = act(run, filled)
    host.settle()
    const got = tidy(run, { ...outcome, ...eventsAfter(run) })
    const { expect: wanted = {}, ...asked } = step
    expect(comparable(step, got), `step ${index}: ${JSON.stringify(asked)}`).toEqual(comparable(step, wanted))
  })
}

function sessionOf(run: Run, name: string): Session {
  const session = run.sessions.get(name)
  if (session === undefined) throw new RangeError(`${name} is not connected`)
  return session
}

/**
 * Defines a test for each conversation that `needsMore` does not name. `needsMore` gives the reason for each other one:
 * what the host would need to hold it.
 */
export function conversationSuite(
  name: string,
  makeHost: () => Host,
  needsMore: { readonly [scenario: string]: string },
): void {
  describe(name, () => {
    for (const scenario of scenarios) {
      if (Object.hasOwn(needsMore, scenario.name)) continue
      test(`${scenario.name}: ${scenario.about}`, () => holdConversation(scenario, makeHost()))
    }
    test('every recorded conversation is held, or says what it needs', () => {
      const names = new Set(scenarios.map((scenario) => scenario.name))
      expect(names.size).toBe(86)
      expect(Object.keys(needsMore).filter((scenario) => !names.has(scenario))).toEqual([])
    })
  })
}
