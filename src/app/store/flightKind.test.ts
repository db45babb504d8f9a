import { describe, expect, test } from 'vitest'
import { epoch, linkId, nodeName, zxidOf } from '../../ground/ids.ts'
import { Writer } from '../../ground/jute/cursor.ts'
import { frame } from '../../ground/jute/frames.ts'
import { PacketType, quorumPacket } from '../../ground/jute/peer.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Flight } from '../../hosts/engine.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { createWorld } from '../../hosts/sim/world.ts'
import { flightSubject } from './flightKind.ts'

function flight(change: Partial<Flight>): Flight {
  return {
    from: nodeName('s1'),
    to: nodeName('s2'),
    seq: 1,
    link: linkId('l'),
    channel: 'quorum',
    kind: 'data',
    sentAt: 0,
    dueAt: 1,
    bytes: new Uint8Array(),
    ...change,
  }
}
function packets(...types: readonly (keyof typeof PacketType)[]): Uint8Array {
  const writer = new Writer()
  for (const name of types) {
    quorumPacket.write(writer, { type: PacketType[name], zxid: zxidOf(epoch(3), 7), data: null, authinfo: null })
  }
  return writer.bytes()
}
function reply(xid: number): Uint8Array {
  const writer = new Writer()
  writer.int(xid)
  return frame(writer.bytes())
}

describe('a message is named by its own bytes', () => {
  test.each([
    [['ping'], 'ping'],
    [['proposal'], 'proposal'],
    [['ping', 'ack'], 'ack'],
    [['commit', 'proposal', 'ping'], 'proposal'],
    [['newLeader', 'upToDate'], 'sync'],
  ] as const)('quorum packets %s: the most telling one', (types, kind) => {
    expect(flightSubject(flight({ bytes: packets(...types) })).kind).toBe(kind)
  })

  test('a zxid gives the epoch, and with it the hue', () => {
    expect(flightSubject(flight({ bytes: packets('commit') })).epoch).toBe(3)
  })

  test('a piece of a snapshot, which is no packet, is synchronisation', () => {
    expect(flightSubject(flight({ bytes: new Uint8Array(64).fill(0x7f) })).kind).toBe('sync')
  })

  test.each([
    [-2, 'ping'],
    [-1, 'watch'],
    [0, 'session'],
    [5, 'reply'],
  ])('to a client, xid %d is a %s', (xid, kind) => {
    expect(flightSubject(flight({ channel: 'client', to: nodeName('cA'), bytes: reply(xid) })).kind).toBe(kind)
  })

  test('a connection that is being made is neither', () => {
    expect(flightSubject(flight({ kind: 'dial' })).kind).toBe('link')
  })
})

test('a run of a real ensemble has every kind of message that the legend names, under the name of its channel', () => {
  const world = createWorld({ servers: 3, clients: ['A'], seed: 5, hopMs: 5, programs: REAL })
  world.settle()
  world.ask('A', { type: 'create', path: '/w', data: null, mode: 'persistent', acl: OPEN_ACL })
  world.ask('A', { type: 'getData', path: '/w', watch: true })
  world.ask('A', { type: 'setData', path: '/w', data: null, version: -1 })
  world.runFor(20_000)
  const seen = new Set<string>()
  for (const { event } of world.trace) {
    if (event.type !== 'messageSent') continue
    const { kind } = flightSubject(event.flight)
    seen.add(kind)
    if (event.flight.channel === 'client') expect(['proposal', 'ack', 'commit', 'vote', 'sync']).not.toContain(kind)
  }
  expect([...seen].toSorted()).toEqual(
    ['ack', 'commit', 'link', 'ping', 'proposal', 'reply', 'request', 'session', 'sync', 'vote', 'watch'].toSorted(),
  )
})
