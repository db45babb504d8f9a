/** What `npm start` may be told, and how it says that it was told something else. */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import { serversMax } from '../gateway/place.ts'
import { namesSuper, serverSwitches } from '../switches.ts'

/** A server of a real ensemble. */
export type Target = { readonly host: string; readonly port: number }
export type StartOptions = {
  /** Where the page is served; another one is taken where it is in use and was not asked for. */
  readonly port: number | undefined
  /** Server i of the page is reached at 127.0.0.1:(clientPort + i - 1). */
  readonly clientPort: number
  readonly gateway: boolean
  /** Serve the built site in this folder, instead of the sources. */
  readonly site: string | undefined
  /** Whether to open the page in a browser. */
  readonly open: boolean
  readonly targets: readonly Target[]
  readonly allowWrites: boolean
  /** What the address asks of the servers in the page, as `?super=…&enforce-quota`. */
  readonly asks: readonly (readonly [name: string, value: string])[]
  readonly help: boolean
}

const TARGETS_MAX = 16
const CLIENT_PORT = 2181
const DEFAULTS: StartOptions = {
  port: undefined,
  clientPort: CLIENT_PORT,
  gateway: true,
  site: undefined,
  open: true,
  targets: [],
  allowWrites: false,
  asks: [],
  help: false,
}

export const HELP: string = `npm start -- [options]

Serves the page on this machine and opens it. Real ZooKeeper clients reach the servers in the open page.

  --port 5173            where the page is served
  --client-port 2181     server 1 of the page listens on 127.0.0.1:2181, server 2 on the next port, …
  --no-gateway           no ports for real clients
  --connect HOST:PORT,…  show a real ZooKeeper ensemble instead of one in the page
  --allow-writes         with --connect: let the page write to it
  --site dist            serve a built site instead of the sources
  --no-open              print the address, open nothing
  --super USER:DIGEST    who may do everything, as ZooKeeper's superDigest; for servers in the page, as are these:
  --enforce-quota, --read-only-mode, --local-sessions, --local-sessions-upgrading
  --help                 this

The page and the ports are on the loopback address only: there is no --host.`

type Change = Partial<StartOptions>
/** Options that stand alone. */
const FLAGS: { readonly [option: string]: Change } = {
  '--no-gateway': { gateway: false },
  '--allow-writes': { allowWrites: true },
  '--no-open': { open: false },
  '--help': { help: true },
  ...Object.fromEntries(Object.keys(serverSwitches).map((name) => [`--${name}`, { asks: [[name, '']] }])),
}
/** Options with a value; a text says what is wrong with it. */
const READINGS: { readonly [option: string]: (word: string) => Change | string } = {
  '--port': (word) => portOf('--port', word, 65535, (port) => ({ port })),
  '--client-port': (word) => portOf('--client-port', word, 65535 - serversMax + 1, (clientPort) => ({ clientPort })),
  '--connect': (word) => targetsOf(word),
  '--super': (word) =>
    namesSuper(word) ? { asks: [['super', word]] } : `--super needs USER:DIGEST, not ${JSON.stringify(word)}`,
  '--site': (word) => (word === '' ? '--site needs a folder' : { site: word }),
}

/** The options of a command line (`--option value` or `--option=value`), or one line that says what is wrong. */
export function parseStartOptions(words: readonly string[]): Result<StartOptions, string> {
  let options = DEFAULTS
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const cut = word.indexOf('=')
    const name = cut < 0 ? word : word.slice(0, cut)
    if (name === '--host') return fail('--host is refused: the page and its ports are for this machine only')
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined
    if (flag !== undefined && cut >= 0) return fail(`${name} takes no value`)
    const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined
    if (flag === undefined && reading === undefined)
      return fail(`unknown option ${JSON.stringify(name)}; npm start -- --help lists them`)
    const value = cut < 0 ? words[at + 1] : word.slice(cut + 1)
    if (flag === undefined && value === undefined) return fail(`${name} needs a value`)
    const change = flag ?? reading?.(value ?? '') ?? {}
    if (typeof change === 'string') return fail(change)
    if (flag === undefined && cut < 0) at++
    options = { ...options, ...change, asks: [...options.asks, ...(change.asks ?? [])] }
  }
  return contradiction(options)
}

function contradiction(options: StartOptions): Result<StartOptions, string> {
  const { allowWrites, targets, gateway, asks } = options
  if (allowWrites && targets.length === 0)
    return fail('--allow-writes goes with --connect: there is nothing to write to')
  if (!gateway && targets.length > 0) return fail('--connect needs the gateway: leave out --no-gateway')
  const [first] = asks
  if (first !== undefined && targets.length > 0)
    return fail(`--${first[0]} is for servers in the page: a real ensemble has its own configuration`)
  return ok(options)
}

function portOf(name: string, word: string, most: number, make: (port: number) => Change): Change | string {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : 0
  return port >= 1 && port <= most
    ? make(port)
    : `${name} needs a number from 1 to ${most}, not ${JSON.stringify(word)}`
}

function targetsOf(word: string): Change | string {
  const targets: Target[] = []
  for (const part of word.split(',')) {
    const [, host, digits = String(CLIENT_PORT)] = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(part) ?? []
    const port = Number(digits)
    if (host === undefined || port < 1 || port > 65535)
      return `--connect needs HOST:PORT,HOST:PORT,…, not ${JSON.stringify(part)}`
    targets.push({ host: host.replace(/^\[|\]$/g, ''), port })
  }
  return targets.length > TARGETS_MAX ? `--connect takes ${TARGETS_MAX} servers at most` : { targets }
}
