/**
 * Connections as their two ends know them, read from the messages that make and end them (dial, accept, close) and from the
 * lives of the nodes.
 *
 * Laws:
 * 1. An end exists from the moment its own machine knows of the connection: the dialler's with its SYN, the other one's when
 *    it accepts. A close ends its sender's side when it arrives; until then the other side knows nothing of it.
 * 2. Who dies leaves no end behind. The other side learns it at once from the dead machine's kernel, unless the way is cut or
 *    its own process is paused: then its end stays until that is over, or until it hangs up by itself.
 * 3. Machines tell in batches of their own, so an answer may be told before its call: who accepts or sends has an end, whatever
 *    was told before. A link's id is used once: what is told late of one that is over changes nothing.
 */
import { type LinkId, type NodeName, serverOf } from '../../ground/ids.ts'
import type { Flight, HostEvent } from '../../hosts/engine.ts'
import { type ClusterModel, type EndState, type LinkModel, withEntry, withoutEntry } from './model.ts'

/** Links that are over and of which something may still be told: more than any moment ends. */
const LINKS_OVER_MAX = 128

/** The cluster after `flight`, named `id`, was sent. Data change nothing. */
export function linkSent(cluster: ClusterModel, id: string, flight: Flight): ClusterModel {
  const { kind, link, from, to, channel } = flight
  if (cluster.linksOver.includes(link)) return cluster
  const known = cluster.links.get(link)
  if (kind === 'data') return known === undefined ? cluster : talking(cluster, known, from)
  if (kind === 'dial') {
    if (known !== undefined) return cluster
    const made: LinkModel = { id: link, channel, dialler: from, listener: to, near: 'synSent', far: undefined }
    return inAir(withLink(cluster, made), id, flight)
  }
  if (kind === 'accept') {
    const dialled = known ?? { id: link, channel, dialler: to, listener: from, near: 'synSent', far: undefined }
    return inAir(withLink(cluster, { ...dialled, far: 'established' }), id, flight)
  }
  if (known === undefined) return { ...cluster, linksOver: withOver(cluster, link) }
  // Who has no end any more answers with a reset: the news is the other side's.
  const ended = stateOf(known, from) === undefined ? known : withEnd(known, from, 'closing')
  return inAir(withLink(cluster, ended), id, flight)
}

/** Who sends has an end. */
function talking(cluster: ClusterModel, link: LinkModel, from: NodeName): ClusterModel {
  const state = stateOf(link, from)
  if (state === 'established' || state === 'closing') return cluster
  return withLink(cluster, withEnd(link, from, 'established'))
}

/** The cluster after the message `id` arrived, or was lost. */
export function linkLanded(cluster: ClusterModel, id: string, isLost: boolean): ClusterModel {
  const handshake = cluster.handshakes.get(id)
  if (handshake === undefined) return cluster
  const next = { ...cluster, handshakes: withoutEntry(cluster.handshakes, id) }
  const link = next.links.get(handshake.link)
  if (link === undefined) return next
  const { kind, from } = handshake
  if (kind === 'dial') return isLost ? withLink(next, { ...link, near: undefined }) : next
  if (kind === 'accept') {
    const isUp = link.near === 'synSent' && !isLost
    return isUp ? withLink(next, { ...link, near: 'established' }) : next
  }
  const to = otherEnd(link, from)
  const heard = stateOf(link, to) === 'closing' ? link : withEnd(link, to, undefined)
  return withLink(next, withEnd(heard, from, undefined))
}

/** The cluster after the process of `node` ended. */
export function linksOfEnded(cluster: ClusterModel, node: NodeName): ClusterModel {
  let next = cluster
  for (const link of cluster.links.values()) {
    if (link.dialler !== node && link.listener !== node) continue
    const other = otherEnd(link, node)
    const left = withEnd(link, node, undefined)
    next = withLink(next, hears(cluster, node, other) ? withEnd(left, other, undefined) : left)
  }
  return next
}

/** The cluster after ways were opened or somebody woke: who waited for the news of a death has it now. */
export function linksSwept(cluster: ClusterModel): ClusterModel {
  let next = cluster
  for (const link of cluster.links.values()) {
    const alone = widowOf(link)
    if (alone === undefined || !hears(cluster, otherEnd(link, alone), alone)) continue
    next = withLink(next, withEnd(link, alone, undefined))
  }
  return next
}

/** Events after which `linksSwept` has something to do. */
export function frees(event: HostEvent): boolean {
  return event.type === 'linksHealed' || event.type === 'linkHealed' || event.type === 'nodeThawed'
}

/** The node at the other end than `node`. */
export function otherEnd(link: LinkModel, node: NodeName): NodeName {
  return link.dialler === node ? link.listener : link.dialler
}

function stateOf(link: LinkModel, node: NodeName): EndState | undefined {
  return link.dialler === node ? link.near : link.far
}
function withEnd(link: LinkModel, node: NodeName, state: EndState | undefined): LinkModel {
  return link.dialler === node ? { ...link, near: state } : { ...link, far: state }
}

/** The end that is left over while the other one's process is gone: it was accepted once. */
function widowOf({ near, far, dialler, listener }: LinkModel): NodeName | undefined {
  if (near === 'established' && far === undefined) return dialler
  return far === 'established' && near === undefined ? listener : undefined
}

/** Whether `node` hears at once of the end of `dead`. */
function hears(cluster: ClusterModel, dead: NodeName, node: NodeName): boolean {
  if (cluster.cuts.some(({ from, to }) => from === dead && to === node)) return false
  const id = serverOf(node)
  const life =
    id === undefined
      ? (cluster.clients.get(node.slice(1)) ?? cluster.externals.get(node.slice(1)))?.life
      : cluster.servers.get(id)?.life
  return life !== 'frozen'
}

function withLink(cluster: ClusterModel, link: LinkModel): ClusterModel {
  const isOver = link.near === undefined && link.far === undefined
  if (!isOver) return { ...cluster, links: withEntry(cluster.links, link.id, link) }
  return { ...cluster, links: withoutEntry(cluster.links, link.id), linksOver: withOver(cluster, link.id) }
}

function withOver({ linksOver }: ClusterModel, link: LinkId): readonly LinkId[] {
  return [...linksOver, link].slice(-LINKS_OVER_MAX)
}

function inAir(cluster: ClusterModel, id: string, { kind, link, from }: Flight): ClusterModel {
  return { ...cluster, handshakes: withEntry(cluster.handshakes, id, { kind, link, from }) }
}
