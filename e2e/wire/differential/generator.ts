/**
 * Random conversations: every operation of a client, with arguments that are right, borderline and wrong. Nothing is
 * written outside the conversation's own parent node, and a bare `check` (13) is never sent, nor createTTL with the flags of
 * another kind: 3.8.0 logs both as transactions that no server can read, and ends. Nor has a part of a multi a null
 * path (3.8.0 never answers it, and its session's server takes no session any more), nor an addWatch (it is taken, and the
 * connection can't be closed any more), nor do checkWatches and removeWatches ask for a path without `/`: the answer of 3.8.0
 * depends on whether anybody else has a recursive watch. Seeds from WIDE_FROM on also make quotas, ask with big data, and give
 * containers flags; older seeds keep their meaning. The usage of a quota is never made unreadable: a 3.8.0 server ends there.
 */
import { below, type Rng, rngOf } from '../../../src/ground/base/rng.ts'
import type { Step } from '../../../src/protocol/server/conversationCodec.suite.ts'
import type { Move } from './moves.ts'

export const MOVES = 30

function one<T>(rng: Rng, items: readonly T[]): T {
  const item = items[below(rng, items.length)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}
const chance = (rng: Rng, percent: number): boolean => below(rng, 100) < percent
const many = <T>(rng: Rng, max: number, make: () => T): T[] => Array.from({ length: below(rng, max + 1) }, make)

const PARENTS = ['$/a', '$/b', '$/a/x', '$/b/y']
const PATHS = [...PARENTS, ...PARENTS, '$', '$/c', '$/e', '$/a/e', '$/a/x/z', '$/s0000000000', '$/a/s0000000001']
const NEW_PATHS = [
  ...PARENTS,
  ...PARENTS,
  '$/c',
  '$/e',
  '$/a/e',
  '$/b/e',
  '$/a/x/z',
  '$/s',
  '$/a/s',
  '$/b/',
  '$/e/under',
]
const WRONG_PATHS = [
  '',
  '/',
  'relative',
  '$/',
  '$//a',
  '$/a/',
  '$/./a',
  '$/a/..',
  '$/a/../b',
  '$/...',
  '$/a\u0000b',
  '$/a\u0001b',
  '$/\u007f',
  '$/\ue000',
  '$/\ufff0',
  '$/é ü',
  '$/\u{1f600}',
  '$/missing/child',
  '/zookeeper',
  '/zookeeper/quota',
  '/zookeeper/missing',
]
const VERSIONS = [-1, -1, -1, -1, 0, 0, 1, 2, 3, -2, 7, 2147483647]
const BOB = 'bob:AyfSPr2rW2xPTUHxFXYDGmGAGTM='
type AclText = NonNullable<Step['acl']> | null
const ACLS: readonly AclText[] = [
  'read',
  'creator',
  'creator',
  null,
  [],
  [[0, 'world', 'anyone']],
  [[4, 'world', 'anyone']],
  [[8, 'world', 'anyone']],
  [[16, 'world', 'anyone']],
  [[17, 'world', 'anyone']],
  [[32, 'world', 'anyone']],
  [[-1, 'world', 'anyone']],
  [[31, 'world', 'bob']],
  [[31, 'world', '']],
  [[31, 'digest', BOB]],
  [[31, 'digest', 'nocolon']],
  [[31, 'digest', 'a:b:c']],
  [[31, 'digest', '']],
  [[31, 'ip', '127.0.0.1']],
  [[31, 'ip', '127.0.0.0/8']],
  [[31, 'ip', '127.1.0.0/33']],
  [[31, 'ip', '10.0.0.1']],
  [[31, 'ip', '300.0.0.1']],
  [[31, 'ip', '127.0.0']],
  [[31, 'ip', '127.0.0.1/']],
  [[31, 'ip', '::1']],
  [[31, 'auth', 'ignored']],
  [[31, 'nope', 'x']],
  [[31, 'super', 'x']],
  [
    [31, 'world', 'anyone'],
    [31, 'world', 'anyone'],
  ],
  [
    [1, 'world', 'anyone'],
    [30, 'digest', BOB],
    [31, 'auth', ''],
  ],
  [
    [1, 'world', 'anyone'],
    [31, 'nope', 'x'],
  ],
]
const AUTHS: readonly (readonly [string, string])[] = [
  ['digest', 'bob:pw'],
  ['digest', 'bob:pw'],
  ['digest', 'bob:pw'],
  ['digest', 'alice:pw'],
  ['digest', 'super:test'],
  ['digest', 'nocolon'],
  ['digest', ''],
  ['digest', 'a:b:c'],
  ['ip', 'whatever'],
  ['world', 'anyone'],
  ['nope', 'x'],
]
const MODES = [0, 0, 1, 1, 1, 2, -1]
const TYPES = [1, 2, 3, 3, 1, 2, 0, 4, -1]
const TTLS = [1, 1000, 3_600_000, 0, -1, 0xffffffffff, 0x10000000000, -5]

const path = (rng: Rng): string => (chance(rng, 8) ? one(rng, WRONG_PATHS) : one(rng, PATHS))
const newPath = (rng: Rng): string => {
  if (!chance(rng, 8)) return one(rng, NEW_PATHS)
  // The root and the system's own nodes are left alone: both ensembles live on.
  return one(
    rng,
    WRONG_PATHS.filter((wrong) => wrong !== '/' && !wrong.startsWith('/zookeeper')),
  )
}
const writtenPath = (rng: Rng): string => (chance(rng, 8) ? newPath(rng) : one(rng, PATHS))
const nullable = (rng: Rng, text: string): { readonly path?: string } => (chance(rng, 2) ? {} : { path: text })
const data = (rng: Rng): NonNullable<Step['data']> | null =>
  one(rng, ['x', 'value', '', null, { hex: '00ff80' }, { size: 300 }, `${below(rng, 1000)}`])
const aclOf = (rng: Rng): AclText => (chance(rng, 75) ? 'open' : one(rng, ACLS))

function create(rng: Rng): Step {
  const op = one(rng, ['create', 'create', 'create2', 'create2', 'createContainer', 'createTTL'])
  const flags = chance(rng, 4) ? one(rng, [7, -1, 100]) : one(rng, [0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6])
  const common = { op, ...nullable(rng, newPath(rng)), data: data(rng), acl: aclOf(rng) }
  if (op === 'createContainer') return common
  if (op === 'createTTL')
    return { ...common, flags: chance(rng, 92) ? one(rng, [5, 6]) : one(rng, [7, -1]), ttl: one(rng, TTLS) }
  return { ...common, flags: chance(rng, 80) ? one(rng, [0, 1, 2, 3]) : flags }
}
const remove = (rng: Rng): Step => ({ op: 'delete', ...nullable(rng, path(rng)), version: one(rng, VERSIONS) })
const setData = (rng: Rng): Step => ({
  op: 'setData',
  ...nullable(rng, writtenPath(rng)),
  data: data(rng),
  version: one(rng, VERSIONS),
})
const check = (rng: Rng): Step => ({ op: 'check', ...nullable(rng, path(rng)), version: one(rng, VERSIONS) })

function multi(rng: Rng): Step {
  const kinds = [create, create, remove, setData, setData, check]
  const ops = many(rng, 5, () => (chance(rng, 3) ? one(rng, [getData, setAcl])(rng) : one(rng, kinds)(rng)))
  return { op: 'multi', ops: ops.map((part) => ({ path: '$/a', ...part })) }
}
const multiRead = (rng: Rng): Step => ({
  op: 'multiRead',
  ops: many(rng, 4, () => {
    const op = chance(rng, 4) ? one(rng, ['exists', 'getChildren2', 'delete']) : one(rng, ['getData', 'getChildren'])
    return { op, ...nullable(rng, path(rng)), watch: chance(rng, 30) }
  }),
})
const setAcl = (rng: Rng): Step => ({
  op: 'setACL',
  ...nullable(rng, writtenPath(rng)),
  acl: aclOf(rng),
  version: one(rng, VERSIONS),
})
const getData = (rng: Rng): Step => ({
  op: one(rng, ['exists', 'getData', 'getChildren', 'getChildren2']),
  ...nullable(rng, path(rng)),
  watch: chance(rng, 60),
})
const pathRead = (rng: Rng): Step => ({
  op: one(rng, ['getACL', 'getACL', 'getAllChildrenNumber', 'getEphemerals', 'sync', 'deleteContainer']),
  ...nullable(rng, path(rng)),
})
const addWatch = (rng: Rng): Step => ({ op: 'addWatch', path: path(rng), mode: one(rng, MODES) })
const watchType = (rng: Rng): Step => ({
  op: one(rng, ['removeWatches', 'checkWatches']),
  path: path(rng).replace('relative', '$/b'),
  type: one(rng, TYPES),
})
function setWatches(rng: Rng): Step {
  const paths = (): string[] => many(rng, 2, () => path(rng))
  const lists = { data: paths(), exist: paths(), child: paths() }
  const zxid = one(rng, [0, 1, 2, 5, 10, 20, 1000])
  if (chance(rng, 40)) return { op: 'setWatches', zxid, ...lists }
  return { op: 'setWatches2', zxid, ...lists, persistent: paths(), recursive: paths() }
}
/** Bytes as they are: an operation that nobody knows, a body that ends too early, a body that goes on. */
function oddity(rng: Rng): Step {
  return one(rng, [
    { op: 'raw', type: 9999, hex: '' },
    { op: 'raw', type: 10, hex: '00' },
    { op: 'raw', type: 12, hex: '' },
    { op: 'raw', type: 1, hex: '00000002' },
    { op: 'raw', type: 3, hex: 'fffffffe00' },
    { op: 'raw', type: 4, hex: '000000012f0000ff' },
    { op: 'raw', type: 14, hex: '' },
    { op: 'raw', type: 14, hex: '00000001' },
    { op: 'raw', type: 22, hex: 'ffffffff01' },
    { op: 'raw', type: 103, hex: '' },
    { op: 'raw', type: 9, hex: '' },
    { op: 'raw', type: 16, hex: 'ffffffffffffffffffffffffffffffffffffffff' },
  ])
}

const PLAIN: readonly (readonly [number, (rng: Rng) => Step])[] = [
  [26, create],
  [9, remove],
  [12, setData],
  [8, multi],
  [4, multiRead],
  [5, setAcl],
  [16, getData],
  [8, pathRead],
  [7, addWatch],
  [5, watchType],
  [4, setWatches],
  [1, oddity],
  [1, () => ({ op: 'whoAmI' })],
  [1, () => ({ op: 'ping' })],
]
/** The first seed of those conversations that use the wider rows. */
export const WIDE_FROM: number = 100_000

const QUOTAS = ['', '/a', '/a', '/a/x', '/b', '/c'].map((path) => `/zookeeper/quota$${path}`)
const LIMITS = [
  'count=3,bytes=8',
  'count=-1,bytes=-1',
  'count=2,bytes=-1=;byteHardLimit=20;countHardLimit=4',
  'count=0,bytes=0=;byteHardLimit=0;countHardLimit=0',
  'bytes=5',
  'countHardLimit=2;count=9',
]
const limit = (rng: Rng): string => `${one(rng, QUOTAS)}/zookeeper_limits`
const usage = (rng: Rng): string => `${one(rng, QUOTAS)}/zookeeper_stats`
const LIMITED: readonly ((rng: Rng) => Step)[] = [
  (rng) => ({
    op: one(rng, ['create', 'create2']),
    path: limit(rng),
    data: one(rng, LIMITS),
    flags: one(rng, [0, 0, 0, 1]),
  }),
  (rng) => ({ op: one(rng, ['create', 'create2', 'createContainer']), path: usage(rng), data: one(rng, LIMITS) }),
  (rng) => ({ op: 'create', path: one(rng, QUOTAS), data: one(rng, ['', 'x', null]) }),
  (rng) => ({ op: 'setData', path: limit(rng), data: one(rng, LIMITS), version: one(rng, VERSIONS) }),
  (rng) => ({ op: 'setData', path: usage(rng), data: one(rng, LIMITS), version: one(rng, VERSIONS) }),
  (rng) => ({ op: 'delete', path: one(rng, [limit, usage])(rng), version: -1 }),
  (rng) => ({ op: 'delete', path: one(rng, QUOTAS), version: -1 }),
]
/** Quotas and their usage: one request, or several at once. */
function quota(rng: Rng): Step {
  if (chance(rng, 60))
    return { op: one(rng, ['getData', 'getData', 'exists']), path: usage(rng), watch: chance(rng, 50) }
  if (chance(rng, 20))
    return {
      op: 'multi',
      ops: [one(rng, LIMITED)(rng), create(rng), one(rng, LIMITED)(rng)].map((part) => ({ path: '$/a', ...part })),
    }
  return one(rng, LIMITED)(rng)
}
/** Both ends of a pair: limits, then usage. */
const quotaPair = (rng: Rng): Step => {
  const at = one(rng, QUOTAS)
  const ops = ['limits', 'stats'].map((kind) => ({
    op: 'create',
    path: `${at}/zookeeper_${kind}`,
    data: one(rng, LIMITS),
  }))
  return { op: 'multi', ops }
}
const big = (rng: Rng): Step => ({
  op: one(rng, ['create', 'setData', 'create2']),
  path: one(rng, PARENTS),
  data: { size: one(rng, [100_000, 1_000_000, 1_000_000, 1_048_576, 1_100_000]) },
  version: -1,
})
const flaggedContainer = (rng: Rng): Step => ({
  op: 'createContainer',
  path: newPath(rng),
  data: data(rng),
  flags: one(rng, [0, 1, 2, 3, 4, 5, 6, 7, -1]),
})
const ephemeralsBelow = (rng: Rng): Step => ({
  op: 'getEphemerals',
  path: one(rng, ['$', '$/', '$/a', '$/e', '/', '', ' ', '/zookeeper']),
})

const WIDE: readonly (readonly [number, (rng: Rng) => Step])[] = [
  ...PLAIN,
  [14, quota],
  [3, quotaPair],
  [1, big],
  [2, flaggedContainer],
  [3, ephemeralsBelow],
  [2, () => ({ op: 'whoAmI' })],
  [3, watchType],
  [3, multi],
]
type Rows = typeof PLAIN

function request(rng: Rng, rows: Rows): Step {
  let at = below(
    rng,
    rows.reduce((sum, [weight]) => sum + weight, 0),
  )
  for (const [weight, make] of rows) {
    if (at < weight) return make(rng)
    at -= weight
  }
  return { op: 'ping' }
}

function isTooLong(step: Step): boolean {
  return typeof step.data === 'object' && step.data !== null && 'size' in step.data && step.data.size > 1_000_000
}

/** What a request may do to its connection decides whether others may follow it in one pipeline. */
function pipeline(rng: Rng, rows: Rows): readonly Step[] {
  const asks = [request(rng, rows)]
  if (!chance(rng, 15)) return asks
  while (asks.length < 6 && chance(rng, 75)) asks.push(request(rng, rows))
  // What is still answered before a frame that is too long is chance.
  return asks.filter((ask) => ask.op !== 'raw' && !isTooLong(ask))
}

function move(rng: Rng, rows: Rows): Move {
  const s = one(rng, ['A', 'A', 'A', 'B', 'B', 'C', "A'"])
  const server = below(rng, 3)
  const luck = below(rng, 100)
  if (luck < 3) return { do: 'ask', s, asks: [{ op: 'closeSession' }] }
  if (luck < 6) return { do: 'connect', s: s.slice(0, 1), server, timeout: one(rng, [30_000, 30_000, 100_000, 20_000]) }
  if (luck < 10) {
    const odd = chance(rng, 12) ? one(rng, [{ badPassword: true }, { seen: 1000 }, { seen: 2 }] as const) : {}
    return { do: 'connect', s: s.slice(0, 1), server, timeout: one(rng, [30_000, 25_000]), resume: true, ...odd }
  }
  if (luck < 12) return { do: 'drop', s: s.slice(0, 1) }
  if (luck < 17) {
    const [scheme, auth] = one(rng, AUTHS)
    return { do: 'ask', s, asks: [{ op: 'auth', scheme, auth }] }
  }
  const asks = pipeline(rng, rows)
  return { do: 'ask', s, asks: s === "A'" ? asks.slice(0, 1) : asks }
}

/** The conversation of a seed: the three sessions, some nodes to talk about, then `MOVES` moves. */
export function conversationOf(seed: number): readonly Move[] {
  const rng = rngOf(seed)
  const start: Move[] = ['A', 'B', 'C'].map((s, i) => ({
    do: 'connect',
    s,
    server: (i + below(rng, 3)) % 3,
    timeout: 30_000,
  }))
  const rows = seed < WIDE_FROM ? PLAIN : WIDE
  const paths = ['$/a', '$/b', '$/a/x', ...(seed < WIDE_FROM ? [] : QUOTAS.slice(0, 4))]
  const nodes = [...new Set(paths)].map((text): Step => ({ op: 'create', path: text, data: 'first' }))
  return [...start, { do: 'ask', s: 'A', asks: nodes }, ...Array.from({ length: MOVES }, () => move(rng, rows))]
}
