/** Acts about files: an archive for whoever asks, an ensemble from what was handed in. */
import type { ServerId } from '../../ground/ids.ts'
import { type Candidate, seed } from '../../ground/log/seed.ts'
import type { CommandResult } from '../../hosts/command.ts'
import { filesDictionary } from '../i18n/files.ts'
import { store } from '../store/app.ts'
import { intervene, readFolder } from '../store/bridge.ts'
import { roleLabel } from '../store/model.ts'
import type { Opened } from './opened.ts'
import { type PackedMember, type PackedServer, packing, zip } from './pack.ts'

/** Downloads these servers' folders as an archive of that name; undefined, or the server that gave no files. */
export async function downloadServers(ids: readonly ServerId[], name: string): Promise<ServerId | undefined> {
  const servers: PackedServer[] = []
  for (const id of ids) {
    const files = await readFolder(id)
    if (files === undefined || files.length === 0) return id
    servers.push({ id, files })
  }
  const members: readonly PackedMember[] = [...store.getState().cluster.servers.values()].map((server) => {
    return { id: server.id, observer: roleLabel(server) === 'observer' }
  })
  const { readme } = filesDictionary(store.getState().settings.language)
  download(await zip(packing(servers, members, readme(ids))), name)
  return undefined
}

/** One server's folder; why there is none is told in the status line. */
export async function downloadServer(id: ServerId): Promise<void> {
  const silent = await downloadServers([id], `server.${id}.zip`)
  if (silent !== undefined) store.setState({ refusal: `server ${id} gave no files` })
}

/** Downloads one file of a server's folder under its own name; false where it can't be read now. */
export async function downloadFile(id: ServerId, name: string): Promise<boolean> {
  const file = (await readFolder(id))?.find((one) => one.name === name)
  if (file === undefined) return false
  // Without a type the browser would guess one, and add an ending to the name.
  const blob = new Blob([new Uint8Array(file.bytes)], { type: 'application/octet-stream' })
  download(blob, name.slice(name.lastIndexOf('/') + 1))
  return true
}

/** Hands `blob` to the browser's downloads as `name`. */
function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser has its own hold on the bytes once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The sound folders of what was opened. */
export function candidatesOf(opened: Opened): readonly Candidate[] {
  return opened.folders.flatMap(({ folder, inspection }) =>
    inspection.type === 'sound' ? [{ folder, sound: inspection }] : [],
  )
}

/** An ensemble of `servers` that starts with what was opened. */
export function startWith(candidates: readonly Candidate[], servers: number): Promise<CommandResult> {
  const folders = seed(candidates, servers).map(({ server, files }) => ({ server, files }))
  return intervene({ type: 'newEnsemble', servers, folders })
}
