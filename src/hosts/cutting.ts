/** Which links a partition cuts: those between servers of different groups. The same in every host. */
import { type NodeName, type ServerId, serverNode } from '../ground/ids.ts'

/**
 * The links that `groups` divide, each once; servers that no group names are one more group. A text says what is wrong: a
 * server in two groups, or one group that has them all.
 */
export function partitionLinks(
  servers: readonly ServerId[],
  groups: readonly (readonly ServerId[])[],
): readonly (readonly [NodeName, NodeName])[] | string {
  const side = new Map<ServerId, number>()
  for (const [place, group] of groups.entries()) {
    for (const server of group) {
      if ((side.get(server) ?? place) !== place) return `server ${server} can not be in two groups`
      side.set(server, place)
    }
  }
  const links = servers.flatMap((a, place) =>
    servers
      .slice(place + 1)
      .filter((b) => side.get(a) !== side.get(b))
      .map((b): readonly [NodeName, NodeName] => [serverNode(a), serverNode(b)]),
  )
  return links.length === 0 ? 'one group holds all servers: nothing is divided' : links
}
