/** `serve` as anybody starts it: a process with ports, words on its standard input, lines on its outputs, an exit code. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** How long a line may take that must come. */
const PATIENCE_MS = 30_000
/** How long a process may take to end when it is asked to. */
const END_MS_MAX = 5000

export type Serve = {
  readonly ports: readonly number[]
  readonly say: (line: string) => void
  /** The next line of standard output or standard error, of those not yet looked at, that fits. Throws where none comes. */
  readonly heard: (pattern: RegExp) => Promise<string>
  /** All lines up to now, as they came. */
  readonly lines: readonly string[]
  readonly signal: (name: 'SIGTERM' | 'SIGINT') => void
  readonly exited: Promise<number | null>
  /** Ends the process, whatever it does. */
  readonly end: () => Promise<void>
}

type Waiting = { readonly pattern: RegExp; readonly resolve: (line: string) => void }

/** Starts it with these options, without waiting for anything. `port` is the first of the servers' ports. */
export function launch(port: number, servers: number, options: readonly string[] = []): Serve {
  const args = ['src/hosts/node/serve.mjs', '--port', String(port), '--servers', String(servers), ...options]
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, args, { cwd: ROOT })
  const lines: string[] = []
  let looked = 0
  let waiting: Waiting | undefined
  const look = () => {
    while (waiting !== undefined && looked < lines.length) {
      const line = lines[looked++] ?? ''
      if (!waiting.pattern.test(line)) continue
      const { resolve } = waiting
      waiting = undefined
      resolve(line)
    }
  }
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      look()
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return {
    ports: Array.from({ length: servers }, (_, i) => port + i),
    say: (line) => void child.stdin.write(`${line}\n`),
    heard: (pattern) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`nothing like ${pattern}, only:\n${lines.join('\n')}`)),
          PATIENCE_MS,
        )
        waiting = {
          pattern,
          resolve: (line) => {
            clearTimeout(late)
            resolve(line)
          },
        }
        look()
      }),
    lines,
    signal: (name) => void child.kill(name),
    exited,
    end: async () => {
      // Asked first, so that its temporary folder goes with it.
      child.kill('SIGTERM')
      const impatient = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX)
      await exited
      clearTimeout(impatient)
    },
  }
}

/** Starts it on free ports and waits for `ready`. */
export async function serve(options: readonly string[] = [], servers: number = 3): Promise<Serve> {
  const running = launch(await freePorts(servers), servers, options)
  await running.heard(/^ready /)
  return running
}

/** The first of `count` ports in a row that nobody listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await freePort(0)
    const taken = await Promise.all(
      Array.from({ length: count - 1 }, (_, i) => freePort(first + i + 1).catch(() => undefined)),
    )
    if (first + count < 65536 && !taken.includes(undefined)) return first
  }
}
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted))
    })
  })
}
