import { describe, expect, test } from 'vitest'
import { toHex } from '../base/hex.ts'
import { applyTxn } from '../data/apply.ts'
import { emptyDatabase, newStat, putNode, treeDigest, znode } from '../data/tree.ts'
import { SESSION_NONE, sessionIdFrom, zxidFrom } from '../ids.ts'
import { ProtocolError } from '../jute/errors.ts'
import { inbox, pour } from '../jute/frames.ts'
import { databaseOf, imageOf } from './image.ts'
import {
  decodeSnapshot,
  decodeSnapshotImage,
  decodeTreeStream,
  encodeSnapshot,
  encodeSnapshotImage,
  encodeTreeStream,
  snapshotFileName,
  takeTreeStream,
} from './snapshot.ts'
import { file, joined, readFolder } from './testdata.suite.ts'

const folders = ['standalone', 'follower', 'trunc-before', 'trunc-after', 'stale-log'] as const
const realSnapshots = folders.flatMap((folder) =>
  readFolder(folder)
    .filter((candidate) => candidate.name.includes('/snapshot.'))
    .map((candidate) => ({ ...candidate, title: `${folder}/${candidate.name}` })),
)

/** A database with sessions, every kind of node, null data, two ACLs and a name beyond ASCII. */
function variedDatabase() {
  const db = emptyDatabase()
  const session = sessionIdFrom(0x0300_0000_0000_0001n)
  db.sessions.set(session, 30_000)
  db.sessions.set(sessionIdFrom(-5n), 4000)
  const nodes = [
    ['/b', null, 0n],
    ['/a', Uint8Array.of(1, 2), 0n],
    ['/a/ζ', new Uint8Array(), 0n],
    ['/a/e', null, session],
    ['/a/box', null, -0x8000000000000000n],
    ['/a/ttl', null, BigInt.asIntN(64, 0xff00000000001388n)],
  ] as const
  for (const [index, [path, data, owner]] of nodes.entries()) {
    const zxid = zxidFrom(0x100000001n + BigInt(index))
    const stat = { czxid: zxid, mzxid: zxid, pzxid: zxid, ctime: 5, mtime: 6, version: 1, cversion: 0, aversion: 0 }
    const acl = index % 2 === 0 ? [] : [{ perms: 1, id: { scheme: 'digest', id: 'u:x' } }]
    putNode(db.tree, path, znode(data, acl, { ...stat, ephemeralOwner: sessionIdFrom(owner) }))
    db.lastProcessedZxid = zxid
  }
  return db
}

describe('what ZooKeeper writes', () => {
  test('the snapshot of an empty database is the 457 bytes of a new server', () => {
    const bytes = encodeSnapshot(emptyDatabase())
    expect(bytes.length).toBe(457)
    expect(toHex(bytes)).toBe(toHex(file(readFolder('standalone'), 'snapshot.0')))
    expect(toHex(bytes)).toContain('00000000b8a23b49')
    expect(toHex(bytes).slice(-26)).toBe('0000000095b93d59000000012f')
  })
  test.each(realSnapshots)('$title is read and written again byte for byte', ({ bytes }) => {
    const image = decodeSnapshotImage(bytes)
    if (!image.ok) throw new Error(image.error)
    expect(toHex(encodeSnapshotImage(image.value))).toBe(toHex(bytes))
  })
  test.each(realSnapshots)("$title: the tree's digest is the one that the server wrote", ({ bytes }) => {
    const image = decodeSnapshotImage(bytes)
    if (!image.ok) throw new Error(image.error)
    const { tree, digest } = image.value
    expect(digest?.version).toBe(2)
    // Before the first transaction the server has no digest to write.
    if (digest?.zxid !== 0n) expect(databaseOf(tree).tree.digest).toBe(BigInt.asUintN(64, digest?.treeDigest ?? -1n))
  })
  test('a file from before 3.6 has no digest, one from 3.9 ends with its zxid: both are read', () => {
    const tree = imageOf(variedDatabase())
    const digest = { zxid: zxidFrom(5n), version: 2, treeDigest: 7n }
    for (const image of [
      { tree, digest: undefined, lastProcessedZxid: undefined },
      { tree, digest, lastProcessedZxid: zxidFrom(6n) },
    ]) {
      expect(decodeSnapshotImage(encodeSnapshotImage(image))).toEqual({ ok: true, value: image })
    }
  })
  test('a snapshot written straight from the tree has the bytes of its image, seals and all', () => {
    const db = variedDatabase()
    db.lastProcessedZxid = zxidFrom(5n)
    const digest = { zxid: db.lastProcessedZxid, version: 2, treeDigest: BigInt.asIntN(64, db.tree.digest) }
    const image = { tree: imageOf(db), digest, lastProcessedZxid: undefined }
    expect(toHex(encodeSnapshot(db))).toBe(toHex(encodeSnapshotImage(image)))
  })
  test('a copy of a database gives the same bytes: an open ACL is open, whoever made it', () => {
    const db = variedDatabase()
    expect(encodeSnapshot(structuredClone(db))).toEqual(encodeSnapshot(db))
  })
  test('a snapshot is named after its last transaction', () => {
    expect(snapshotFileName(zxidFrom(0x200000003n))).toBe('version-2/snapshot.200000003')
  })
})

describe('what is written is read again', () => {
  test('nodes, indexes, sessions and digest survive', () => {
    const db = variedDatabase()
    const read = decodeSnapshot(encodeSnapshot(db))
    if (!read.ok) throw new Error(read.error)
    const { tree, sessions } = read.value
    expect(tree.digest).toBe(db.tree.digest)
    expect(treeDigest(tree)).toBe(db.tree.digest)
    expect(sessions).toEqual(db.sessions)
    expect(tree.ephemerals).toEqual(db.tree.ephemerals)
    expect(tree.containers).toEqual(db.tree.containers)
    expect(tree.ttls).toEqual(db.tree.ttls)
    for (const [path, node] of db.tree.nodes) {
      expect(tree.nodes.get(path)).toMatchObject({ data: node.data, acl: node.acl, stat: node.stat })
      expect(tree.nodes.get(path)?.children).toEqual(node.children)
    }
  })
  test('equal trees give equal bytes, whatever order they grew in', () => {
    const header = { clientId: sessionIdFrom(1n), cxid: 1, zxid: zxidFrom(1n), time: 1, type: 15 }
    const bytes = ['/x /y', '/y /x'].map((order) => {
      const db = emptyDatabase()
      for (const path of order.split(' ')) {
        db.sessions.set(sessionIdFrom(BigInt(path.charCodeAt(1))), 4000)
        const body = { data: null, acl: [], ephemeral: false, parentCVersion: 1 }
        applyTxn(db, header, { type: 'create', withStat: true, path, ...body })
      }
      return toHex(encodeSnapshot(db))
    })
    expect(bytes[0]).toBe(bytes[1])
  })
})

describe('what is not a snapshot is refused as a whole', () => {
  const good = encodeSnapshot(variedDatabase())
  test('any changed byte is noticed', () => {
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice()
      bad[at] = (bad[at] ?? 0) ^ 0x04
      expect(decodeSnapshot(bad).ok).toBe(false)
    }
  })
  test('any cut is noticed, but for the one where a file of before 3.6 ends', () => {
    const accepted: number[] = []
    for (let length = 0; length < good.length; length++)
      if (decodeSnapshot(good.subarray(0, length)).ok) accepted.push(length)
    const digestSection = 8 + 4 + 8 + 8 + 5
    expect(accepted).toEqual([good.length - digestSection])
  })
  test('bytes behind the last seal are refused', () => {
    const longer = joined(good, encodeSnapshot(emptyDatabase()))
    expect(decodeSnapshot(longer).ok).toBe(false)
    const whole = encodeSnapshotImage({
      tree: imageOf(emptyDatabase()),
      digest: { zxid: zxidFrom(0n), version: 2, treeDigest: 0n },
      lastProcessedZxid: zxidFrom(0n),
    })
    expect(decodeSnapshot(joined(whole, Uint8Array.of(0)))).toEqual({
      ok: false,
      error: `byte ${whole.length}: there are bytes behind the last seal`,
    })
  })
  test('a node without parent, a node that comes twice and an unknown ACL are refused with their path', () => {
    const image = imageOf(variedDatabase())
    const [root, ...rest] = image.nodes
    const b = image.nodes.find((node) => node.path === '/b')
    if (root === undefined || b === undefined) throw new Error('the tree has a root and /b')
    expect(() => databaseOf({ ...image, nodes: [root, ...rest, { ...b, path: '/no/where' }] })).toThrow(/'\/no\/where'/)
    expect(() => databaseOf({ ...image, nodes: [...image.nodes, b] })).toThrow(/'\/b' comes twice/)
    expect(() => databaseOf({ ...image, nodes: [root, { ...b, acl: 77n }] })).toThrow(/ACL 77/)
    expect(() => databaseOf({ ...image, nodes: [] })).toThrow(ProtocolError)
  })
})

describe('the stream behind a SNAP packet', () => {
  const db = variedDatabase()
  const stream = encodeTreeStream(db)
  test('carries the whole database and ends with the signature', () => {
    expect(toHex(stream).slice(-28)).toBe('0000000a42656e57617348657265')
    const read = decodeTreeStream(stream)
    expect(read.tree.digest).toBe(db.tree.digest)
    expect(read.sessions).toEqual(db.sessions)
  })
  test('may come in any pieces, and what follows it stays for the next reader', () => {
    for (const size of [1, 7, 100, stream.length + 3]) {
      const box = inbox()
      const bytes = joined(stream, Uint8Array.of(9, 9, 9))
      let taken: bigint | undefined
      for (let at = 0; at < bytes.length; at += size) {
        pour(box, bytes.subarray(at, at + size))
        const read = taken === undefined ? takeTreeStream(box) : undefined
        if (read !== undefined) taken = read.tree.digest
        else if (taken === undefined) expect(at + size).toBeLessThan(stream.length)
      }
      expect(taken).toBe(db.tree.digest)
      expect(box.length).toBe(3)
    }
  })
  test('a signature inside the data of a node does not end it', () => {
    const tricky = variedDatabase()
    const end = encodeTreeStream(emptyDatabase()).slice(-19)
    putNode(tricky.tree, '/c', znode(end, [], newStat(zxidFrom(9n), 0, SESSION_NONE)))
    const bytes = encodeTreeStream(tricky)
    const box = inbox()
    pour(box, bytes.subarray(0, -5))
    expect(takeTreeStream(box)).toBeUndefined()
    pour(box, bytes.subarray(-5))
    expect(takeTreeStream(box)?.tree.digest).toBe(tricky.tree.digest)
  })
  test('another signature is malformed', () => {
    const wrong = stream.slice()
    wrong[wrong.length - 1] = 0x66
    expect(() => decodeTreeStream(wrong)).toThrow(ProtocolError)
  })
})
