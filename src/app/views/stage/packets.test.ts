/** The inspector against messages of a real ensemble in the simulator. */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { Flight } from '../../../hosts/engine.ts'
import { REAL } from '../../../hosts/sim/real.ts'
import { createWorld } from '../../../hosts/sim/world.ts'
import { dumpRows, packetsOf } from './packets.ts'

const world = createWorld({ servers: 3, clients: ['A'], seed: 5, hopMs: 5, programs: REAL })
world.settle()
world.ask('A', { type: 'create', path: '/w', data: encodeUtf8('hi'), mode: 'persistent', acl: OPEN_ACL })
world.ask('A', { type: 'getData', path: '/w', watch: true })
world.ask('A', { type: 'setData', path: '/w', data: encodeUtf8('ho'), version: 0 })
world.runFor(1000)
const flights: readonly Flight[] = world.trace.flatMap(({ event }) =>
  event.type === 'messageSent' && event.flight.kind === 'data' ? [event.flight] : [],
)
const told = flights.map(packetsOf)
const find = (title: string) => told.flat().filter((packet) => packet.title === title)

describe('a message laid open', () => {
  test('every message of an election and a write can be read', () => {
    expect(flights.filter((_, index) => told[index]?.length === 0)).toEqual([])
  })

  test.each([
    ['handshake', 'serverId'],
    ['notification', 'electionEpoch'],
    ['PROPOSAL', 'path'],
    ['ACK', 'zxid'],
    ['COMMIT', 'zxid'],
    ['connect', 'timeOut'],
    ['connected', 'sessionId'],
    ['getData', 'watch'],
    ['reply', 'err'],
    ['watch event', 'path'],
  ])('%s tells its %s', (title, field) => {
    expect(find(title).flatMap(({ fields }) => fields.map(({ name }) => name))).toContain(field)
  })

  test('a proposal shows the transaction: what is written where', () => {
    const fields = find('PROPOSAL').map((packet) =>
      Object.fromEntries(packet.fields.map(({ name, value }) => [name, value])),
    )
    expect(fields).toContainEqual(expect.objectContaining({ type: 'setData', path: '/w', data: 'ho', version: '1' }))
  })

  test('bytes that no decoder knows are no packets, and no error', () => {
    const [flight] = flights.filter(({ channel }) => channel === 'quorum')
    if (flight === undefined) throw new Error('servers talk')
    expect(packetsOf({ ...flight, bytes: new Uint8Array(64).fill(0x7f) })).toEqual([])
  })
})

test('each field of a message names the very bytes that say so', () => {
  const proposal = flights.find((flight) =>
    packetsOf(flight).some(({ fields }) => fields.some(({ value }) => value === 'ho')),
  )
  if (proposal === undefined) throw new Error('the write was proposed')
  const data = packetsOf(proposal)
    .flatMap(({ fields }) => fields)
    .find(({ name, value }) => name === 'data' && value === 'ho')
  expect(data).toBeDefined()
  // A buffer's length comes before it.
  expect([...proposal.bytes.subarray(data?.start, data?.end)]).toEqual([0, 0, 0, 2, 104, 111])
})

test('no field lies outside its packet, and packets follow each other without a gap', () => {
  for (const flight of flights) {
    let end = 0
    for (const packet of packetsOf(flight)) {
      expect(packet.start).toBe(end)
      end = packet.end
      for (const field of packet.fields) {
        expect(field.start).toBeGreaterThanOrEqual(packet.start)
        expect(field.end).toBeLessThanOrEqual(packet.end)
        expect(field.end).toBeGreaterThanOrEqual(field.start)
      }
    }
  }
})

test('a dump has sixteen bytes a row, as hex and as text', () => {
  const rows = dumpRows(encodeUtf8('ZooKeeper in a tab'))
  expect(rows.map(({ offset }) => offset)).toEqual(['0000', '0010'])
  expect(rows.map(({ bytes }) => bytes.map(({ letter }) => letter).join(''))).toEqual(['ZooKeeper in a t', 'ab'])
  expect(rows[1]?.bytes).toEqual([
    { at: 16, hex: '61', letter: 'a' },
    { at: 17, hex: '62', letter: 'b' },
  ])
})
