/**
 * One trial for each of the five guarantees: what is done, and whether the guarantee held. The same moves show both: on
 * sound servers it holds, on servers with the matching bug of the zoo it does not (lessons.test.ts tries all four).
 */
import type { CatalogueBug } from '../../ground/base/mut.ts'
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { type ServerId, serverId } from '../../ground/ids.ts'
import type { SetDataOp } from '../../protocol/client/seam.ts'
import { leaderOf, type ServerModel } from '../store/model.ts'
import { allServe, client, effects, ended, isConnected, isUp, leaderId, running, someLeads, told } from './facts.ts'
import type { Anchor, Check, Facts, Move } from './lesson.ts'
import { act, actOn, create, hurry, kill, setData, start, submit } from './moves.ts'

export type TrialName = 'sequence' | 'atomicity' | 'image' | 'reliability' | 'timeliness'
export type Trial = {
  /** The bug that takes the guarantee away. */
  readonly zoo: CatalogueBug
  readonly arrange: readonly Move[]
  readonly moves: readonly Move[]
  /** Undefined while it is not tried to its end. */
  readonly outcome: (facts: Facts) => 'held' | 'failed' | undefined
  readonly show: (facts: Facts) => readonly Anchor[]
  /** It came to nothing, and has to be begun anew. */
  readonly missed: Check
}

const READ = (path: string) => ({ type: 'getData', path, watch: false }) as const
const ZNODE = (path: string): Anchor => ({ type: 'znode', path })
const atServer = (id: ServerId | undefined): readonly Anchor[] => (id === undefined ? [] : [{ type: 'server', id }])
/** Followers that serve, by id. */
const followers = ({ cluster }: Facts): readonly ServerModel[] =>
  running(cluster).filter((one) => one.role === 'following' && one.serving)
const isAt = (facts: Facts, name: string, server: ServerId | undefined): boolean =>
  server !== undefined && isConnected(facts, name) && client(facts, name)?.server === server

type Read = { readonly index: number; readonly text: string | undefined }
/** What an application read of a znode, oldest first: its text, or undefined where there was none. */
export function reads({ events }: Facts, name: string, path: string): readonly Read[] {
  return events.flatMap(({ node, event }, index): readonly Read[] => {
    if (event.type !== 'answered' || event.op !== 'getData' || event.path !== path || node !== `c${name}`) return []
    if (event.outcome === undefined) return []
    const { outcome } = event
    if (!outcome.ok) return outcome.error === 'noNode' ? [{ index, text: undefined }] : []
    return [{ index, text: decodeUtf8(outcome.data ?? new Uint8Array()) }]
  })
}
export const lastRead = (facts: Facts, name: string, path: string): Read | undefined => reads(facts, name, path).at(-1)
/** Texts that took effect at `path`, in order, and a refused write as undefined. */
function writes(facts: Facts, path: string): readonly (string | undefined)[] {
  return effects(facts).flatMap(({ txn }) => {
    if (txn.type === 'error') return [undefined]
    return txn.type === 'setData' && txn.path === path ? [decodeUtf8(txn.data ?? new Uint8Array())] : []
  })
}
/** Texts that applications asked to write at `path` in this step, in order. */
export function asked(facts: Facts, path: string): readonly (string | undefined)[] {
  return told(facts, 'sent').flatMap(({ event: { request } }) =>
    request?.type === 'setData' && request.path === path ? [decodeUtf8(request.data ?? new Uint8Array())] : [],
  )
}
/** The newest text that was asked for at `path` took effect. */
export const wrote = (facts: Facts, path: string): boolean => {
  const text = asked(facts, path).at(-1)
  return text !== undefined && writes(facts, path).includes(text)
}
export const answered = (facts: Facts, name: string, op: string): boolean =>
  told(facts, 'answered').some(
    ({ node, event }) => node === `c${name}` && event.op === op && event.outcome?.ok === true,
  )

const FIRST = 'book'
const SECOND = 'book, pen'
/** The write that was left behind at the first server has reached the leader. */
export const lateCame = (facts: Facts): boolean => {
  const texts = asked(facts, '/cart')
  const made = writes(facts, '/cart')
  const second = made.indexOf(texts.at(-1))
  return texts.length > 1 && second >= 0 && made.length > second + 1
}
/** A change is left behind at the server that its client leaves, and comes after the next change of the same client. */
const sequence: Trial = {
  zoo: 'movedSessionWrites',
  arrange: [
    actOn((facts) => {
      const [side] = followers(facts)
      return side === undefined ? undefined : { type: 'moveClient', client: 'A', server: side.id }
    }, allServe),
    actOn(
      () => undefined,
      (facts) => isAt(facts, 'A', followers(facts)[0]?.id),
    ),
  ],
  moves: [
    actOn((facts) => {
      const [from, to] = [client(facts, 'A')?.server, leaderId(facts.cluster)]
      return from === undefined || to === undefined ? undefined : { type: 'cut', from, to, bothWays: false }
    }),
    hurry('A', setData('/cart', FIRST)),
    actOn(
      (facts) => {
        const other = followers(facts).find(({ id }) => id !== client(facts, 'A')?.server)
        return other === undefined ? undefined : { type: 'moveClient', client: 'A', server: other.id }
      },
      (facts) => told(facts, 'requested').some(({ event }) => event.op === 'setData' && event.path === '/cart'),
    ),
    submit(
      'A',
      setData('/cart', SECOND),
      (facts) => told(facts, 'connected').some(({ node }) => node === 'cA') && isConnected(facts, 'A'),
    ),
    act({ type: 'heal' }, (facts) => asked(facts, '/cart').length > 1 && wrote(facts, '/cart')),
    submit('A', READ('/cart'), (facts) => lateCame(facts) && isConnected(facts, 'A')),
  ],
  outcome: (facts) => {
    const read = lastRead(facts, 'A', '/cart')
    if (!lateCame(facts) || read === undefined) return undefined
    const texts = asked(facts, '/cart')
    if (read.text === texts.at(-1)) return 'held'
    return texts.includes(read.text) ? 'failed' : undefined
  },
  missed: (facts) => {
    const [first, second] = asked(facts, '/cart')
    const made = writes(facts, '/cart')
    return second !== undefined && made.length === 2 && made[0] === first && made[1] === second
  },
  show: (facts) => [{ type: 'client', name: 'A' }, ...atServer(client(facts, 'A')?.server), ZNODE('/cart')],
}

/** Money goes from one znode to another in one multi, whose second half is refused. */
const atomicity: Trial = {
  zoo: 'partialMulti',
  arrange: [],
  moves: [
    submit(
      'A',
      { type: 'multi', ops: [part('/alice', '70', 0), part('/bob', '30', 7)] },
      (facts) => allServe(facts) && isConnected(facts, 'A'),
    ),
    submit('A', READ('/alice')),
  ],
  outcome: (facts) => {
    const tried = facts.events.findIndex(({ event }) => event.type === 'answered' && event.outcome?.ok === false)
    const read = lastRead(facts, 'A', '/alice')
    if (tried < 0 || read === undefined || read.index < tried) return undefined
    return read.text === '100' ? 'held' : 'failed'
  },
  show: () => [ZNODE('/alice'), ZNODE('/bob')],
  missed: () => false,
}
function part(path: string, text: string, version: number): SetDataOp {
  return { type: 'setData', path, data: encodeText(text), version }
}

export const cutOff = ({ cluster }: Facts): ServerModel | undefined =>
  [...cluster.servers.values()].find(({ isolated }) => isolated)
/** An old leader is cut off and does not know it yet, as its clock is slow; the others have elected another one. */
const newLeads = (facts: Facts): boolean => {
  const now = leaderOf(facts.cluster)
  const old = cutOff(facts)
  return now !== undefined && old !== undefined && !now.isolated && now.epoch > old.epoch && old.serving
}
export const turnedAway = (facts: Facts): boolean =>
  told(facts, 'clientRefused').some(({ node }) => node === `s${cutOff(facts)?.id ?? 0}`)
export const letIn = (facts: Facts): boolean => told(facts, 'connected').some(({ node }) => node === 'cA')
const image: Trial = {
  zoo: 'timeTravel',
  arrange: [
    actOn(({ cluster }) => {
      const leader = leaderId(cluster)
      return leader === undefined ? undefined : { type: 'skewClock', server: leader, rate: SLOW_RATE, jumpMs: 0 }
    }, allServe),
    actOn((facts) => {
      const [side] = followers(facts)
      return side === undefined ? undefined : { type: 'moveClient', client: 'A', server: side.id }
    }),
    actOn(
      ({ cluster }) => {
        const leader = leaderId(cluster)
        return leader === undefined ? undefined : { type: 'isolate', server: leader }
      },
      (facts) => followers(facts).some(({ id }) => isAt(facts, 'A', id)),
    ),
    // In its trouble it may have gone to the old one, which serves it still.
    actOn(({ cluster }) => {
      const leader = leaderId(cluster)
      return leader === undefined ? undefined : { type: 'moveClient', client: 'A', server: leader }
    }, newLeads),
    actOn(
      () => undefined,
      (facts) => newLeads(facts) && isAt(facts, 'A', leaderId(facts.cluster)),
    ),
  ],
  moves: [
    submit('A', setData('/news', 'new')),
    actOn(
      (facts) => {
        const old = cutOff(facts)
        return old === undefined ? undefined : { type: 'moveClient', client: 'A', server: old.id }
      },
      (facts) => wrote(facts, '/news'),
    ),
    submit('A', READ('/news'), (facts) => letIn(facts) && isConnected(facts, 'A')),
  ],
  outcome: (facts) => {
    const read = lastRead(facts, 'A', '/news')
    if (read === undefined || !letIn(facts) || !wrote(facts, '/news')) return undefined
    if (read.text === 'old') return 'failed'
    return turnedAway(facts) && read.text === asked(facts, '/news').at(-1) ? 'held' : undefined
  },
  missed: (facts) => {
    const read = lastRead(facts, 'A', '/news')
    return letIn(facts) && !turnedAway(facts) && read !== undefined && read.text !== 'old'
  },
  show: (facts) => [{ type: 'client', name: 'A' }, ...atServer(cutOff(facts)?.id)],
}
/** Ten times too slow: what takes ten seconds to notice takes a hundred. */
const SLOW_RATE = 0.1

/** A server that missed an acknowledged write comes back to an election in which its vote is needed. */
const reliability: Trial = {
  zoo: 'noHistoryCheck',
  arrange: [],
  moves: [
    kill(3, allServe),
    submit('A', create('/order', 'paid'), (facts) => !isUp(facts, 3) && someLeads(facts) && isConnected(facts, 'A')),
    act({ type: 'kill' }, (facts) => answered(facts, 'A', 'create')),
    start(3, (facts) => running(facts.cluster).length === 1),
    submit('A', READ('/order'), (facts) => isBack(facts) && isConnected(facts, 'A')),
  ],
  outcome: (facts) => {
    const read = lastRead(facts, 'A', '/order')
    const isLate = read !== undefined && read.index > startOf3(facts)
    if (!isLate || !isBack(facts) || !answered(facts, 'A', 'create')) return undefined
    return read.text === undefined ? 'failed' : 'held'
  },
  missed: (facts) => answered(facts, 'A', 'create') && !ended(facts).includes('s3'),
  show: ({ cluster }) => [...atServer(serverId(3)), ...atServer(leaderId(cluster))],
}
const startOf3 = ({ events }: Facts): number =>
  events.findLastIndex(({ node, event }) => node === 's3' && event.type === 'nodeStarted')
/** Server 3 has come back, and completes a majority with one other. */
export const isBack = (facts: Facts): boolean =>
  ended(facts).length >= 2 && startOf3(facts) >= 0 && isUp(facts, 3) && someLeads(facts)

/** Longer than it takes to read, shorter than a client waits to hear of its server. */
const HICCUP_MS = 5000
/** The link to one follower hiccups: it lags, and a client of it reads the past until it syncs. */
const timeliness: Trial = {
  zoo: 'syncAlone',
  arrange: [
    actOn((facts) => {
      const [side] = followers(facts)
      return side === undefined ? undefined : { type: 'moveClient', client: 'B', server: side.id }
    }, allServe),
    actOn(({ cluster }) => {
      const leader = leaderId(cluster)
      return leader === undefined ? undefined : { type: 'moveClient', client: 'A', server: leader }
    }),
    actOn(
      () => undefined,
      (facts) => isAt(facts, 'A', leaderId(facts.cluster)) && followers(facts).some(({ id }) => isAt(facts, 'B', id)),
    ),
  ],
  moves: [
    actOn((facts) => {
      const [from, to] = [leaderId(facts.cluster), client(facts, 'B')?.server]
      if (from === undefined || to === undefined) return undefined
      return { type: 'stall', from, to, bothWays: false, forMs: HICCUP_MS }
    }),
    submit('A', setData('/price', 'new')),
    submit('B', READ('/price'), (facts) => wrote(facts, '/price')),
    submit('B', { type: 'sync', path: '/price' }, (facts) => lastRead(facts, 'B', '/price') !== undefined),
    submit('B', READ('/price'), (facts) => answered(facts, 'B', 'sync')),
  ],
  outcome: (facts) => {
    const seen = reads(facts, 'B', '/price')
    const synced = facts.events.findIndex(
      ({ node, event }) => node === 'cB' && event.type === 'answered' && event.op === 'sync' && event.outcome?.ok,
    )
    const last = seen.at(-1)
    const lagged = seen.some(({ text, index }) => text === 'old' && index < synced)
    if (synced < 0 || !lagged || last === undefined || last.index < synced) return undefined
    return last.text === asked(facts, '/price').at(-1) ? 'held' : 'failed'
  },
  show: (facts) => [
    { type: 'client', name: 'B' },
    ...atServer(client(facts, 'B')?.server),
    ...atServer(leaderId(facts.cluster)),
  ],
  missed: (facts) => {
    const first = reads(facts, 'B', '/price')[0]
    return wrote(facts, '/price') && first !== undefined && first.text === asked(facts, '/price').at(-1)
  },
}

export const TRIALS: { readonly [K in TrialName]: Trial } = { sequence, atomicity, image, reliability, timeliness }
/** The tree that all of them begin with. */
export const TRIAL_TREE = [
  { path: '/cart', text: 'empty' },
  { path: '/alice', text: '100' },
  { path: '/bob', text: '0' },
  { path: '/news', text: 'old' },
  { path: '/price', text: 'old' },
] as const
