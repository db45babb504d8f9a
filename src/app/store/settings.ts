/** What a reader may choose, from the address and then from the switches; unknown words are ignored. */
import { MEMBERS_MAX } from '../../hosts/membership.ts'
import { namesSuper, serverSwitch } from '../../hosts/switches.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import type { Language } from '../i18n/language.ts'

export type Theme = 'auto' | 'light' | 'dark'
export type Speed = number | 'auto'
export type Settings = {
  readonly language: Language
  readonly theme: Theme
  /** Servers of the first ensemble: 3, 5 or 7. */
  readonly servers: number
  /** Observers beside them, as many as there is room for. */
  readonly observers: number
  /** Client applications of the first ensemble, 0 to 6: A, B, … */
  readonly clients: number
  readonly speed: Speed
  /** `?finalize=zookeeper`: wait ZooKeeper's 200 ms for a better vote, even where none can come. */
  readonly finalizeEarly: boolean
  /** `?super=USER:DIGEST` and the switches, as `?enforce-quota`: what the servers are told beside. */
  readonly switches: Partial<ServerConfig>
  /** `?tree=empty`: nothing is put into it. */
  readonly tree: 'first' | 'empty'
}

/**
 * The delay of a message in virtual milliseconds that makes it worth watching at a speed: about 0.2 to 0.5 real seconds a
 * hop when slowed, nothing in real time.
 */
export function hopFor(speed: Speed): number {
  if (speed === 'auto') return 20
  if (speed >= 0.5) return 0
  return speed >= 0.05 ? 20 : 5
}

export const ENSEMBLE_SIZES: readonly number[] = [3, 5, 7]

/** The settings that `search` (`?lang=zh-CN&theme=dark`) and the browser's languages ask for. */
export function readSettings(search: string, languages: readonly string[]): Settings {
  const params = new URLSearchParams(search)
  const servers = readServers(params.get('servers'))
  return {
    language: readLanguage(params.get('lang'), languages),
    theme: readTheme(params.get('theme')),
    servers,
    observers: readObservers(params.get('observers'), MEMBERS_MAX - servers),
    clients: readClients(params.get('clients')),
    speed: readSpeed(params.get('speed')),
    finalizeEarly: params.get('finalize') !== 'zookeeper',
    switches: readSwitches(params),
    tree: params.get('tree') === 'empty' ? 'empty' : 'first',
  }
}

function readSwitches(params: URLSearchParams): Partial<ServerConfig> {
  const digest = params.get('super') ?? ''
  const asked = [...params.keys()].map((name) => serverSwitch(name) ?? {})
  return Object.assign({}, ...asked, namesSuper(digest) ? { superDigest: digest } : {})
}
function readLanguage(asked: string | null, languages: readonly string[]): Language {
  const first = asked === null || asked === 'auto' ? (languages[0] ?? 'en') : asked
  return /^zh/i.test(first) ? 'zh-CN' : 'en'
}
function readTheme(asked: string | null): Theme {
  return asked === 'light' || asked === 'dark' ? asked : 'auto'
}
/** Clamped, never an error: the nearest of 1, 3, 5 and 7; 5 where nothing is asked. */
function readServers(asked: string | null): number {
  const number = Number(asked ?? '5')
  if (asked === '' || !Number.isFinite(number)) return 5
  return [1, ...ENSEMBLE_SIZES].reduce((best, size) =>
    Math.abs(size - number) < Math.abs(best - number) ? size : best,
  )
}
/** Clamped, never an error; none where nothing is asked. */
function readObservers(asked: string | null, room: number): number {
  const number = Math.floor(Number(asked ?? '0'))
  return Number.isFinite(number) ? Math.min(room, Math.max(0, number)) : 0
}
/** Clamped, never an error; 2 where nothing is asked. */
function readClients(asked: string | null): number {
  const number = asked === null || asked === '' ? 2 : Math.floor(Number(asked))
  return Number.isFinite(number) ? Math.min(6, Math.max(0, number)) : 2
}
function readSpeed(asked: string | null): Speed {
  if (asked === null || asked === '' || asked === 'auto') return 'auto'
  const number = Number(asked)
  return Number.isFinite(number) ? Math.min(10, Math.max(0.01, number)) : 'auto'
}
