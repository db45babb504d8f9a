/**
 * A few electors and the links between them, for tests: virtual time, real notification bytes, FIFO per link. Each node is
 * what the server core is to an election: it owns the links, tells a new link its notification, and answers when settled.
 */
import { epoch, type Millis, type ServerId, serverId, type Zxid, zxidOf } from '../../ground/ids.ts'
import { type ServerConfig, serverConfig } from '../config.ts'
import { initialViews, isQuorum } from '../membership.ts'
import type { Vote } from '../trace.ts'
import {
  type Action,
  type Election,
  nextElectionDeadline,
  onElectionDeadline,
  onLinksChanged,
  onNotification,
  startElection,
} from './election.ts'
import { answerWhenSettled, decodeNotification, encodeNotification, type Settled } from './notifications.ts'

export type Elected = Extract<Action, { type: 'elected' }>
type Elector = {
  readonly config: ServerConfig
  initial: Vote | undefined
  up: boolean
  election: Election | undefined
  settled: Settled | undefined
  result: Elected | undefined
  round: number
}
type Message = { readonly at: Millis; readonly from: ServerId; readonly to: ServerId; readonly bytes: Uint8Array }
export type Network = {
  now: Millis
  readonly electors: ReadonlyMap<ServerId, Elector>
  /** In flight, by arrival; those of one link in the order they were sent. */
  messages: Message[]
  /** The delay of the next message between two servers. */
  readonly delay: (from: ServerId, to: ServerId) => Millis
  /** Whether the next message is lost: notifications may be. */
  loses: (from: ServerId, to: ServerId) => boolean
  /** Everything that happened, for assertions. */
  readonly log: { readonly at: Millis; readonly server: ServerId; readonly action: Action }[]
}

export function vote(leader: number, voteEpoch: number = 0, counter: number = 0): Vote {
  return { leader: serverId(leader), zxid: zxidFor(voteEpoch, counter), epoch: epoch(voteEpoch) }
}
function zxidFor(voteEpoch: number, counter: number): Zxid {
  return zxidOf(epoch(voteEpoch), counter)
}

/** `voters` servers 1 to n, then `observers`; nobody runs yet. Messages take `delay` (1 ms). */
export function network(
  voters: number,
  options: {
    readonly observers?: number
    readonly changes?: Partial<ServerConfig>
    readonly delay?: (from: ServerId, to: ServerId) => Millis
    readonly loses?: (from: ServerId, to: ServerId) => boolean
  } = {},
): Network {
  const count = voters + (options.observers ?? 0)
  const members = Array.from({ length: count }, (_, i) => ({
    id: serverId(i + 1),
    type: i < voters ? ('participant' as const) : ('observer' as const),
  }))
  const electors = new Map<ServerId, Elector>(
    members.map(({ id, type }) => {
      const config = serverConfig(id, members, options.changes)
      const initial = type === 'participant' ? vote(id) : undefined
      return [id, { config, initial, up: false, election: undefined, settled: undefined, result: undefined, round: 0 }]
    }),
  )
  const delay = options.delay ?? (() => 1)
  return { now: 0, electors, messages: [], delay, loses: options.loses ?? (() => false), log: [] }
}

export function elector(net: Network, id: number): Elector {
  const found = net.electors.get(serverId(id))
  if (found === undefined) throw new Error(`there is no server ${id}`)
  return found
}
/** The voters that `id` has a link with. */
export function connectedTo(net: Network, id: ServerId): ReadonlySet<ServerId> {
  return new Set(
    [...net.electors].filter(([other, e]) => e.up && other !== id && e.initial !== undefined).map(([o]) => o),
  )
}

/** The server begins to look, with a fresh round where it was down. Its links come up, and new links are told our vote. */
export function look(net: Network, id: number, initial?: Vote): void {
  const self = elector(net, id)
  if (!self.up) self.round = 0
  self.up = true
  if (initial !== undefined) self.initial = initial
  self.settled = undefined
  self.result = undefined
  const { election, actions } = startElection(self.config, self.round, self.initial, net.now)
  self.election = election
  perform(net, self, actions)
  for (const other of net.electors.values()) {
    if (other === self || !other.up || other.election === undefined) continue
    tell(net, other, self.config.self)
    perform(net, other, onLinksChanged(other.election, other.config, connectedTo(net, other.config.self), net.now))
  }
}
/** The server dies: what it sent still arrives, and its peers' links break. */
export function kill(net: Network, id: number): void {
  const dead = elector(net, id)
  dead.up = false
  dead.election = undefined
  dead.settled = undefined
  dead.result = undefined
  for (const other of net.electors.values()) {
    if (other.election === undefined) continue
    perform(net, other, onLinksChanged(other.election, other.config, connectedTo(net, other.config.self), net.now))
  }
}

/**
 * What the rest of a server does with a leader that turns out to be none, all at this moment: a leader without a majority
 * behind it gives up, and so does who follows a server that does not lead. Returns whether anybody had to.
 */
export function disappoint(net: Network): boolean {
  const up = [...net.electors.values()].filter((e) => e.up)
  const leads = (id: ServerId | undefined): boolean =>
    up.some((e) => {
      const behind = up.filter((f) => f.settled?.vote.leader === id).map((f) => f.config.self)
      return (
        e.config.self === id &&
        e.settled?.state === 'leading' &&
        isQuorum(initialViews(e.config.members).current, behind)
      )
    })
  const deceived = up.filter((e) => e.settled !== undefined && !leads(e.settled.vote.leader))
  for (const e of deceived) look(net, e.config.self)
  return deceived.length > 0
}

/** No election of a handful of servers needs so many messages and alarms, or has so many under way: it will never end. */
const TURNS_MAX = 100_000
const UNDERWAY_MAX = 2000

/** Runs until `until`, or for as long as anything can still happen before it. Throws where they talk without end. */
export function run(net: Network, until: Millis): void {
  for (let turns = 0; ; turns++) {
    if (turns > TURNS_MAX || net.messages.length > UNDERWAY_MAX)
      throw new Error(
        `at ${net.now} ms they still talk, after ${turns} turns, and ${net.messages.length} messages are under way`,
      )
    const looking = [...net.electors.values()].filter((e) => e.election !== undefined)
    const alarms = looking.map((e) => (e.election === undefined ? Infinity : nextElectionDeadline(e.election)))
    const next = Math.min(net.messages[0]?.at ?? Infinity, ...alarms)
    if (next > until) break
    net.now = Math.max(net.now, next)
    const message = net.messages[0]
    if (message !== undefined && message.at <= net.now) {
      net.messages.shift()
      deliver(net, message)
      continue
    }
    for (const e of looking) {
      if (e.election === undefined || nextElectionDeadline(e.election) > net.now) continue
      perform(net, e, onElectionDeadline(e.election, e.config, connectedTo(net, e.config.self), net.now))
    }
  }
  net.now = until
}

/** Who leads in the eyes of each server that runs, by id; undefined while it looks. */
export function leaders(net: Network): readonly (number | undefined)[] {
  return [...net.electors.values()].filter((e) => e.up).map((e) => e.settled?.vote.leader)
}

function deliver(net: Network, { from, to, bytes }: Message): void {
  const receiver = elector(net, to)
  const n = decodeNotification(bytes.subarray(4))
  if (!receiver.up || n === undefined) return
  if (receiver.election !== undefined) {
    perform(net, receiver, onNotification(receiver.election, receiver.config, from, n, connectedTo(net, to), net.now))
  } else if (receiver.settled !== undefined) {
    const answer = answerWhenSettled(initialViews(receiver.config.members), receiver.settled, from, n)
    if (answer !== undefined) post(net, to, from, answer)
  }
}

function perform(net: Network, self: Elector, actions: readonly Action[]): void {
  for (const action of actions) {
    net.log.push({ at: net.now, server: self.config.self, action })
    switch (action.type) {
      case 'broadcast':
        for (const to of connectedTo(net, self.config.self)) tell(net, self, to)
        break
      case 'notify':
        tell(net, self, action.to)
        break
      case 'elected':
        settle(self, action)
        break
      case 'connectAll':
      case 'trace':
        break
    }
  }
}

function settle(self: Elector, elected: Elected): void {
  const following = self.initial === undefined ? 'observing' : 'following'
  const state = elected.leader === self.config.self ? 'leading' : following
  self.settled = { state, vote: elected.vote, round: elected.round }
  self.result = elected
  self.round = elected.round
  self.election = undefined
}

function tell(net: Network, self: Elector, to: ServerId): void {
  if (self.election === undefined) return
  post(
    net,
    self.config.self,
    to,
    encodeNotification(
      initialViews(self.config.members).current,
      'looking',
      self.election.proposal,
      self.election.round,
    ),
  )
}

function post(net: Network, from: ServerId, to: ServerId, bytes: Uint8Array): void {
  if (net.loses(from, to)) return
  const before = net.messages.filter((m) => m.from === from && m.to === to).map((m) => m.at)
  const at = Math.max(net.now + net.delay(from, to), ...before)
  const place = net.messages.findIndex((m) => m.at > at)
  net.messages.splice(place === -1 ? net.messages.length : place, 0, { at, from, to, bytes })
}
