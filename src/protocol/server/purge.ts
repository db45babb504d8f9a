/** Old snapshots and logs are removed on schedule (DatadirCleanupManager): the first time at the start, then every interval. */
import type { Millis } from '../../ground/ids.ts'
import { planPurge } from '../../ground/log/purge.ts'
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import type { Server } from './state.ts'
import { disk } from './storage.ts'

/** Removes what nobody needs, where it is time. Removals come behind all that was asked of the disk before. */
export function purgeIfDue(server: Server, now: Millis, out: Effect[]): void {
  const { config, disk: state } = server
  if (now < state.purgeAt) return
  state.purgeAt = now + config.purgeIntervalMs
  const files = planPurge(state.sizes.keys(), state.broken, config.snapRetainCount)
  for (const file of files) disk(server, out, { type: 'remove', file })
  if (files.length > 0) trace(out, { type: 'purged', files })
}
