/**
 * Switches of ZooKeeper that are off where nothing is said, by one name everywhere: `--enforce-quota` for `npm run serve` and
 * `npm start`, `?enforce-quota` in the page's address.
 */
import type { ServerConfig } from '../protocol/config.ts'

export const serverSwitches: { readonly [name: string]: Partial<ServerConfig> } = {
  'enforce-quota': { enforceQuota: true },
  'read-only-mode': { readOnlyMode: true },
  'local-sessions': { localSessions: true },
  'local-sessions-upgrading': { localSessions: true, localSessionsUpgrading: true },
}

/** What a switch sets; undefined: there is no such switch. */
export function serverSwitch(name: string): Partial<ServerConfig> | undefined {
  return Object.hasOwn(serverSwitches, name) ? serverSwitches[name] : undefined
}

/** Whether `word` names a super user as `superDigest` does: `super:base64(sha1(user:password))`. */
export function namesSuper(word: string): boolean {
  return /^[^:]+:[^:]+$/.test(word)
}
