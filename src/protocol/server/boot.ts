/** A server starts on its folder: the tree is read back, torn tails are cut off, and the first election can begin. */

import { below } from '../../ground/base/rng.ts'
import { sessionIds } from '../../ground/data/sessions.ts'
import type { Millis } from '../../ground/ids.ts'
import { encodeMyid, MYID_FILE } from '../../ground/log/epochs.ts'
import { zxidOfName } from '../../ground/log/folder.ts'
import { recover } from '../../ground/log/recovery.ts'
import { isFinishedSnapshot } from '../../ground/log/snapshot.ts'
import { isPending, votersOf } from '../membership.ts'
import type { DiskFile, Effect } from '../seam.ts'
import { noteDigest } from './apply.ts'
import { exit, trace } from './effects.ts'
import { purgeIfDue } from './purge.ts'
import { viewsAtStart } from './reconfig.ts'
import { newLooking } from './roles.ts'
import { membershipInTree } from './serve.ts'
import type { Server } from './state.ts'
import { disk, takeSnapshot } from './storage.ts'

/** Recovery (06 §9). A damaged folder stops the server and names the place: nothing of it is half loaded. */
export function start(server: Server, now: Millis, files: readonly DiskFile[], out: Effect[]): void {
  const { config } = server
  const recovered = recover(files)
  if (recovered.type === 'damaged') {
    return exit(server, out, `${recovered.file} is damaged at byte ${recovered.offset}: ${recovered.reason}`)
  }
  const found = viewsAtStart(server, files, recovered.lastLoggedZxid, membershipInTree(recovered.database))
  if (found.type === 'damaged') return exit(server, out, `${found.file} is damaged: ${found.reason}`)
  server.started = true
  server.views = found.views
  server.stats.startedAt = now
  for (const file of files) {
    server.disk.sizes.set(file.name, file.bytes.length)
    if (zxidOfName('snapshot', file.name) !== undefined && !isFinishedSnapshot(file.bytes))
      server.disk.broken.add(file.name)
  }
  server.sessionIds = sessionIds(config.self, config.wallClockAtZero + now)
  server.db = recovered.database
  server.committedLog = recovered.committedLog.slice(-config.committedLogMax)
  for (const { zxid, record } of server.committedLog) {
    if (record.digest !== null) noteDigest(server, zxid, BigInt.asUintN(64, record.digest.treeDigest))
  }
  server.acceptedEpoch = recovered.acceptedEpoch
  server.currentEpoch = recovered.currentEpoch
  server.vote = { leader: config.self, zxid: server.db.lastProcessedZxid, epoch: server.currentEpoch }
  const half = Math.max(1, Math.floor(config.snapCount / 2))
  server.disk.snapshotAt = half + below(server.rng, half)
  for (const op of recovered.repairs) disk(server, out, op)
  for (const file of found.leftOver) disk(server, out, { type: 'remove', file })
  if (files.length === 0) {
    disk(server, out, { type: 'replace', file: MYID_FILE, bytes: encodeMyid(config.self) })
    takeSnapshot(server, out)
  }
  if (config.purgeIntervalMs > 0) server.disk.purgeAt = now
  purgeIfDue(server, now, out)
  server.role = newLooking(config, now)
  trace(out, {
    type: 'booted',
    lastZxid: server.db.lastProcessedZxid,
    acceptedEpoch: server.acceptedEpoch,
    currentEpoch: server.currentEpoch,
    znodes: server.db.tree.nodes.size,
    incarnation: config.incarnation,
    tornBytes: recovered.tornBytes,
    voters: votersOf(server.views.current),
  })
  tellViews(server, out)
}

function tellViews({ config, views }: Server, out: Effect[]): void {
  if (!config.reconfigEnabled) return
  const { current, lastSeen } = views
  trace(out, { type: 'configActivated', version: current.version, members: current.members, how: 'booted' })
  if (isPending(views)) trace(out, { type: 'configPending', version: lastSeen.version, members: lastSeen.members })
}
