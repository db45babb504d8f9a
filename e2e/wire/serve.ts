/** `serve` as anybody starts it: a process with ports, words on its standard input, lines on its outputs, an exit code. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePorts } from './ports.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** How long a line may take that must come. */
const PATIENCE_MS = 60_000
/** How long a process may take to end when it is asked to. */
const END_MS_MAX = 5000

export type Serve = {
  readonly ports: readonly number[]
  readonly say: (line: string) => void
  /**
   * The next line of standard output or standard error, of those not yet looked at, that fits. Throws where none comes. With
   * `others` it ends when a line for each came, in whatever order, and gives the one for `pattern`.
   */
  readonly heard: (pattern: RegExp, ...others: readonly RegExp[]) => Promise<string>
  /** All lines up to now, as they came. */
  readonly lines: readonly string[]
  readonly signal: (name: 'SIGTERM' | 'SIGINT') => void
  readonly exited: Promise<number | null>
  /** Ends the process, whatever it does. */
  readonly end: () => Promise<void>
}

type Waiting = {
  readonly patterns: readonly RegExp[]
  /** The lines that fit, by their pattern. */
  readonly found: Map<RegExp, string>
  readonly done: () => void
}

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
      const { patterns, found, done } = waiting
      const pattern = patterns.find((one) => !found.has(one) && one.test(line))
      if (pattern === undefined) continue
      found.set(pattern, line)
      if (found.size < patterns.length) continue
      waiting = undefined
      done()
    }
  }
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      look()
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  // A test that fails may not come to its end of it.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  void exited.then(() => process.off('exit', kill))
  return {
    ports: Array.from({ length: servers }, (_, i) => port + i),
    say: (line) => void child.stdin.write(`${line}\n`),
    heard: (...patterns) =>
      new Promise((resolve, reject) => {
        const found = new Map<RegExp, string>()
        const late = setTimeout(() => {
          const missing = patterns.filter((pattern) => !found.has(pattern))
          reject(new Error(`nothing like ${missing.join(', ')}, only:\n${lines.join('\n')}`))
        }, PATIENCE_MS)
        const done = () => {
          clearTimeout(late)
          resolve(found.get(patterns[0]) ?? '')
        }
        waiting = { patterns, found, done }
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
