/**
 * Programs outside: they come and go by their host's word, and what they are (a session, watches) is known from what their
 * server tells of their link, whose id is the name of their node.
 */
import { externalOf, type LinkId, type NodeName, nodeName } from '../../ground/ids.ts'
import type { HostEvent } from '../../hosts/engine.ts'
import type { ServerEvent } from '../../protocol/trace.ts'
import { type ClusterModel, type ExternalModel, withEntry, withoutEntry } from './model.ts'

/** The node that a program outside has, by the name that the picture gives it. */
export function externalNodeOf(name: string): NodeName {
  return nodeName(`e${name}`)
}

export function openExternal(
  cluster: ClusterModel,
  node: NodeName,
  { address, server }: Extract<HostEvent, { type: 'externalOpened' }>,
): ClusterModel {
  const name = node.slice(1)
  const external: ExternalModel = {
    name,
    address,
    server,
    life: 'alive',
    session: undefined,
    timeoutMs: 0,
    resumed: false,
    watchEvents: 0,
  }
  return { ...cluster, externals: withEntry(cluster.externals, name, external) }
}

export function endExternal(cluster: ClusterModel, node: NodeName): ClusterModel {
  return { ...cluster, externals: withoutEntry(cluster.externals, node.slice(1)) }
}

/** The cluster with `change` made to the program that `node` names; the same cluster where there is none. */
export function withExternal(
  cluster: ClusterModel,
  node: NodeName,
  change: (external: ExternalModel) => ExternalModel,
): ClusterModel {
  const external = cluster.externals.get(node.slice(1))
  if (external === undefined) return cluster
  return { ...cluster, externals: withEntry(cluster.externals, external.name, change(external)) }
}

/** What a server's event on a link from outside says of the program. */
export function reduceExternals(cluster: ClusterModel, event: ServerEvent): ClusterModel {
  if (event.type !== 'sessionOpened' && event.type !== 'watchFired') return cluster
  const node = nodeOfLink(event.link)
  if (node === undefined) return cluster
  if (event.type === 'watchFired')
    return withExternal(cluster, node, (external) => ({ ...external, watchEvents: external.watchEvents + 1 }))
  const { session, timeoutMs, resumed } = event
  const next = withExternal(cluster, node, (external) => ({ ...external, session, timeoutMs, resumed }))
  const address = externalOf(node)
  const known = next.sessions.get(session)
  const told = { id: session, client: address, timeoutMs, deadline: known?.deadline }
  return { ...next, sessions: withEntry(next.sessions, session, told) }
}

/** The program outside whose link it is; undefined for any other link. */
export function nodeOfLink(link: LinkId): NodeName | undefined {
  const node = nodeName(link)
  return externalOf(node) === undefined ? undefined : node
}
