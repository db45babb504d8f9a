import { expect, test } from 'vitest'
import { clientNode, epoch, linkId, type NodeName, serverId, serverNode, ZXID_ZERO } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { epochColor } from '../../shapes/palette.ts'
import { emptyRecord, KEPT_MS, keptWindow, MESSAGES_MAX, remember } from './record.ts'

const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))
let index = 0
const happens = (at: number, node: NodeName, event: Happening['event']): Happening => ({
  at,
  node,
  index: index++,
  event,
})
const sent = (seq: number, sentAt: number, from: NodeName = s1, to: NodeName = s2): Happening =>
  happens(sentAt, from, {
    type: 'messageSent',
    flight: {
      from,
      to,
      seq,
      link: linkId('l'),
      channel: 'election',
      kind: 'data',
      sentAt,
      dueAt: sentAt + 20,
      bytes: new Uint8Array(),
    },
  })
const delivered = (seq: number, at: number): Happening => happens(at, s2, { type: 'messageDelivered', from: s1, seq })
const serves = (at: number, node: NodeName, number: number): Happening =>
  happens(at, node, { type: 'serving', role: 'leading', epoch: epoch(number), zxid: ZXID_ZERO })

test('a message has both of its times, whichever of them is told first', () => {
  const record = emptyRecord()
  remember(record, [sent(1, 100), delivered(1, 120)])
  remember(record, [delivered(2, 140), sent(2, 120)])
  expect(record.messages.map(({ sentAt, endedAt, lost }) => [sentAt, endedAt, lost])).toEqual([
    [100, 120, false],
    [120, 140, false],
  ])
  expect(record.open.size + record.early.size).toBe(0)
})

test('a death ends a reign, makes the lane dead, and loses what was under way', () => {
  const record = emptyRecord()
  remember(record, [
    happens(0, s2, { type: 'nodeStarted', incarnation: 1 }),
    serves(50, s2, 3),
    sent(1, 100),
    happens(110, s2, { type: 'nodeEnded', how: 'killed', reason: '' }),
  ])
  const lane = record.lanes.get(s2)
  expect(lane?.lives).toEqual([
    { from: 0, life: 'alive' },
    { from: 110, life: 'down' },
  ])
  expect(lane?.reigns).toEqual([{ from: 50, epoch: epoch(3), to: 110 }])
  expect(lane?.deaths).toEqual([110])
  expect(record.messages[0]).toMatchObject({ endedAt: 110, lost: true })
})

test('what the dead had sent may still arrive: then it was not lost', () => {
  const record = emptyRecord()
  remember(record, [
    happens(0, s1, { type: 'nodeStarted', incarnation: 1 }),
    sent(1, 100),
    happens(110, s1, { type: 'nodeEnded', how: 'killed', reason: '' }),
    delivered(1, 120),
  ])
  expect(record.messages[0]).toMatchObject({ endedAt: 120, lost: false })
})

test("a message without a zxid wears the hue of its sender's epoch", () => {
  const record = emptyRecord()
  remember(record, [happens(1, s1, { type: 'epochEstablished', epoch: epoch(4) }), sent(1, 2)])
  expect(record.messages[0]?.color).toBe(epochColor(epoch(4)))
})

test('the memory has a bound in number', () => {
  const record = emptyRecord()
  const flood = Array.from({ length: MESSAGES_MAX + 5000 }, (_, seq) => sent(seq, 100))
  remember(record, flood)
  expect(record.messages).toHaveLength(MESSAGES_MAX)
  expect(record.open.size).toBe(MESSAGES_MAX)
})

test('the memory has a bound in age, and a client that left loses its lane at last', () => {
  const record = emptyRecord()
  const client = clientNode('A')
  remember(record, [
    happens(0, client, { type: 'nodeStarted', incarnation: 1 }),
    happens(10, client, { type: 'nodeEnded', how: 'stopped', reason: '' }),
    ...Array.from({ length: 2000 }, (_, seq) => sent(seq, 20)),
  ])
  expect(record.lanes.has(client)).toBe(true)
  remember(record, [sent(9999, KEPT_MS + 100)])
  expect(record.messages).toHaveLength(1)
  expect(record.lanes.has(client)).toBe(false)
  expect(keptWindow(record, KEPT_MS + 100)).toEqual({ start: 100, end: KEPT_MS + 100 })
})

test('a new ensemble starts an empty picture', () => {
  const record = emptyRecord()
  remember(record, [sent(1, 5), happens(6, s1, { type: 'commandTaken', command: { type: 'newEnsemble', servers: 3 } })])
  expect(record.messages).toEqual([])
  expect(record.lanes.size).toBe(0)
})
