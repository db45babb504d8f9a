/** Questions that goals ask of the picture and of what happened since a step began. Pure. */
import { epochOf, type ServerId, serverId, type Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { Happening } from '../../hosts/engine.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import { type ClientModel, type ClusterModel, leaderOf, type ServerModel } from '../store/model.ts'
import type { Check, Facts } from './lesson.ts'

type Event = Happening['event']
export type Told<T extends Event['type']> = Extract<Event, { type: T }>
/** A happening of one type, with its node. */
export type Line<T extends Event['type']> = { readonly at: number; readonly node: string; readonly event: Told<T> }

/** Everything of one type that was told since the step began, oldest first. */
export function told<T extends Event['type']>({ events }: Facts, type: T): readonly Line<T>[] {
  const isOne = (line: Happening): line is Happening & Line<T> => line.event.type === type
  return events.filter(isOne)
}

export function server({ cluster }: Facts, id: number): ServerModel | undefined {
  return cluster.servers.get(serverId(id))
}
export function isUp(facts: Facts, id: number): boolean {
  return server(facts, id)?.life === 'alive'
}
/** It answers clients under this leader. */
export function follows(facts: Facts, id: number, leader: number): boolean {
  const one = server(facts, id)
  return one?.life === 'alive' && one.serving && one.role === 'following' && one.leader === leader
}
export function leads(facts: Facts, id: number): boolean {
  return leaderOf(facts.cluster)?.id === id
}
/** Every server is alive and serves. */
export const allServe: Check = ({ cluster }) =>
  leaderOf(cluster) !== undefined && [...cluster.servers.values()].every((one) => one.life === 'alive' && one.serving)
export const someLeads: Check = ({ cluster }) => leaderOf(cluster) !== undefined
export const nobodyServes: Check = ({ cluster }) =>
  [...cluster.servers.values()].every((one) => one.life !== 'alive' || !one.serving)

export function running(cluster: ClusterModel): readonly ServerModel[] {
  return [...cluster.servers.values()].filter(({ life }) => life === 'alive')
}
export function leaderId(cluster: ClusterModel): ServerId | undefined {
  return leaderOf(cluster)?.id
}
/** A follower that serves; the one with the lowest id. */
export function followerId(cluster: ClusterModel): ServerId | undefined {
  return running(cluster).find((one) => one.role === 'following' && one.serving)?.id
}
/** The server that led when the step began has ended, and another one serves in a newer epoch. */
export const leaderReplaced: Check = ({ from, cluster }) => {
  const [old, now] = [leaderOf(from), leaderOf(cluster)]
  if (old === undefined || now === undefined || old.id === now.id) return false
  return now.epoch > old.epoch && cluster.servers.get(old.id)?.life === 'down'
}

export function client({ cluster }: Facts, name: string): ClientModel | undefined {
  return cluster.clients.get(name)
}
/** Its server runs, too: who has just lost it may not know yet. */
export function isConnected(facts: Facts, name: string): boolean {
  const one = client(facts, name)
  if (one?.life !== 'alive' || one.state !== 'connected' || one.server === undefined) return false
  return facts.cluster.servers.get(one.server)?.life === 'alive'
}
export function lockState(facts: Facts, name: string): string | undefined {
  const one = client(facts, name)
  return one === undefined || one.life === 'down' ? undefined : one.lock?.state
}
/** The recipe of this name runs in the client, and is in this state. */
export function runs(facts: Facts, name: string, recipe: string, state: string): boolean {
  const one = client(facts, name)
  return one?.life === 'alive' && one.recipes.some((run) => run.recipe === recipe && run.state === state)
}

/** Transactions that took effect since the step began, parts of a multi each on its own; once each. */
export function effects(facts: Facts): readonly { readonly zxid: Zxid; readonly txn: Txn; readonly session: bigint }[] {
  const seen = new Set<Zxid>()
  return told(facts, 'applied').flatMap(({ event }) => {
    if (seen.has(event.zxid)) return []
    seen.add(event.zxid)
    const parts = event.txn.type === 'multi' ? event.txn.txns : [event.txn]
    return parts.map((txn) => ({ zxid: event.zxid, txn, session: event.header.clientId }))
  })
}
export function created(facts: Facts, path: RegExp): boolean {
  return effects(facts).some(({ txn }) => txn.type === 'create' && path.test(txn.path))
}
/** A change of data, or a new znode, in the epoch of the leader that serves now. */
export const wroteInEpoch: Check = (facts) => {
  const epoch = leaderOf(facts.cluster)?.epoch
  return effects(facts).some(
    ({ txn, zxid }) => (txn.type === 'create' || txn.type === 'setData') && epochOf(zxid) === epoch,
  )
}

/** Answers that an application got, by client. */
export function answers(facts: Facts, op: string): readonly { readonly client: string; readonly outcome: OpOutcome }[] {
  return told(facts, 'answered').flatMap(({ node, event }) =>
    event.op === op && event.outcome !== undefined ? [{ client: node.slice(1), outcome: event.outcome }] : [],
  )
}
export function refusedWith(facts: Facts, error: KeeperErrorName): boolean {
  return told(facts, 'answered').some(({ event }) => event.error === error)
}
/** Ends of nodes since the step began: `s3`, `cA`. */
export function ended(facts: Facts): readonly string[] {
  return told(facts, 'nodeEnded').flatMap(({ node, event }) => (event.how === 'removed' ? [] : [node]))
}
/** Where in `events` the last one of this type stands; -1 where there is none. */
export function lastIndex(
  facts: Facts,
  type: TraceEvent['type'] | 'nodeStarted' | 'nodeThawed',
  node?: string,
): number {
  return facts.events.findLastIndex((line) => line.event.type === type && (node === undefined || line.node === node))
}
