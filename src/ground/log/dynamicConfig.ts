/**
 * The membership's files in a server's folder, as a server that is started with `zoo.cfg` keeps them beside it
 * (QuorumPeer.setQuorumVerifier, setLastSeenQuorumVerifier): `zoo.cfg.dynamic.<version in hex>` is the committed one, and
 * `zoo.cfg.dynamic.next`, with the version in its last line, the one that is proposed.
 *
 * Law: where several committed ones are left over from a crash, the newest counts.
 */
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { parseZxid, type Zxid } from '../ids.ts'
import type { DiskFile } from './folder.ts'

const PREFIX = 'zoo.cfg.dynamic.'
export const NEXT_CONFIG_FILE: string = `${PREFIX}next`

export function dynamicConfigName(version: Zxid): string {
  return `${PREFIX}${BigInt.asUintN(64, version).toString(16)}`
}
/** The version in the name of a committed membership's file, or undefined where it is another file. */
export function versionOfName(name: string): Zxid | undefined {
  const digits = /^zoo\.cfg\.dynamic\.([0-9a-f]{1,16})$/.exec(name)?.[1]
  return digits === undefined ? undefined : parseZxid(digits)
}

/** Whether a file says who belongs to an ensemble. */
export function isMembershipFile(name: string): boolean {
  return name === NEXT_CONFIG_FILE || versionOfName(name) !== undefined
}

/** The content of a committed membership's file: the lines of `configText` but the last, for the name has the version. */
export function encodeDynamicConfig(configText: string): Uint8Array {
  return encodeUtf8(configText.replace(/version=[0-9a-f]*$/, ''))
}
export function encodeNextConfig(configText: string): Uint8Array {
  return encodeUtf8(`${configText}\n`)
}

/** A membership's file: its name, and its text with a version line. */
export type ConfigFile = { readonly name: string; readonly text: string }

/** What the folder holds: the newest committed membership and the proposed one, undefined where there is none. */
export function configFiles(files: readonly DiskFile[]): {
  readonly committed: ConfigFile | undefined
  readonly next: ConfigFile | undefined
  /** Names of older committed ones. */
  readonly leftOver: readonly string[]
} {
  const dynamic = files
    .flatMap((file) => {
      const version = versionOfName(file.name)
      return version === undefined ? [] : [{ ...file, version }]
    })
    .sort((a, b) => (a.version < b.version ? 1 : -1))
  const [newest, ...older] = dynamic
  const next = files.find((file) => file.name === NEXT_CONFIG_FILE)
  return {
    committed:
      newest === undefined
        ? undefined
        : { name: newest.name, text: `${decodeUtf8(newest.bytes)}\nversion=${newest.name.slice(PREFIX.length)}` },
    next: next === undefined ? undefined : { name: next.name, text: decodeUtf8(next.bytes) },
    leftOver: older.map((file) => file.name),
  }
}
