/** wchs, wchc, wchp and hash: who watches what, and what the tree was. 3.8 tells of the table of data watches only (DataTree.dumpWatches). */
import { formatSessionId, type LinkId } from '../../../ground/ids.ts'
import type { Server } from '../state.ts'

export function wchsText(server: Server): string {
  const { byPath, byWatcher } = server.watches.data
  let total = 0
  for (const watchers of byPath.values()) total += watchers.size
  return `${byWatcher.size} connections watching ${byPath.size} paths\nTotal watches:${total}\n`
}
export function wchcText(server: Server): string {
  const parts = [...server.watches.data.byWatcher].map(
    ([watcher, paths]) => `${sessionOf(server, watcher)}\n${[...paths].map((path) => `\t${path}\n`).join('')}`,
  )
  return `${parts.join('')}\n`
}
export function wchpText(server: Server): string {
  const parts = [...server.watches.data.byPath].map(
    ([path, watchers]) =>
      `${path}\n${[...watchers.keys()].map((watcher) => `\t${sessionOf(server, watcher)}\n`).join('')}`,
  )
  return `${parts.join('')}\n`
}

/** hash: digests of the tree, the oldest first, as signed numbers (DigestCommand). */
export function hashText(server: Server): string {
  return server.digests.map(({ zxid, digest }) => `${zxid.toString(16)}: ${BigInt.asIntN(64, digest)}\n`).join('')
}

function sessionOf(server: Server, watcher: LinkId): string {
  const session = server.connections.get(watcher)?.session
  return session === undefined ? '0x0' : formatSessionId(session)
}
