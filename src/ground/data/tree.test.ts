import { describe, expect, test } from 'vitest'
import { must } from '../base/assert.ts'
import { below, rngOf } from '../base/rng.ts'
import { sessionIdFrom, zxidFrom } from '../ids.ts'
import { OPEN_ACL } from '../jute/records.ts'
import { READ_ACL } from './acl.ts'
import { nodeDigest } from './digest.ts'
import {
  bareTree,
  CONTAINER_OWNER,
  emptyDatabase,
  emptyTree,
  kindOfOwner,
  lookup,
  newStat,
  placedBelow,
  putNode,
  statOf,
  TTL_MS_MAX,
  takeNode,
  treeDigest,
  ttlOf,
  ttlOwner,
  znode,
} from './tree.ts'

const session = sessionIdFrom(0x0100002e8cad0000n)

describe('the empty tree is the one of a new real server', () => {
  const tree = emptyTree()

  test('its paths', () => {
    expect([...tree.nodes.keys()]).toEqual(['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config'])
  })

  test('its digest is the one in the first record of a real log', () => {
    expect(tree.digest).toBe(0x51c6d660n)
    const zero = newStat(zxidFrom(0n), 0, sessionIdFrom(0n))
    expect(nodeDigest('/', new Uint8Array(), zero)).toBe(0x04128908n)
    expect(nodeDigest('', new Uint8Array(), zero)).toBe(0x04128908n)
    expect(nodeDigest('/zookeeper', null, zero)).toBe(0x4db44d58n)
    expect(nodeDigest('/zookeeper/quota', null, zero)).toBe(0n)
  })

  test('the root shows cversion -1 and one child, and is found as "" too', () => {
    const root = lookup(tree, '')
    expect(root).toBe(lookup(tree, '/'))
    expect(root && statOf(root)).toEqual({
      ...newStat(zxidFrom(0n), 0, sessionIdFrom(0n)),
      cversion: -1,
      dataLength: 0,
      numChildren: 1,
    })
  })

  test('the config node may only be read, and its aversion is -1', () => {
    const config = lookup(tree, '/zookeeper/config')
    expect(config?.acl).toEqual(READ_ACL)
    expect(config?.stat.aversion).toBe(-1)
  })
})

describe('the owner decides the kind', () => {
  test.each([
    ['persistent', sessionIdFrom(0n)],
    ['ephemeral', session],
    ['ephemeral', sessionIdFrom(0xfe00000000000001n)],
    ['ephemeral', sessionIdFrom(0xff00010000000001n)],
    ['container', CONTAINER_OWNER],
    ['ttl', ttlOwner(1)],
    ['ttl', ttlOwner(TTL_MS_MAX)],
  ])('%s', (kind, owner) => {
    expect(kindOfOwner(owner)).toBe(kind)
  })

  test('a TTL comes back out of its owner, and no other owner has one', () => {
    for (const ttl of [1, 5000, TTL_MS_MAX]) expect(ttlOf(ttlOwner(ttl))).toBe(ttl)
    expect(BigInt.asUintN(64, ttlOwner(5000))).toBe(0xff00000000001388n)
    for (const owner of [session, CONTAINER_OWNER, sessionIdFrom(0n)]) expect(ttlOf(owner)).toBeUndefined()
  })

  test('only ephemerals show their owner to clients', () => {
    const shown = (owner: bigint) =>
      statOf(znode(null, OPEN_ACL, newStat(zxidFrom(1n), 0, sessionIdFrom(owner)))).ephemeralOwner
    expect([shown(session), shown(CONTAINER_OWNER), shown(ttlOwner(9))]).toEqual([session, 0n, 0n])
  })
})

test('the cversion that clients see wraps at 32 bits', () => {
  const node = znode(null, OPEN_ACL, { ...newStat(zxidFrom(1n), 0, sessionIdFrom(0n)), cversion: 0x7fffffff })
  expect(statOf(node).cversion).toBe(-2)
})

describe('filling a tree from a snapshot', () => {
  const node = (owner: bigint = 0n) => znode(null, [], newStat(zxidFrom(7n), 5, sessionIdFrom(owner)))

  test('every node lands in its parent, its index and the digest', () => {
    const tree = bareTree()
    for (const path of ['', '/a', '/a/b']) expect(putNode(tree, path, node())).toBe(true)
    putNode(tree, '/a/e', node(session))
    putNode(tree, '/a/c', node(CONTAINER_OWNER))
    putNode(tree, '/a/t', node(ttlOwner(9)))
    expect([...(lookup(tree, '/a')?.children ?? [])]).toEqual(['b', 'e', 'c', 't'])
    expect([...(tree.ephemerals.get(session) ?? [])]).toEqual(['/a/e'])
    expect([[...tree.containers], [...tree.ttls]]).toEqual([['/a/c'], ['/a/t']])
    expect(tree.digest).toBe(treeDigest(tree))
  })

  test('a node without a parent is refused and changes nothing', () => {
    const tree = emptyTree()
    expect(putNode(tree, '/x/y', node())).toBe(false)
    expect(putNode(tree, 'x', node())).toBe(false)
    expect(tree).toEqual(emptyTree())
  })

  test('what was put and taken away leaves nothing behind', () => {
    const tree = emptyTree()
    putNode(tree, '/e', node(session))
    takeNode(tree, '/e')
    expect(tree).toEqual({ ...emptyTree(), nodes: tree.nodes })
    expect([...tree.nodes.keys()]).toEqual([...emptyTree().nodes.keys()])
    expect(lookup(tree, '/')?.children).toEqual(new Set(['zookeeper']))
  })
})

test('the order of children that is kept is the one that is made anew, whatever came, went and came again', () => {
  const tree = emptyTree()
  const rng = rngOf(7)
  const fresh = () => znode(null, OPEN_ACL, newStat(zxidFrom(1n), 0, sessionIdFrom(0n)))
  for (const many of [20, 1100]) {
    const names = Array.from({ length: many }, (_, i) => `${i % 3 === 0 ? 'n' : '锁'}${(i * 7919) % many}`)
    for (let i = 0; i < 3 * many; i++) {
      const path = `/${must(names[below(rng, many)], 'below many')}`
      if (below(rng, 3) === 0) takeNode(tree, path)
      else putNode(tree, path, fresh())
      if (i % 7 > 0 && many > 20) continue
      const due = [...(lookup(tree, '/')?.children ?? [])].sort().map((name) => `/${name}`)
      const order = placedBelow(tree, '', must(lookup(tree, '/'), 'there is a root'))
      expect(order.map(({ path: at }) => at)).toEqual(due)
      expect(order.every(({ path: at, node }) => tree.nodes.get(at) === node)).toBe(true)
    }
  }
})

test('a database is plain data: a structured clone of it is equal', () => {
  const db = emptyDatabase()
  expect(structuredClone(db)).toEqual(db)
})
