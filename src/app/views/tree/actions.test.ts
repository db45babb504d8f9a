import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { newStat, ttlOwner, znode } from '../../../ground/data/tree.ts'
import { epoch, linkId, serverId, sessionIdFrom, zxidOf } from '../../../ground/ids.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import { REAL } from '../../../hosts/sim/real.ts'
import { createWorld } from '../../../hosts/sim/world.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { en } from '../../i18n/en.ts'
import { zh } from '../../i18n/zh.ts'
import { aclWords, isFailure, outcomeWords } from './actions.ts'
import { bytesOf, shownData } from './bytes.ts'
import { kindFacts, kindWords, looksSequential, watchersByPath } from './facts.ts'

const X = encodeUtf8('x')
function create(path: string): Extract<ClientOp, { type: 'create' }> {
  return { type: 'create', path, data: X, mode: 'persistent', acl: OPEN_ACL }
}

describe('a mistake is answered in ZooKeeper’s own words, and changes nothing', () => {
  const mistakes: readonly (readonly [name: string, op: ClientOp, error: string])[] = [
    ['a path that is no path', create('/a/'), 'BADARGUMENTS'],
    ['no parent', create('/nowhere/b'), 'NONODE'],
    ['a name that is taken', create('/taken'), 'NODEEXISTS'],
    ['another version', { type: 'setData', path: '/taken', data: X, version: 7 }, 'BADVERSION'],
    ['children left', { type: 'delete', path: '/parent', version: -1 }, 'NOTEMPTY'],
    ['a child of an ephemeral', create('/mine/b'), 'NOCHILDRENFOREPHEMERALS'],
    ['more than a megabyte', { ...create('/big'), data: new Uint8Array(1_100_000) }, 'CONNECTIONLOSS'],
  ]
  test.each(mistakes)('%s', (_, op, error) => {
    const world = createWorld({ servers: 3, clients: ['A'], seed: 3, programs: REAL })
    world.settle()
    for (const path of ['/taken', '/parent', '/parent/child']) world.ask('A', create(path))
    world.ask('A', { ...create('/mine'), mode: 'ephemeral' })
    world.settle()
    const before = world.treeOf('leader').digest
    const result = { type: 'outcome', outcome: world.ask('A', op) } as const
    world.settle()
    expect(isFailure(op, result)).toBe(true)
    expect(outcomeWords(en, op, result)).toContain(error)
    expect(outcomeWords(zh, op, result)).toContain(error)
    expect(world.treeOf('leader').digest).toBe(before)
  })

  test('an exists that finds nothing is no failure where it leaves a watch', () => {
    const op: ClientOp = { type: 'exists', path: '/later', watch: true }
    const result = { type: 'outcome', outcome: { ok: false, error: 'noNode' } } as const
    expect(isFailure(op, result)).toBe(false)
    expect(outcomeWords(en, op, result)).toBe('/later does not exist yet: the watch waits for it.')
  })

  test('where the answer was lost, nobody claims that nothing happened', () => {
    const result = { type: 'outcome', outcome: { ok: false, error: 'connectionLoss' } } as const
    expect(outcomeWords(en, create('/a'), result)).toMatch(/may or may not have happened\.$/)
  })
})

describe('data is text where it can be typed, else hex', () => {
  test.each([
    [encodeUtf8('port: 8080\n'), 'text', 'port: 8080\n'],
    [Uint8Array.of(0xff, 0x00, 0x1b), 'hex', 'ff 00 1b'],
    [encodeUtf8('a\r\nb'), 'hex', '61 0d 0a 62'],
    [encodeUtf8('配置'), 'text', '配置'],
  ])('%j as %s', (data, form, text) => {
    expect(shownData(data)).toEqual({ form, text })
    expect(bytesOf(shownData(data))).toEqual(data)
  })

  test('half a byte is no data', () => {
    expect(bytesOf({ form: 'hex', text: 'ff 0' })).toBeUndefined()
  })

  test('a character beyond the BMP is written as standard UTF-8, which every client reads', () => {
    expect(bytesOf({ form: 'text', text: '🐘' })).toEqual(Uint8Array.of(0xf0, 0x9f, 0x90, 0x98))
  })
})

describe('a znode is named by its kind', () => {
  const zxid = zxidOf(epoch(1), 1)
  const made = (owner: bigint) => znode(null, [], newStat(zxid, 0, sessionIdFrom(owner)))
  test.each([
    ['config', 0n, 'persistent', '持久节点'],
    ['id_0000000007', 0x100_0000_0000_0000n, 'ephemeral sequential', '顺序临时节点'],
    ['c', 0x8000_0000_0000_0000n, 'container', '容器节点'],
    ['t', ttlOwner(5000), 'TTL 5,000 ms', 'TTL 节点（5,000 ms）'],
  ])('%s', (name, owner, english, chinese) => {
    const facts = kindFacts(made(owner), name)
    expect(kindWords(en, facts)).toBe(english)
    expect(kindWords(zh, facts)).toBe(chinese)
  })

  test('ten digits at the end are what a sequential create leaves', () => {
    expect(['id_0000000001', 'lock-2147483647', 'q-2147483648', 'v2', 'a123456789'].map(looksSequential)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})

test('watches of all servers are gathered by path, and told by their clients', () => {
  const session = sessionIdFrom(1n)
  const link = linkId('cA.1.1')
  const watch = { link, session, path: '/a', kind: 'data' } as const
  const owner = { id: session, client: 'A', timeoutMs: 0, deadline: undefined }
  const found = watchersByPath(
    [
      { server: serverId(1), watches: [watch] },
      {
        server: serverId(2),
        watches: [
          { ...watch, path: '/b' },
          { ...watch, session: sessionIdFrom(2n) },
        ],
      },
    ],
    new Map([[session, owner]]),
  )
  expect([...found]).toEqual([
    ['/a', [{ client: 'A', kind: 'data', server: 1 }]],
    ['/b', [{ client: 'A', kind: 'data', server: 2 }]],
  ])
})

test('permissions are lettered as zkCli letters them', () => {
  expect(aclWords(OPEN_ACL)).toBe('world:anyone cdrwa')
  expect(aclWords([{ perms: 1, id: { scheme: 'ip', id: '10.0.0.1' } }])).toBe('ip:10.0.0.1 r')
})
