/**
 * Servers' folders as an archive that boots as a real ensemble: `server.N/` with its data, its myid and a zoo.cfg, and a
 * README.txt beside them that says how.
 */
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import type { ServerId } from '../../ground/ids.ts'
import { encodeMyid, MYID_FILE } from '../../ground/log/epochs.ts'
import { type DiskFile, VERSION_FOLDER } from '../../ground/log/folder.ts'

configure({ useWebWorkers: false })

/** A member of the ensemble; `observer` where it only listens. */
export type PackedMember = { readonly id: ServerId; readonly observer: boolean }
export type PackedServer = { readonly id: ServerId; readonly files: readonly DiskFile[] }

/** The first server's ports; each further server has the next ones, so all run on one machine. */
const CLIENT_PORT = 2181
const QUORUM_PORT = 2888
const ELECTION_PORT = 3888

/** The configuration of a server: paths are relative to where the archive was unpacked. */
export function zooCfg(self: ServerId, members: readonly PackedMember[]): string {
  const place = members.findIndex((member) => member.id === self)
  const own = members[place]
  return [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=./server.${self}`,
    `clientPort=${CLIENT_PORT + place}`,
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
    '# Znodes with a time to live need this.',
    'extendedTypesEnabled=true',
    ...(own?.observer === true ? ['peerType=observer'] : []),
    ...members.map(({ id, observer }, i) => {
      return `server.${id}=127.0.0.1:${QUORUM_PORT + i}:${ELECTION_PORT + i}${observer ? ':observer' : ''}`
    }),
    '',
  ].join('\n')
}

/** The archive's files: `readme` comes along, and each server's folder with its own myid and zoo.cfg. */
export function packing(
  servers: readonly PackedServer[],
  members: readonly PackedMember[],
  readme: string,
): readonly DiskFile[] {
  const packed: DiskFile[] = [{ name: 'README.txt', bytes: encodeUtf8(readme) }]
  for (const { id, files } of servers) {
    const folder = `server.${id}/`
    packed.push({ name: `${folder}zoo.cfg`, bytes: encodeUtf8(zooCfg(id, members)) })
    packed.push({ name: `${folder}${MYID_FILE}`, bytes: encodeMyid(id) })
    for (const { name, bytes } of files) {
      if (name.startsWith(VERSION_FOLDER)) packed.push({ name: `${folder}${name}`, bytes })
    }
  }
  return packed
}

/** The archive of `files`. */
export async function zip(files: readonly DiskFile[]): Promise<Blob> {
  const archive = new ZipWriter(new BlobWriter('application/zip'))
  for (const { name, bytes } of files) await archive.add(name, new Uint8ArrayReader(bytes))
  return archive.close()
}
