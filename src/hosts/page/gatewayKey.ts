/**
 * The key of this tab to the gateway: the token of the launch address, which leaves the address at once, or the secret that
 * the tab got for it, which a reload finds in sessionStorage.
 */
import { gatewayFragment, gatewayMeta } from '../gateway/place.ts'

const STORED = 'zookeeper-playground-gateway'
/** Whether it looks like a token: an address that was cut or added to opens nothing, and a socket asked for with it throws. */
export function isToken(token: string): boolean {
  return /^[0-9a-f]{32}$/.test(token)
}

/** What an address' fragment says: the token in it, and the fragment without it. */
export function splitFragment(hash: string): { readonly token: string | undefined; readonly rest: string } {
  const parts = hash.replace(/^#/, '').split('&')
  const own = parts.filter((part) => part.startsWith(`${gatewayFragment}=`))
  const others = parts.filter((part) => part !== '' && !own.includes(part))
  const token = own[0]?.slice(gatewayFragment.length + 1)
  return { token, rest: others.length === 0 ? '' : `#${others.join('&')}` }
}

/** `shut`: there is a gateway here, but this tab has no key to it. */
export type GatewayKey = { readonly key: string } | 'shut'

/**
 * The key that this tab has; undefined: there is no gateway here. The host of the page says whether there is one: a copy of
 * the site on any other host asks for nothing.
 */
export function takeKey(): GatewayKey | undefined {
  const { token, rest } = splitFragment(location.hash)
  if (token !== undefined) history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`)
  if (document.querySelector(`meta[name="${gatewayMeta}"]`) === null) return undefined
  const key = token !== undefined && isToken(token) ? token : recall()
  return key === undefined ? 'shut' : { key }
}

/** Keeps the secret for the next reload. */
export function keepSecret(secret: string): void {
  try {
    sessionStorage.setItem(STORED, secret)
  } catch {
    // Where sessionStorage is refused, a reload needs a new launch address.
  }
}
/** Forgets a secret that opens nothing any more. */
export function forgetSecret(): void {
  try {
    sessionStorage.removeItem(STORED)
  } catch {
    // There is none.
  }
}
function recall(): string | undefined {
  try {
    return sessionStorage.getItem(STORED) ?? undefined
  } catch {
    return undefined
  }
}
