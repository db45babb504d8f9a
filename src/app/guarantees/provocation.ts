/**
 * How a guarantee is broken before the eye: servers with one bug of the zoo, and the acts that bring it to light, each as
 * soon as the ensemble has come so far. The acts are commands that a reader could give by hand.
 * Laws: 1. With the bug the guarantee turns red, without it nothing does, whatever the dice say (provocations.test.ts).
 * 2. A name of the zoo is a word here, never code: the bug itself is in the worker that is the zoo.
 */
import type { CatalogueBug } from '../../ground/base/mut.ts'
import type { ServerId } from '../../ground/ids.ts'
import type { CheckerName } from '../../hosts/checkers/checker.ts'
import type { Command } from '../../hosts/command.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { allServe, isConnected, leaderId, told } from '../lessons/facts.ts'
import type { Check, Facts, L10n, Move } from '../lessons/lesson.ts'
import { actOn, submit } from '../lessons/moves.ts'

export type Provocation = {
  readonly family: CheckerName
  readonly bug: CatalogueBug
  readonly servers: 3 | 5
  readonly clients: readonly string[]
  /** No server is started at first. */
  readonly idle?: true
  /** What the bug does, in a sentence. */
  readonly says: L10n
  /** What is done to bring it to light. */
  readonly plan: L10n
  readonly moves: readonly Move[]
}

/** What has happened since the sandbox began; its first picture is of no use here. */
export const all = (...checks: readonly Check[]): Check => {
  return (facts) => checks.every((check) => check(facts))
}
export const either = (...checks: readonly Check[]): Check => {
  return (facts) => checks.some((check) => check(facts))
}
/** All servers serve, and these clients are connected. */
export const ready = (...clients: readonly string[]): Check => {
  return (facts) => allServe(facts) && clients.every((name) => isConnected(facts, name))
}
/** The client was answered so many times, whatever it asked. */
export const answered = (client: string, times: number): Check => {
  return (facts) =>
    told(facts, 'answered').filter(({ node, event }) => node === `c${client}` && event.outcome !== undefined).length >=
    times
}
export function connected(client: string): Check {
  return (facts) => isConnected(facts, client)
}
/** The client is connected to the leader, or surely to another server. */
export const besideLeader = (client: string): Check => {
  return (facts) => isConnected(facts, client) && serverOfClient(facts, client) === leaderId(facts.cluster)
}
export const awayFromLeader = (client: string): Check => {
  return (facts) => {
    const leader = leaderId(facts.cluster)
    return leader !== undefined && isConnected(facts, client) && serverOfClient(facts, client) !== leader
  }
}
/** A leader serves, and it is at least the so-many-th reign. */
export const reigns = (times: number): Check => {
  return (facts) =>
    leaderId(facts.cluster) !== undefined &&
    told(facts, 'serving').filter(({ event }) => event.role === 'leading').length >= times
}
/** So much virtual time has gone by since `check` held, as far as events tell. */
export const afterwards = (ms: number, check: Check): Check => {
  return (facts) => {
    const last = facts.events.at(-1)?.at ?? 0
    return check({ ...facts, events: facts.events.filter(({ at }) => at <= last - ms) })
  }
}

export function serverOfClient({ cluster }: Facts, client: string): ServerId | undefined {
  return cluster.clients.get(client)?.server
}
export function followers({ cluster }: Facts): readonly ServerId[] {
  const some = [...cluster.servers.values()].filter(({ life, role }) => life === 'alive' && role === 'following')
  return some.map(({ id }) => id).toSorted((a, b) => a - b)
}

/** On the leader, or on the so-many-th follower (from 0); nothing where there is none by then. */
export function onLeader(command: (leader: ServerId, facts: Facts) => Command | undefined, when?: Check): Move {
  return actOn((facts) => {
    const leader = leaderId(facts.cluster)
    return leader === undefined ? undefined : command(leader, facts)
  }, when)
}
export function onFollower(place: number, command: (follower: ServerId) => Command, when?: Check): Move {
  return actOn((facts) => {
    const follower = followers(facts)[place]
    return follower === undefined ? undefined : command(follower)
  }, when)
}
export function toLeader(client: string, when?: Check): Move {
  return onLeader((server) => ({ type: 'moveClient', client, server }), when)
}
export function toFollower(place: number, client: string, when?: Check): Move {
  return onFollower(place, (server) => ({ type: 'moveClient', client, server }), when)
}
export function slowDisk(place: number, delayMs: number, when?: Check): Move {
  return onFollower(place, (server) => ({ type: 'slowDisk', server, delayMs }), when)
}
/** One after another, each when the one before was answered; the client had `from` answers before. */
export function oneByOne(client: string, from: number, ops: readonly ClientOp[]): readonly Move[] {
  return ops.map((op, index) => submit(client, op, answered(client, from + index)))
}
export const read = (path: string, watch: boolean = false): ClientOp => ({ type: 'getData', path, watch })
export const remove = (path: string): ClientOp => ({ type: 'delete', path, version: -1 })
