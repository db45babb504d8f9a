/**
 * A disk that misbehaves: slow to flush, or full. It stands between a server and its store, so the server meets what it
 * would meet on a real machine: answers that come late, or a write that fails (SyncRequestProcessor then stops the server).
 */
import type { Millis } from '../ground/ids.ts'
import type { Store } from './disk.ts'

/** `slowMs`: how much longer each flush takes, in virtual milliseconds; `full`: nothing more can be written. */
export type DiskTrouble = { readonly slowMs: Millis; readonly full: boolean }

export const NO_TROUBLE: DiskTrouble = { slowMs: 0, full: false }

/** What a write to a full disk fails with, as Linux says it. */
function noSpace(): Error {
  return Object.assign(new Error('no space left on device'), { name: 'ENOSPC' })
}

/** `store` with the trouble that `trouble` tells at each operation; `nap` waits in virtual time. */
export function troubled(store: Store, trouble: () => DiskTrouble, nap: (ms: Millis) => Promise<void>): Store {
  return {
    perform: (op) => {
      // Cutting and removing need no room.
      const grows = op.type === 'append' || op.type === 'replace'
      return trouble().full && grows ? Promise.reject(noSpace()) : store.perform(op)
    },
    async flush() {
      const { slowMs } = trouble()
      if (slowMs > 0) await nap(slowMs)
      await store.flush()
    },
    read: store.read,
  }
}
