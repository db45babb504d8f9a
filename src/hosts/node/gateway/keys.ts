/**
 * Who may open the gateway: a page that was opened by the launch address. Its token works once; for it the page gets the
 * secret of its tab, which a reload offers again. Both are 128 random bits.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Tabs that may come back: beyond it the one that was let in first must be opened anew. */
const SECRETS_MAX = 32
const KEY = /^[0-9a-f]{32}$/

export type Keys = {
  /** The token of the next launch address. */
  token: string
  readonly secrets: string[]
}

export function keysOf(): Keys {
  return { token: newKey(), secrets: [] }
}

/**
 * The secret of the tab that offers `key`: a secret opens again and again, the token once (then there is another token).
 * Undefined where the key opens nothing.
 */
export function unlock(keys: Keys, key: string): { readonly secret: string; readonly byToken: boolean } | undefined {
  if (!KEY.test(key)) return undefined
  const known = keys.secrets.find((secret) => same(secret, key))
  if (known !== undefined) return { secret: known, byToken: false }
  if (!same(keys.token, key)) return undefined
  keys.token = newKey()
  const secret = newKey()
  keys.secrets.push(secret)
  if (keys.secrets.length > SECRETS_MAX) keys.secrets.shift()
  return { secret, byToken: true }
}

function newKey(): string {
  return randomBytes(16).toString('hex')
}
/** Takes as long for a near miss as for a far one. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}
function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
