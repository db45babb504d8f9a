/** The story of a real ensemble in the simulator, in both languages. */
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { clientNode, epoch, serverId, serverNode, zxidOf } from '../../../ground/ids.ts'
import { OPEN_ACL } from '../../../ground/jute/records.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { REAL } from '../../../hosts/sim/real.ts'
import { createWorld, type World } from '../../../hosts/sim/world.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { en } from '../../i18n/en.ts'
import { loadReasons, reasonText } from '../../i18n/reasons.ts'
import { zh } from '../../i18n/zh.ts'
import { formatAt } from './formatAt.ts'
import { sentence } from './sentences.ts'
import { ENTRIES_MAX, emptyStory, foldStory, type Story } from './story.ts'
import { filtered } from './storyStore.ts'
import type { StoryKind, Tale } from './tale.ts'

function ensemble(clients: readonly string[] = []): World {
  const world = createWorld({ servers: 5, clients, seed: 11, hopMs: 5, programs: REAL })
  world.settle()
  return world
}
function storyOf(world: World): Story {
  return foldStory(emptyStory(), world.trace)
}
function told(story: Story, kind: StoryKind): readonly string[] {
  return filtered(story.entries, kind).map((entry) => sentence(en, entry.tale))
}
function create(path: string): ClientOp {
  return { type: 'create', path, data: encodeUtf8('x'), mode: 'persistent', acl: OPEN_ACL }
}

test('a first start is a few sentences, not a hundred votes', () => {
  expect(told(storyOf(ensemble()), 'election')).toEqual([
    'Servers 1, 2, 3, 4 and 5 start and look for a leader.',
    'Servers 1, 2, 3, 4 and 5 each vote for themselves.',
    'Servers 1, 2, 3 and 4 change their votes to 5.',
    'Five of five vote for 5.',
    'Servers 1, 2, 3, 4 and 5 promise epoch 1: no older leader is followed any more.',
    'Servers 1, 2, 3 and 4 have what leader 5 has: nothing to send (DIFF).',
    'Server 5 leads epoch 1.',
    'Servers 1, 2, 3 and 4 follow server 5 and answer clients.',
  ])
})

test('a killed leader: who looks, who is voted for and why, who leads', () => {
  const world = ensemble()
  const before = storyOf(world).entries.length
  world.kill('leader')
  world.settle()
  const story = storyOf(world)
  const after = { ...story, entries: story.entries.slice(before) }
  expect(told(after, 'faults')[0]).toMatch(/^Server 5 was killed\. Its connections broke\./)
  expect(told(after, 'election')).toContain('Servers 1, 2, 3 and 4 are looking.')
  expect(told(after, 'election')).toContain('Four of five vote for 4.')
  expect(told(after, 'election')).toContain('Server 4 leads epoch 2.')
  const elected = after.entries.find((entry) => entry.tale.type === 'elected')
  expect(elected?.about).toEqual({ type: 'server', id: 4 })
  expect(elected?.why).toContainEqual({ node: 's3', words: 'equal histories, and id 4 is higher than 3' })
})

test('a server that returns finds its leader, and says how it was brought up to date', () => {
  const world = ensemble(['A'])
  world.ask('A', create('/seen'))
  world.settle()
  const gone = world.kill('leader')
  world.settle()
  world.ask('A', create('/missed'))
  // Long enough for what follows to be another matter than the election.
  world.runFor(2000)
  world.restart(gone)
  world.settle()
  const story = storyOf(world)
  expect(told(story, 'faults').at(-1)).toMatch(/^Server 5 is back: its disk brings it to 0x/)
  expect(told(story, 'election')).toContain('Server 5 finds that server 4 leads already.')
  const synced = story.entries.findLast((entry) => entry.tale.type === 'synced')
  expect(synced?.tale).toMatchObject({ mode: 'DIFF', peers: [5] })
  expect(synced?.why.map((one) => one.words).join()).toMatch(/^it lacks \d+ transactions$/)
})

test('a write is one sentence that grows: proposed, then committed', () => {
  const world = ensemble(['A'])
  world.submit('A', create('/grows'))
  world.runUntil(
    () => world.trace.some(({ event }) => event.type === 'proposed' && event.txn.type === 'create'),
    60_000,
    'a proposal',
  )
  expect(told(storyOf(world), 'broadcast').at(-1)).toMatch(/^Server 5 proposes 0x\w+: create \/grows\.$/)
  world.settle()
  expect(told(storyOf(world), 'broadcast').filter((words) => words.includes('/grows'))).toEqual([
    expect.stringMatching(/^0x\w+ is committed, three of five have it: create \/grows\.$/),
  ])
})

test('a flood of writes is counted', () => {
  const world = ensemble(['A'])
  world.ask('A', create('/first'))
  world.runFor(2000)
  for (let i = 0; i < 40; i++) world.submit('A', create(`/n${i}`))
  world.runFor(2000)
  const writes = told(storyOf(world), 'broadcast').filter((words) => words.includes('more write'))
  expect(writes).toEqual([expect.stringMatching(/^32 more writes, up to 0x/)])
})

test('a watch: left, fired, heard; in Chinese too', () => {
  const world = ensemble(['A'])
  world.ask('A', create('/w'))
  world.ask('A', { type: 'getData', path: '/w', watch: true })
  world.ask('A', { type: 'setData', path: '/w', data: null, version: -1 })
  world.settle()
  const entries = filtered(storyOf(world).entries, 'watches')
  const server = Number(/server (\d)/.exec(sentence(en, entries[0]?.tale ?? NOTHING))?.[1])
  expect(entries.map((entry) => sentence(en, entry.tale))).toEqual([
    `A leaves a watch on server ${server}: /w (data).`,
    `The data of /w changed: server ${server} tells A, and it has heard. The watch is used up.`,
  ])
  expect(entries.map((entry) => sentence(zh, entry.tale))).toEqual([
    `A 在服务器 ${server} 上留下监听：/w（数据）。`,
    `/w 的数据改变：服务器 ${server} 通知 A，它已收到。这个监听器已用完。`,
  ])
  expect(entries.map((entry) => entry.about)).toEqual([
    { type: 'znode', path: '/w' },
    { type: 'znode', path: '/w' },
  ])
})
const NOTHING: Tale = { type: 'healed' }

test('a session kept and a session lost are told apart', () => {
  const world = ensemble(['A', 'B'])
  world.ask('A', create('/a'))
  world.ask('B', create('/b'))
  world.kill('leader')
  world.settle()
  world.runFor(3000)
  world.killClient('B')
  world.runFor(30_000)
  const words = told(storyOf(world), 'sessions')
  expect(words.some((one) => /^A goes on at server \d, session kept\.$/.test(one))).toBe(true)
  expect(words).toContain('Server 4 heard nothing of B in time: it wants the session ended.')
})

test('an error is told by its name and in words', () => {
  const world = ensemble(['A'])
  world.ask('A', { type: 'delete', path: '/none', version: -1 })
  expect(told(storyOf(world), 'broadcast').at(-1)).toBe(
    'A asks delete /none and gets NONODE. There is no znode at this path.',
  )
})

test('a server that loses all its links is cut off; single links are listed', () => {
  const world = ensemble()
  world.isolate('leader')
  expect(told(storyOf(world), 'faults').at(-1)).toBe('Server 5 is cut off from the others.')
  const cut: Tale = { type: 'cut', cuts: [{ from: serverNode(serverId(1)), to: serverNode(serverId(2)) }] }
  expect(sentence(en, cut)).toBe('Links are cut: 1 → 2.')
})

test('folding batch by batch tells the same story as folding at once', () => {
  const world = ensemble(['A'])
  world.ask('A', create('/a'))
  world.kill('leader')
  world.settle()
  let story = emptyStory()
  for (let i = 0; i < world.trace.length; i += 7) story = foldStory(story, world.trace.slice(i, i + 7))
  expect(story.entries).toEqual(storyOf(world).entries)
})

test('the story is bounded, and quiet where nothing is told', () => {
  const node = clientNode('A')
  const lost = (at: number): Happening => ({
    at,
    node,
    index: at,
    event: { type: 'disconnected', server: serverId(1), reason: 'closed by s1' },
  })
  const full = foldStory(
    emptyStory(),
    Array.from({ length: ENTRIES_MAX + 50 }, (_, i) => lost(i)),
  )
  expect(full.entries.length).toBe(ENTRIES_MAX)
  expect(full.entries.at(-1)?.at).toBe(ENTRIES_MAX + 49)
  const quiet: Happening = {
    at: 0,
    node: serverNode(serverId(1)),
    index: 0,
    event: { type: 'durable', zxid: zxidOf(epoch(1), 1) },
  }
  expect(foldStory(full, [quiet]).entries).toBe(full.entries)
})

describe('reasons', () => {
  beforeAll(loadReasons)
  test.each([
    ['equal histories, and id 5 is higher than 4', '历史相同，而 id 5 比 4 大'],
    ['lost server 3: closed by s3', '失去了服务器 3：服务器 3 关闭了连接'],
    ['it has 0x100000003, but only 0x100000002 was ever committed', '它有 0x100000003，但只提交到 0x100000002'],
  ])('%s', (words, chinese) => {
    expect(reasonText('zh-CN', words)).toEqual({ words: chinese, lang: 'zh-CN' })
    expect(reasonText('en', words)).toEqual({ words, lang: 'en' })
  })

  test('one that is not known stays English, and says so', () => {
    expect(reasonText('zh-CN', 'the moon was full')).toEqual({ words: 'the moon was full', lang: 'en' })
  })

  test('every reason of a run with elections, faults and lost sessions is known in Chinese', () => {
    const world = ensemble(['A', 'B'])
    world.isolate('leader')
    world.runFor(40_000)
    world.heal()
    world.settle()
    const unknown = storyOf(world)
      .entries.flatMap((entry) => entry.why)
      .filter(({ words }) => reasonText('zh-CN', words).lang === 'en')
    expect(unknown).toEqual([])
  })
})

test('a time is in virtual seconds, as wide at every moment', () => {
  expect(formatAt(12_004.4)).toBe('12.004')
})

test('a sentence stands at its time, also when its node told it late', async () => {
  const { clientNode, serverId, serverNode } = await import('../../../ground/ids.ts')
  const late = (at: number, index: number, name: string) => {
    const event = { type: 'connecting', server: serverId(1), resuming: false } as const
    return { at, index, node: clientNode(name), event }
  }
  const killed = {
    at: 20,
    index: 0,
    node: serverNode(serverId(2)),
    event: { type: 'nodeEnded', how: 'killed', reason: 'by hand' },
  } as const
  const disconnected = {
    at: 10,
    index: 1,
    node: clientNode('A'),
    event: { type: 'disconnected', server: serverId(1), reason: 'closed by s1' },
  } as const
  const story = foldStory(foldStory(emptyStory(), [late(5, 0, 'A'), killed]), [disconnected])
  const times = story.entries.map((entry) => entry.at)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})
