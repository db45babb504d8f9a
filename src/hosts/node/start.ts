/**
 * `npm start`: serves the page on this machine, opens it, and brings the gateway along, through which real clients reach
 * the servers in the open page. It ends with 2 and one line where it can't begin.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { createServer, type InlineConfig, preview } from 'vite'
import { HOST } from './gateway/clientPorts.ts'
import { type GatewayPlugin, gatewayPlugin } from './gateway/plugin.ts'
import { HELP, parseStartOptions, type StartOptions } from './startOptions.ts'

/** Whether there is a desktop to open the page on; elsewhere the address is printed, and that is all. */
const HAS_DESKTOP =
  process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
/** Where the page is served unless told otherwise. */
const PORT = 5173

/** Reads the command line and serves; `root` is the repository's folder. */
export async function start(root: string, words: readonly string[]): Promise<void> {
  const options = parseStartOptions(words)
  if (!options.ok) return refuse(options.error)
  if (options.value.help) return void process.stdout.write(`${HELP}\n`)
  const { site } = options.value
  if (site !== undefined && !existsSync(resolve(root, site, 'index.html')))
    return refuse(`there is no site in ${site}: npm run build makes one in dist`)
  try {
    await serve(root, options.value)
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  }
}

function refuse(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

async function serve(root: string, options: StartOptions): Promise<void> {
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  let address = ''
  const gateway = options.gateway
    ? gatewayPlugin(options, log, () => log(`  another tab:   ${address}${placeOf(options, gateway)}`))
    : undefined
  const config: InlineConfig = {
    root,
    configFile: join(root, 'vite.config.ts'),
    clearScreen: false,
    plugins: gateway === undefined ? [] : [gateway.plugin],
  }
  const { port = PORT } = options
  const strictPort = options.port !== undefined
  // The page is opened on the address with the token: its fragment is resolved against the address.
  const opens = options.open && HAS_DESKTOP && process.env['CI'] === undefined
  const web = { host: 'localhost', port, strictPort, open: opens ? placeOf(options, gateway) || true : false }
  const server =
    options.site !== undefined
      ? await preview({ ...config, preview: web, build: { outDir: resolve(root, options.site) } })
      : await (await createServer({ ...config, server: web })).listen()
  address = server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`
  log(`  the page:      ${address}${placeOf(options, gateway)}`)
  if (gateway !== undefined && options.targets.length === 0)
    log(
      `  real clients:  ${HOST}:${options.clientPort} is server 1, ${options.clientPort + 1} server 2, … while the page is open`,
    )
}

/** What stands behind the address: what it asks of the servers, and the token. */
function placeOf({ asks }: StartOptions, gateway: GatewayPlugin | undefined): string {
  const query = asks.map(([name, value]) => (value === '' ? name : `${name}=${encodeURIComponent(value)}`)).join('&')
  return `${query === '' ? '' : `?${query}`}${gateway?.fragment() ?? ''}`
}
