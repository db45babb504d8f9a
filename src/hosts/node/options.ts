/** What `npm run serve` may be told, and how it says that it was told something else. */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import { namesSuper, serverSwitch } from '../switches.ts'

export type ServeOptions = {
  /** Voting servers, 1 to 9; observers get the ids after them. */
  readonly servers: number
  readonly observers: number
  /** Server i listens on 127.0.0.1:(port + i - 1). */
  readonly port: number
  /** Folder of the ensemble; undefined: a temporary one. */
  readonly data: string | undefined
  readonly tickTimeMs: number
  /** `super:base64(sha1(user:password))`, as ZooKeeper's superDigest. */
  readonly superDigest: string | undefined
  /** What every server is told beside: switches of ZooKeeper that are off where nothing is said. */
  readonly settings: Partial<ServerConfig>
}

const SERVERS_MAX = 9
const DEFAULTS: ServeOptions = {
  servers: 3,
  observers: 0,
  port: 2181,
  data: undefined,
  tickTimeMs: 2000,
  superDigest: undefined,
  settings: {},
}
export const USAGE: string =
  'npm run serve -- [--servers 3] [--observers 0] [--port 2181] [--data DIR] [--tick-time 2000] [--super USER:DIGEST] ' +
  '[--enforce-quota] [--read-only-mode] [--local-sessions] [--local-sessions-upgrading] [--purge-hours 0] [--snap-retain-count 3]'

const HOUR_MS = 3_600_000

/** How a word becomes a part of the options; a text says what is wrong with it. */
type Reading = (word: string) => Partial<ServeOptions> | string
const READINGS: { readonly [option: string]: Reading } = {
  '--servers': (word) => integer('--servers', word, 1, SERVERS_MAX, (servers) => ({ servers })),
  '--observers': (word) => integer('--observers', word, 0, SERVERS_MAX, (observers) => ({ observers })),
  '--port': (word) => integer('--port', word, 1, 65535, (port) => ({ port })),
  '--tick-time': (word) => integer('--tick-time', word, 10, 600_000, (tickTimeMs) => ({ tickTimeMs })),
  // As autopurge: the first purge comes at once, then one every so many hours; 0 never purges.
  '--purge-hours': (word) =>
    integer('--purge-hours', word, 0, 10_000, (hours) => ({ settings: { purgeIntervalMs: hours * HOUR_MS } })),
  '--snap-retain-count': (word) =>
    integer('--snap-retain-count', word, 3, 10_000, (snapRetainCount) => ({ settings: { snapRetainCount } })),
  '--data': (word) => (word === '' ? '--data needs a folder' : { data: word }),
  '--super': (word) =>
    namesSuper(word) ? { superDigest: word } : `--super needs USER:DIGEST, not ${JSON.stringify(word)}`,
}

/** The options of a command line (`--option value` or `--option=value`), or one line that says what is wrong. */
export function parseOptions(words: readonly string[]): Result<ServeOptions, string> {
  let options = DEFAULTS
  for (let at = 0; at < words.length; at++) {
    const [name, attached] = split(words[at] ?? '')
    const switched = name.startsWith('--') ? serverSwitch(name.slice(2)) : undefined
    if (switched !== undefined) {
      if (attached !== undefined) return fail(`${name} takes no value`)
      options = { ...options, settings: { ...options.settings, ...switched } }
      continue
    }
    const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined
    if (reading === undefined) return fail(`unknown option ${JSON.stringify(name)}; usage: ${USAGE}`)
    const value = attached ?? words[++at]
    if (value === undefined) return fail(`${name} needs a value`)
    const read = reading(value)
    if (typeof read === 'string') return fail(read)
    options = { ...options, ...read, settings: { ...options.settings, ...read.settings } }
  }
  const last = options.port + options.servers + options.observers - 1
  if (last > 65535) return fail(`--port ${options.port} leaves no room: the last server would listen on ${last}`)
  return ok(options)
}

function split(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function integer(
  name: string,
  word: string,
  least: number,
  most: number,
  make: (value: number) => Partial<ServeOptions>,
): Partial<ServeOptions> | string {
  const value = /^\d+$/.test(word) ? Number(word) : Number.NaN
  if (!(value >= least && value <= most))
    return `${name} needs a number from ${least} to ${most}, not ${JSON.stringify(word)}`
  return make(value)
}
