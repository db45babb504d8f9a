import { beforeEach, expect, test } from 'vitest'
import { clientNode, externalNode, linkId, type Millis, type NodeName, serverId, serverNode } from '../../ground/ids.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import { clockOf } from '../clock.ts'
import type { Flight } from '../engine.ts'
import { recorder } from '../journal.ts'
import { endpoint } from '../links.ts'
import { trueClock } from '../localClock.ts'
import { NO_APPLICATION } from '../perform.ts'
import { type Rules, rulesOf, withCut, withFrozen } from '../rules.ts'
import type { Envelope } from '../workerMessages.ts'
import { type NodeLoop, nodeLoop, unreadBytesMax } from './loopState.ts'
import {
  nap,
  onAct,
  onClock,
  onDeath,
  onEnvelope,
  onLocalClock,
  onPeers,
  onReady,
  onRules,
  onTimer,
  onTouch,
  pendingAt,
  takeOne,
} from './nodeLoop.ts'
import { takeLines } from './traceBook.ts'

const me = serverNode(serverId(1))
const peer = serverNode(serverId(2))
const link = linkId('s2.1.1')

let real = 0
let sent: Envelope[] = []
let ended: string[] = []
let met: string[] = []
let seen: { readonly at: Millis; readonly input: Input }[] = []
let deadline: Millis = Number.POSITIVE_INFINITY
let answer: (input: Input) => readonly Effect[] = () => []
let unread = 0
let took: number[] = []

beforeEach(() => {
  real = 0
  sent = []
  ended = []
  met = []
  seen = []
  deadline = Number.POSITIVE_INFINITY
  answer = () => []
  unread = 0
  took = []
})

/** A loop around a core that notes its inputs and answers as the test says. */
function loopOf(rules: Rules = rulesOf(0)): NodeLoop<Input> {
  return nodeLoop<Input>({
    self: me,
    instance: 'here',
    incarnation: 1,
    core: {
      step: (at, input) => {
        seen.push({ at, input })
        if (input.type === 'deadline') deadline = Number.POSITIVE_INFINITY
        return answer(input)
      },
      nextDeadline: () => deadline,
      unread: () => unread,
    },
    end: endpoint(me),
    journal: recorder(me, {}),
    clock: clockOf(0, 0, 1),
    localClock: trueClock(),
    rules,
    ports: {
      ...NO_APPLICATION,
      disk: () => {},
      real: () => real,
      send: (envelope) => sent.push(envelope),
      met: (node, incarnation) => met.push(`${node}.${incarnation}`),
      taken: (bytes) => took.push(bytes),
      rest: () => {},
      ended: (how, reason) => ended.push(`${how}: ${reason}`),
    },
  })
}
let seqs = 0
const flight = (kind: Flight['kind'], dueAt: Millis, from: NodeName = peer, bytes = new Uint8Array([1])): Flight => ({
  from,
  to: me,
  seq: ++seqs,
  link,
  channel: 'quorum',
  kind,
  sentAt: 0,
  dueAt,
  bytes,
})
const envelope = (...flights: readonly Flight[]): Envelope => envelopeOf(1, ...flights)
const envelopeOf = (incarnation: number, ...flights: readonly Flight[]): Envelope => ({
  instance: 'here',
  from: peer,
  incarnation,
  to: me,
  flights,
})
const inputs = () => seen.map(({ input }) => input.type)

test('without a hop a message is read in the very event that brings it', () => {
  const loop = loopOf()
  onEnvelope(loop, envelope(flight('dial', 0), flight('data', 0)))
  expect(inputs()).toEqual(['opened', 'received'])
})
test('a message waits here until it is due, and is read at that time', () => {
  const loop = loopOf(rulesOf(40))
  onEnvelope(loop, envelope(flight('dial', 40)))
  expect(inputs()).toEqual([])
  expect(pendingAt(loop)).toBe(40)
  real = 40
  onTimer(loop)
  expect(seen.map(({ at }) => at)).toEqual([40])
})
test('what a turn sends to one peer leaves in one envelope', () => {
  const loop = loopOf()
  answer = (input) => (input.type === 'received' ? [{ type: 'send', link, bytes: new Uint8Array([9]) }] : [])
  onEnvelope(loop, envelope(flight('dial', 0), flight('data', 0), flight('data', 0)))
  expect(sent).toHaveLength(1)
  expect(sent[0]?.flights.map(({ kind }) => kind)).toEqual(['accept', 'data', 'data'])
})
test('a paused node reads nothing and misses no deadline: both come when time goes on', () => {
  const loop = loopOf()
  onClock(loop, clockOf(10, 10, 0))
  deadline = 5
  onEnvelope(loop, envelope(flight('dial', 10)))
  real = 5000
  onTimer(loop)
  expect(inputs()).toEqual([])
  onClock(loop, clockOf(10, 5000, 1))
  expect(inputs()).toEqual(['deadline', 'opened'])
})
test('but an act of the user is taken even then', () => {
  const loop = loopOf()
  onClock(loop, clockOf(10, 10, 0))
  onAct(loop, { type: 'stopping' })
  expect(inputs()).toEqual(['stopping'])
})
test('a step of a paused node takes one event and no more', () => {
  const loop = loopOf()
  onClock(loop, clockOf(10, 10, 0))
  onEnvelope(loop, envelope(flight('dial', 12), flight('data', 12)))
  expect(pendingAt(loop)).toBe(12)
  takeOne(loop, 12)
  expect(seen).toMatchObject([{ at: 12, input: { type: 'opened' } }])
  expect(pendingAt(loop)).toBe(12)
})
test('a frozen node takes nothing, closes nothing, and reads it all when it thaws', () => {
  const loop = loopOf(withFrozen(rulesOf(0), me))
  onEnvelope(loop, envelope(flight('dial', 0), flight('data', 0)))
  onReady(loop, [{ type: 'stored', ticket: 1 }])
  onAct(loop, { type: 'stopping' })
  expect(inputs()).toEqual([])
  expect(pendingAt(loop)).toBe(Number.POSITIVE_INFINITY)
  onRules(loop, rulesOf(0))
  expect(inputs()).toEqual(['stored', 'stopping', 'opened', 'received'])
})
test('what a cut holds back flows on after the heal', () => {
  const loop = loopOf(withCut(rulesOf(0), peer, me, false))
  onEnvelope(loop, envelope(flight('dial', 0)))
  expect(inputs()).toEqual([])
  onRules(loop, rulesOf(0))
  expect(inputs()).toEqual(['opened'])
})
test('a dead peer is heard to the end: what it had sent, then the end of its links', () => {
  const loop = loopOf(rulesOf(40))
  onEnvelope(loop, envelope(flight('dial', 40), flight('data', 90)))
  expect(met).toEqual(['s2.1'])
  real = 60
  onDeath(loop, peer, 1)
  real = 100
  onTimer(loop)
  expect(inputs()).toEqual(['opened', 'received', 'closed'])
})
test('what a dead incarnation sends after its death is lost, and the trace says so', () => {
  const loop = loopOf()
  onEnvelope(loop, envelope(flight('dial', 0)))
  onDeath(loop, peer, 1)
  takeLines(loop.book, 0)
  onEnvelope(loop, envelope(flight('data', 0)))
  expect(inputs()).toEqual(['opened', 'closed'])
  expect(takeLines(loop.book, 0)).toMatchObject([{ event: { type: 'messageLost', reason: 's2 is dead' } }])
})
test('a peer that comes back ends the links of its former life first', () => {
  const loop = loopOf()
  onEnvelope(loop, envelope(flight('dial', 0)))
  onEnvelope(loop, envelopeOf(2, { ...flight('dial', 0), link: linkId('s2.2.1') }))
  expect(seen.map(({ input }) => ('link' in input ? `${input.type} ${input.link}` : input.type))).toEqual([
    'opened s2.1.1',
    'closed s2.1.1',
    'opened s2.2.1',
  ])
  onDeath(loop, peer, 1)
  expect(inputs()).toHaveLength(3)
})
test('a dial to a server that is down is refused after the way there and back', () => {
  const loop = loopOf(rulesOf(40))
  answer = (input) =>
    input.type === 'stopping' ? [{ type: 'dial', link: linkId('d'), channel: 'quorum', peer: serverId(2) }] : []
  onAct(loop, { type: 'stopping' })
  expect(sent).toEqual([])
  real = 80
  onTimer(loop)
  expect(seen.at(-1)).toMatchObject({ at: 80, input: { type: 'closed', reason: 'connection refused by s2' } })
})
test('the page saying that a peer died is as good as the lock', () => {
  const loop = loopOf()
  onPeers(loop, [{ node: peer, incarnation: 1, alive: true }])
  onEnvelope(loop, envelope(flight('dial', 0)))
  onPeers(loop, [{ node: peer, incarnation: 1, alive: false }])
  expect(inputs()).toEqual(['opened', 'closed'])
})
test('an exception crashes this node, with its reason, and it takes nothing any more', () => {
  const loop = loopOf()
  answer = () => {
    throw new RangeError('a bug')
  }
  onEnvelope(loop, envelope(flight('dial', 0)))
  expect(ended).toEqual(['crash: RangeError: a bug'])
  onAct(loop, { type: 'stopping' })
  expect(inputs()).toEqual(['opened'])
})
test('what a node says on its way out is still sent', () => {
  const loop = loopOf()
  answer = (input) =>
    input.type !== 'stopping'
      ? []
      : [
          { type: 'close', link, reason: 'the server was stopped' },
          { type: 'exit', reason: 'stopped' },
        ]
  onEnvelope(loop, envelope(flight('dial', 0)))
  onAct(loop, { type: 'stopping' })
  expect(sent.flatMap(({ flights }) => flights.map(({ kind }) => kind))).toEqual(['accept', 'close'])
  expect(ended).toEqual(['exit: stopped'])
})
test('time never goes back for a node, even where its clock is announced a little late', () => {
  const loop = loopOf()
  real = 100
  onTimer(loop)
  onClock(loop, clockOf(90, 100, 1))
  onAct(loop, { type: 'stopping' })
  expect(seen.at(-1)?.at).toBe(100)
})
test('a deadline of the past is taken once a turn, so a mistaken core does not spin', () => {
  const loop = loopOf()
  answer = () => {
    deadline = 0
    return []
  }
  deadline = 0
  onTimer(loop)
  expect(inputs()).toEqual(['deadline'])
})
test('the journal holds every input with its time', () => {
  const loop = loopOf()
  onEnvelope(loop, envelope(flight('dial', 0, clientNode('A'))))
  real = 7
  onAct(loop, { type: 'stopping' })
  expect(loop.journal.entries).toMatchObject([
    { at: 0, input: { type: 'opened' } },
    { at: 7, input: { type: 'stopping' } },
  ])
})

test('a program outside is told what the core took, and not before the core has read it', () => {
  unread = 2 * unreadBytesMax
  const loop = loopOf()
  const outside = externalNode(1, '127.0.0.1:53422')
  const brought = (size: number) => flight('data', 0, outside, new Uint8Array(size))
  const from = (...flights: readonly Flight[]): Envelope => ({ ...envelope(...flights), from: outside })
  onEnvelope(loop, from(flight('dial', 0, outside)))
  onEnvelope(loop, from(brought(100), brought(20)))
  expect(sent.map(({ taken }) => taken).filter((taken) => taken !== undefined)).toEqual([])
  unread = 0
  onTimer(loop)
  expect(sent.at(-1)).toMatchObject({ to: outside, taken: 120, flights: [] })
  onTimer(loop)
  expect(sent.filter(({ taken }) => taken !== undefined)).toHaveLength(1)
})
test('what a peer took is handed to who brought it, and among nodes of the page nobody counts', () => {
  const loop = loopOf()
  onEnvelope(loop, { ...envelope(), taken: 77 })
  expect(took).toEqual([77])
  onEnvelope(loop, envelope(flight('dial', 0), flight('data', 0)))
  expect(sent.some(({ taken }) => taken !== undefined)).toBe(false)
})

test('a message that is held by hand stops its link, and goes on in order when it is let go', () => {
  const loop = loopOf()
  const [dial, first, second] = [flight('dial', 0), flight('data', 10), flight('data', 10)]
  onEnvelope(loop, envelope(dial, first, second))
  expect(onTouch(loop, { act: 'hold', from: peer, seq: first.seq })).toBeUndefined()
  real = 20
  onTimer(loop)
  expect(inputs()).toEqual(['opened'])
  expect(pendingAt(loop)).toBe(Number.POSITIVE_INFINITY)
  expect(onTouch(loop, { act: 'release', from: peer, seq: first.seq })).toBeUndefined()
  expect(inputs()).toEqual(['opened', 'received', 'received'])
})

test('who delivers a message now delivers all before it on its link, paused or not', () => {
  const loop = loopOf()
  onClock(loop, clockOf(0, 0, 0))
  const [dial, first, second] = [flight('dial', 5), flight('data', 10), flight('data', 15)]
  onEnvelope(loop, envelope(dial, first, second))
  expect(onTouch(loop, { act: 'deliver', from: peer, seq: first.seq })).toBeUndefined()
  expect(seen.map(({ at, input }) => [at, input.type])).toEqual([
    [0, 'opened'],
    [0, 'received'],
  ])
  expect(onTouch(loop, { act: 'deliver', from: peer, seq: first.seq })).toBe('the message has arrived already')
})

test('nothing is delivered by hand through a cut, or to a node that is paused', () => {
  const loop = loopOf(withCut(rulesOf(0), peer, me, true))
  const dial = flight('dial', 5)
  onEnvelope(loop, envelope(dial))
  const deliver = { act: 'deliver', from: peer, seq: dial.seq } as const
  expect(onTouch(loop, deliver)).toBe('the link is cut: heal it first')
  onRules(loop, withFrozen(rulesOf(0), me))
  expect(onTouch(loop, deliver)).toBe('its receiver is paused: it reads nothing')
})

test('only an election notice can be dropped; of everything else the reason why not is told', () => {
  const loop = loopOf()
  const quorum = flight('data', 10)
  const notice: Flight = { ...flight('data', 10, peer, new Uint8Array([0, 0, 0, 40])), channel: 'election' }
  const handshake: Flight = { ...flight('data', 10, peer, new Uint8Array([255, 255])), channel: 'election' }
  onEnvelope(loop, envelope(quorum, notice, handshake))
  const drop = ({ seq }: Flight) => onTouch(loop, { act: 'drop', from: peer, seq })
  expect(drop(quorum)).toMatch(/^TCP delivers every byte in order/)
  expect(drop(handshake)).toMatch(/^without the handshake/)
  expect(drop(notice)).toBeUndefined()
  expect(drop(notice)).toBe('the message has arrived already')
  expect(takeLines(loop.book, 0).at(-1)?.event).toEqual({
    type: 'messageLost',
    from: peer,
    seq: notice.seq,
    reason: 'dropped by hand',
  })
})

test('a nap ends in virtual time: a pause holds it, a step takes it', async () => {
  const loop = loopOf()
  let awake = false
  void nap(loop, 100).then(() => {
    awake = true
  })
  expect(pendingAt(loop)).toBe(100)
  real = 50
  onClock(loop, clockOf(50, 50, 0))
  real = 500
  onTimer(loop)
  await Promise.resolve()
  expect(awake).toBe(false)
  takeOne(loop, 100)
  await Promise.resolve()
  expect(awake).toBe(true)
})

test('the core lives by the clock of its own machine, and the journal has its times', () => {
  const loop = loopOf()
  deadline = 1000
  onLocalClock(loop, { since: 0, local: 400, rate: 2 })
  expect(pendingAt(loop)).toBe(300)
  real = 300
  onTimer(loop)
  expect(seen).toEqual([{ at: 1000, input: { type: 'deadline' } }])
  expect(loop.journal.entries.at(-1)?.at).toBe(1000)
  // A clock that is put right does not take its core back in time.
  onLocalClock(loop, trueClock())
  onAct(loop, { type: 'stopping' })
  expect(seen.at(-1)?.at).toBe(1000)
})
