import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../base/hex.ts'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { epoch, serverId, zxidFrom } from '../ids.ts'
import { encodeTreeStream, takeTreeStream } from '../log/snapshot.ts'
import { Reader, Writer } from './cursor.ts'
import { frame, type Inbox, inbox, pour, takeFrame, takeRecord } from './frames.ts'
import {
  ELECTION_PROTOCOL_VERSION,
  electionHandshake,
  epochBody,
  forwardedRequest,
  LEARNER_PROTOCOL_VERSION,
  learnerInfo,
  notification,
  PacketType,
  packetName,
  type QuorumPacket,
  quorumPacket,
  revalidateAnswer,
  sessionTouch,
  versionBody,
} from './peer.ts'
import { decode, encode, type Schema } from './schema.ts'
import { readPeerStreams } from './testdata.suite.ts'
import { decodeTxnRecord, encodeTxnRecord } from './txns.ts'

const golden = readPeerStreams()
type Side = 'learner' | 'leader'

function again<T>(schema: Schema<T>): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => encode(schema, decode(schema, bytes))
}
/** Reads records of one kind to the end of `bytes` and writes them again. */
function rowsAgain<T>(schema: Schema<T>, bytes: Uint8Array): Uint8Array {
  const reader = new Reader(bytes)
  const writer = new Writer()
  while (reader.remaining > 0) schema.write(writer, schema.read(reader))
  return writer.bytes()
}
function txnAgain(bytes: Uint8Array): Uint8Array {
  return encodeTxnRecord(decodeTxnRecord(bytes))
}
/** A piece at the start, written again with what follows it as it is. */
function headAgain<T>(schema: Schema<T>, bytes: Uint8Array): Uint8Array {
  const reader = new Reader(bytes)
  const head = schema.read(reader)
  return Uint8Array.from([...encode(schema, head), ...bytes.subarray(reader.offset)])
}

/** What is inside a packet's data, read and written again; undefined where nothing can be inside. */
function dataAgain(side: Side, packet: QuorumPacket, data: Uint8Array): Uint8Array | undefined {
  const name = packetName(packet.type)
  switch (name) {
    case 'followerInfo':
    case 'observerInfo':
      return again(learnerInfo)(data)
    case 'leaderInfo':
      return again(versionBody)(data)
    case 'ackEpoch':
      return again(epochBody)(data)
    case 'proposal':
    case 'inform':
      return txnAgain(data)
    case 'informAndActivate':
      return Uint8Array.from([...data.subarray(0, 8), ...txnAgain(data.subarray(8))])
    case 'commitAndActivate':
      return data.length === 8 ? data : undefined
    case 'request':
    case 'sync':
      return headAgain(forwardedRequest, data)
    case 'ping':
      return side === 'learner' ? rowsAgain(sessionTouch, data) : undefined
    case 'revalidate':
      return side === 'learner' ? again(sessionTouch)(data) : again(revalidateAnswer)(data)
    case 'newLeader':
      return encodeUtf8(decodeUtf8(data))
    default:
      return undefined
  }
}

/** All that can be taken from a quorum stream: packets, and how many bytes the tree behind each SNAP has. */
type Taken = { readonly packets: readonly QuorumPacket[]; readonly trees: readonly number[] }
function takeAll(box: Inbox, state: { expectsTree: boolean }): Taken {
  const packets: QuorumPacket[] = []
  const trees: number[] = []
  for (;;) {
    if (state.expectsTree) {
      const before = box.length
      if (takeTreeStream(box) === undefined) return { packets, trees }
      trees.push(before - box.length)
      state.expectsTree = false
    }
    const packet = takeRecord(box, quorumPacket)
    if (packet === undefined) return { packets, trees }
    packets.push(packet)
    state.expectsTree = packet.type === PacketType.snap
  }
}
function packetsOf(hex: string): readonly QuorumPacket[] {
  const box = inbox()
  pour(box, fromHex(hex))
  const { packets } = takeAll(box, { expectsTree: false })
  expect(box.length).toBe(0)
  return packets
}

describe('quorum packets of a real ensemble', () => {
  test('every type of packet was recorded: DIFF, SNAP, TRUNC, broadcast and a reconfiguration', () => {
    const seen = new Set(golden.quorum.flatMap((row) => packetsOf(row.bytes).map((packet) => packetName(packet.type))))
    expect(seen).toEqual(new Set(Object.keys(PacketType)))
  })
  test('each is read and written again byte for byte', () => {
    for (const row of golden.quorum) {
      const box = inbox()
      const bytes = fromHex(row.bytes)
      pour(box, bytes)
      const { packets, trees } = takeAll(box, { expectsTree: false })
      const writer = new Writer()
      let tree = 0
      for (const packet of packets) {
        quorumPacket.write(writer, packet)
        // The tree itself is compared in the snapshots' test; ACL ids are the writer's own.
        if (packet.type === PacketType.snap) {
          writer.raw(bytes.subarray(writer.length, writer.length + (trees[tree] ?? 0)))
          tree++
        }
      }
      expect(toHex(writer.bytes())).toBe(row.bytes)
    }
  })
  test('what is inside each is read and written again byte for byte', () => {
    for (const row of golden.quorum) {
      for (const packet of packetsOf(row.bytes)) {
        if (packet.data === null || packet.data.length === 0) continue
        const data = dataAgain(row.from, packet, packet.data)
        expect(`${packetName(packet.type)} ${data && toHex(data)}`).toBe(
          `${packetName(packet.type)} ${toHex(packet.data)}`,
        )
      }
    }
  })
  test('come out alike when the stream comes byte by byte, trees included', () => {
    for (const row of golden.quorum) {
      const box = inbox()
      const state = { expectsTree: false }
      const packets: QuorumPacket[] = []
      for (const byte of fromHex(row.bytes)) {
        pour(box, Uint8Array.of(byte))
        packets.push(...takeAll(box, state).packets)
      }
      expect(packets).toEqual(packetsOf(row.bytes))
    }
  })
  test('a tree that a real leader sent is sent on by us with the same content', () => {
    let count = 0
    for (const row of golden.quorum.filter((candidate) => candidate.from === 'leader')) {
      const box = inbox()
      pour(box, fromHex(row.bytes))
      for (let p = takeRecord(box, quorumPacket); p !== undefined; p = takeRecord(box, quorumPacket)) {
        if (p.type !== PacketType.snap) continue
        const db = takeTreeStream(box)
        if (db === undefined) throw new Error('a SNAP is followed by its tree')
        const copy = inbox()
        pour(copy, encodeTreeStream(db))
        const sent = takeTreeStream(copy)
        expect(sent?.tree.digest).toBe(db.tree.digest)
        expect(sent?.sessions).toEqual(db.sessions)
        expect([...(sent?.tree.nodes.keys() ?? [])].sort()).toEqual([...db.tree.nodes.keys()].sort())
        count++
      }
    }
    expect(count).toBeGreaterThan(0)
  })
  test.each([
    ['followerInfo', '0000000b 0000000000000000 00000014 0000000000000001 00010000 0000000000000000 ffffffff'],
    ['leaderInfo', '00000011 0000000100000000 00000004 00010000 ffffffff'],
    ['ackEpoch', '00000012 0000000000000000 00000004 00000000 ffffffff'],
    ['diff', '0000000d 0000000000000000 ffffffff ffffffff'],
    ['ack', '00000003 0000000100000000 ffffffff ffffffff'],
    ['upToDate', '0000000c ffffffffffffffff ffffffff ffffffff'],
    ['commit', '00000004 0000000100000001 ffffffff ffffffff'],
    ['ping', '00000005 0000000100000001 ffffffff ffffffff'],
    ['ping', '00000005 0000000100000001 00000000 ffffffff'],
  ])('%s is %s', (name, hex) => {
    const packet = decode(quorumPacket, fromHex(hex))
    expect(packetName(packet.type)).toBe(name)
    expect(toHex(encode(quorumPacket, packet))).toBe(hex.replaceAll(' ', ''))
  })
  test('the first words of a learner say who it is and what it accepted', () => {
    const data = encode(learnerInfo, {
      serverId: serverId(1),
      protocolVersion: LEARNER_PROTOCOL_VERSION,
      configVersion: 0n,
    })
    const packet = { type: PacketType.followerInfo, zxid: zxidFrom(0n), data, authinfo: null }
    expect(toHex(encode(quorumPacket, packet))).toBe(
      '0000000b00000000000000000000001400000000000000010001000000000000' + '00000000ffffffff',
    )
    expect(decode(epochBody, fromHex('ffffffff'))).toEqual({ epoch: epoch(-1) })
  })
})

describe('election messages of a real ensemble', () => {
  test('the handshake and every notification are read and written again byte for byte', () => {
    let count = 0
    for (const row of golden.election) {
      const box = inbox()
      pour(box, fromHex(row.bytes))
      const writer = new Writer()
      if (row.from === 'dialler') {
        const handshake = takeRecord(box, electionHandshake)
        if (handshake === undefined) throw new Error('a dialler begins with its handshake')
        expect(handshake.protocolVersion).toBe(ELECTION_PROTOCOL_VERSION)
        electionHandshake.write(writer, handshake)
      }
      for (let next = takeFrame(box, 0x80000); next !== undefined; next = takeFrame(box, 0x80000)) {
        const vote = decode(notification, next)
        expect(vote.version).toBe(2)
        writer.raw(frame(encode(notification, vote)))
        count++
      }
      expect(toHex(writer.bytes())).toBe(row.bytes)
    }
    expect(count).toBeGreaterThan(10)
  })
  test('a handshake is version, id and address', () => {
    const hex = 'ffffffffffff0000 0000000000000001 00000008 7a6b313a33383838'
    const handshake = decode(electionHandshake, fromHex(hex))
    expect(handshake).toEqual({
      protocolVersion: ELECTION_PROTOCOL_VERSION,
      serverId: 1,
      address: encodeUtf8('zk1:3888'),
    })
    expect(toHex(encode(electionHandshake, handshake))).toBe(hex.replaceAll(' ', ''))
  })
  test('a notification is 44 bytes and the text of the configuration', () => {
    const lines = [1, 2, 3].map((id) => `server.${id}=zk${id}:2888:3888:participant\n`)
    const bytes = encode(notification, {
      state: 0,
      leader: serverId(3),
      zxid: zxidFrom(0x100000005n),
      electionEpoch: 3n,
      peerEpoch: epoch(1),
      version: 2,
      config: encodeUtf8(`${lines.join('')}version=0`),
    })
    expect(toHex(frame(bytes)).slice(0, 96)).toBe(
      '0000009e00000000000000000000000300000001000000050000000000000003000000000000000100000002' + '00000072',
    )
    expect(bytes.length).toBe(158)
  })
})
