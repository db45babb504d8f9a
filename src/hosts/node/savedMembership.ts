/** Which servers an ensemble's folder belongs to: what the newest of their membership files says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFiles } from '../../ground/log/dynamicConfig.ts'
import type { Membership } from '../../protocol/membership.ts'
import { parseConfig } from '../../protocol/membershipText.ts'

/** The newest committed membership in the folders `server.N` of `folder`; undefined where there is none (yet). */
export function membershipIn(folder: string): Membership | undefined {
  let newest: Membership | undefined
  if (!existsSync(folder)) return undefined
  for (const name of readdirSync(folder).filter((one) => /^server\.\d+$/.test(one))) {
    const files = readdirSync(join(folder, name))
      .filter((file) => file.startsWith('zoo.cfg.dynamic.'))
      .map((file) => ({ name: file, bytes: new Uint8Array(readFileSync(join(folder, name, file))) }))
    const { committed } = configFiles(files)
    const parsed = committed === undefined ? undefined : parseConfig(committed.text)
    // One that can't be read is told by its own server when it starts.
    if (parsed?.ok === true && (newest === undefined || parsed.value.version > newest.version)) newest = parsed.value
  }
  return newest
}
