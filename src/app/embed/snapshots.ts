/** The servers' folders as text, for a host to keep, and an ensemble that goes on from such. */
import type { Snapshot } from '../../embed/messages.ts'
import { SNAPSHOT_MAX } from '../../embed/parse.ts'
import { serverId } from '../../ground/ids.ts'
import type { Command } from '../../hosts/command.ts'
import { fromBase64Url, toBase64Url } from '../../hosts/scenario/base64url.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import { store } from '../store/app.ts'
import { readFolder } from '../store/bridge.ts'

/** All servers' folders, or why there is no snapshot. */
export async function takeSnapshot(): Promise<Snapshot | string> {
  const { servers, clients } = store.getState().cluster
  const taken: Snapshot['servers'][number][] = []
  let room = SNAPSHOT_MAX
  for (const { id, role } of servers.values()) {
    const files = await readFolder(id)
    if (files === undefined) return `server ${id} gave no files`
    const held = files.map(({ name, bytes }) => ({ name, base64: toBase64Url(bytes) }))
    room -= held.reduce((sum, { base64 }) => sum + base64.length, 0)
    if (room < 0) return `the servers hold more than ${SNAPSHOT_MAX} characters of files: too much for a page to carry`
    taken.push(role === 'observing' ? { id, observer: true, files: held } : { id, files: held })
  }
  return { version: 1, servers: taken, clients: [...clients.keys()] }
}

/** The ensemble that starts from it, or what is wrong with it. */
export function ensembleOf({ servers, clients }: Snapshot): Extract<Command, { type: 'newEnsemble' }> | string {
  const observers = servers.filter(({ observer }) => observer === true).length
  const folders: { server: ReturnType<typeof serverId>; files: DiskFile[] }[] = []
  for (const { id, files } of servers) {
    if (id > servers.length)
      return `a snapshot's servers are numbered from 1: there is no server ${id} of ${servers.length}`
    const read: DiskFile[] = []
    for (const { name, base64 } of files) {
      const bytes = fromBase64Url(base64)
      if (bytes === undefined) return `the file ${name} of server ${id} is no base64`
      read.push({ name, bytes })
    }
    if (read.length > 0) folders.push({ server: serverId(id), files: read })
  }
  return { type: 'newEnsemble', servers: servers.length - observers, observers, clients, folders }
}
