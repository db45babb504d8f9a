/** What a row and the detail say of a znode: its kind, its owner, who watches it. Pure. */
import { kindOf, type NodeKind, ttlOf, type Znode } from '../../../ground/data/tree.ts'
import type { ServerId } from '../../../ground/ids.ts'
import type { WatchKind } from '../../../protocol/trace.ts'
import type { Dictionary } from '../../i18n/en.ts'
import type { ClusterModel, SessionModel, WatchModel } from '../../store/model.ts'
import { UNTOLD_TTL_OWNER } from './replica.ts'

/**
 * Whether a name looks as a sequential create makes it: ten digits at its end, or a minus and nine or more once the
 * counter ran over. ZooKeeper keeps no other mark of it: the name is all there is.
 */
export function looksSequential(name: string): boolean {
  return /(?:\d{10}|-\d{9,10})$/.test(name)
}

export type KindFacts = { readonly kind: NodeKind; readonly sequential: boolean; readonly ttlMs: number | undefined }
export function kindFacts(node: Znode, name: string): KindFacts {
  const { ephemeralOwner } = node.stat
  const ttlMs = ephemeralOwner === UNTOLD_TTL_OWNER ? undefined : ttlOf(ephemeralOwner)
  return { kind: kindOf(node), sequential: looksSequential(name), ttlMs }
}
/** `ephemeral sequential`, in the reader's words. */
export function kindWords(text: Dictionary, { kind, sequential, ttlMs }: KindFacts): string {
  const words = text.tree.kinds
  const first = kind === 'ttl' && ttlMs !== undefined ? words.ttlOf(ttlMs) : words[kind]
  return sequential ? words.join(first, words.sequential) : first
}

/** The client whose session owns the node, where it is known. */
export function ownerOf(node: Znode, sessions: ClusterModel['sessions']): SessionModel | undefined {
  return kindOf(node) === 'ephemeral' ? sessions.get(node.stat.ephemeralOwner) : undefined
}

export type Watcher = { readonly client: string; readonly kind: WatchKind | undefined; readonly server: ServerId }
export type WatchesOfServer = { readonly server: ServerId; readonly watches: readonly WatchModel[] }

/** Who watches each path, over all servers (each keeps the watches of its own connections), clients in order. */
export function watchersByPath(
  servers: readonly WatchesOfServer[],
  sessions: ClusterModel['sessions'],
): ReadonlyMap<string, readonly Watcher[]> {
  const byPath = new Map<string, Watcher[]>()
  for (const { server, watches } of servers) {
    for (const { path, kind, session } of watches) {
      const client = sessions.get(session)?.client
      if (client === undefined) continue
      const known = byPath.get(path)
      if (known === undefined) byPath.set(path, [{ client, kind, server }])
      else known.push({ client, kind, server })
    }
  }
  for (const watchers of byPath.values()) watchers.sort((a, b) => (a.client < b.client ? -1 : 1))
  return byPath
}

/** The clients among `watchers`, each once. */
export function clientsOf(watchers: readonly Watcher[]): readonly string[] {
  return [...new Set(watchers.map((watcher) => watcher.client))]
}
