/**
 * The door of the WebSocket: what a request must show before a byte of it is read. Whoever fails gets 403 and a line in the
 * log.
 *
 * Laws:
 * 1. The Host is one of ours with our port: a foreign name that resolves to this machine (DNS rebinding) does not open.
 * 2. The Origin is exactly the page that this server serves: no other site, no file, no `null`, no absence.
 * 3. The key is the launch address's token, or the secret of a tab that once had it.
 */
import { gatewayKeyPrefix, gatewayPath, gatewayProtocol } from '../../gateway/place.ts'
import { type Keys, unlock } from './keys.ts'

/** What the door looks at. */
export type Knock = {
  readonly url: string | undefined
  readonly host: string | undefined
  readonly origin: string | undefined
  /** The header Sec-WebSocket-Protocol. */
  readonly protocols: string | undefined
}
export type Entry =
  | { readonly ok: true; readonly secret: string; readonly byToken: boolean }
  | { readonly ok: false; readonly reason: string }

/** Whether the request is for the gateway at all. */
export function isForGateway(url: string | undefined): boolean {
  return url !== undefined && url.split('?')[0] === gatewayPath
}

/** Lets in or says why not; `port` is that of the web server. A token that opens is used up. */
export function enter(keys: Keys, knock: Knock, port: number): Entry {
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`)
  const { host, origin } = knock
  if (host === undefined || !hosts.includes(host)) return refused(`the host ${quoted(host)} is not ours`)
  if (origin !== `http://${host}`) return refused(`the origin ${quoted(origin)} is not our page`)
  const offered = (knock.protocols ?? '').split(',').map((word) => word.trim())
  if (!offered.includes(gatewayProtocol)) return refused(`it does not speak ${gatewayProtocol}`)
  const keysOffered = offered.filter((word) => word.startsWith(gatewayKeyPrefix))
  const [first, ...more] = keysOffered
  if (first === undefined || more.length > 0) return refused('it has no key')
  const unlocked = unlock(keys, first.slice(gatewayKeyPrefix.length))
  return unlocked === undefined ? refused('its key is wrong or was used already') : { ok: true, ...unlocked }
}

function refused(reason: string): Entry {
  return { ok: false, reason }
}
/** What strangers wrote, for one line of a log. */
function quoted(text: string | undefined): string {
  return text === undefined ? '(none)' : JSON.stringify(text.slice(0, 100))
}
