/**
 * `npm run serve`: an ensemble in threads, with one TCP port for each server.
 *
 * Standard output has the line `ready host:port,…` and the answers to `status`; standard error has the log; standard input
 * takes commands. It ends with 0 on SIGTERM and SIGINT, and with 2 and one line where it can't begin.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { isMainThread, workerData } from 'node:worker_threads'
import { parseCommand, type ServeCommand } from './commands.ts'
import {
  connect,
  connectString,
  type Ensemble,
  ensembleOf,
  freeze,
  isFrozen,
  kill,
  leaderOf,
  say,
  seatOf,
  start,
  statusLines,
  stop,
  thaw,
} from './ensemble.ts'
import { addServer, removeServer } from './membership.ts'
import { isThreadStart } from './messages.ts'
import { parseOptions, type ServeOptions } from './options.ts'
import { runThread } from './thread.ts'

/** How long `ready` waits for the other servers once a leader serves. */
const COMPANY_MS = 1000

function refuse(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

/** The ensemble's folder, made and written to once for proof; ends the process where that fails. */
function folderOf(options: ServeOptions): string {
  const { data } = options
  if (data === undefined) return mkdtempSync(join(tmpdir(), 'zookeeper-playground-'))
  try {
    for (let i = 1; i <= options.servers + options.observers; i++) {
      const folder = resolve(data, `server.${i}`)
      makeFolder(folder)
      const probe = join(folder, '.writable.tmp')
      writeFileSync(probe, '')
      rmSync(probe)
    }
  } catch (error) {
    refuse(`can't write to ${data}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return data
}

/** Like `mkdir -p`. (Node's own recursion never ends on a file system that denies a folder by "no such file": /proc.) */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

async function serve(options: ServeOptions): Promise<void> {
  const folder = folderOf(options)
  const tidy = () => {
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
  }
  let announced = false
  let company: NodeJS.Timeout | undefined
  const announce = () => {
    if (announced) return
    announced = true
    clearTimeout(company)
    process.stdout.write(`ready ${connectString(ensemble)}\n`)
  }
  const ensemble: Ensemble = ensembleOf(options, folder, new URL(import.meta.url), {
    log: (line) => void process.stderr.write(`${line}\n`),
    changed: () => {
      if (announced || leaderOf(ensemble) === undefined) return
      company ??= setTimeout(announce, COMPANY_MS)
      if (ensemble.seats.every((seat) => seat.serving)) announce()
    },
  })
  const reasons = await Promise.all(ensemble.seats.map((seat) => start(ensemble, seat)))
  const reason = reasons.find((text) => text !== undefined)
  if (reason !== undefined) {
    tidy()
    refuse(reason)
  }
  const end = () => {
    void Promise.all(ensemble.seats.map(stop)).then(() => {
      tidy()
      process.exit(0)
    })
  }
  // Whoever started us may leave: then nobody reads on, and that is no reason to fall.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  listenToWords(ensemble)
  connect(ensemble, ensemble.seats)
}

/** Commands are taken one after the other, each when the one before it took effect. */
function listenToWords(ensemble: Ensemble): void {
  let last = Promise.resolve()
  createInterface({ input: process.stdin }).on('line', (line) => {
    last = last.then(async () => {
      const command = parseCommand(
        line,
        ensemble.seats.map((seat) => seat.id),
        leaderOf(ensemble)?.id,
      )
      if (command === undefined) return
      const problem = command.ok ? await obey(ensemble, command.value) : command.error
      if (problem !== undefined) ensemble.ports.log(problem)
    })
  })
}

/** Does it; the answer is why it can't be done. */
async function obey(ensemble: Ensemble, command: ServeCommand): Promise<string | undefined> {
  if (command.type === 'status') {
    process.stdout.write(`${statusLines(ensemble).join('\n')}\n`)
    return undefined
  }
  if (command.type === 'add') return addServer(ensemble, command.role)
  if (command.type === 'remove') return removeServer(ensemble, command.server)
  const seat = command.server === undefined ? leaderOf(ensemble) : seatOf(ensemble, command.server)
  if (seat === undefined) return 'no server leads now'
  if (command.type !== 'restart' && seat.state !== 'running') return `server ${seat.id} is not running`
  switch (command.type) {
    case 'kill':
      await kill(seat)
      say(ensemble, seat, 'killed')
      return undefined
    case 'stop':
      await stop(seat)
      return undefined
    case 'pause':
      if (isFrozen(seat)) return `server ${seat.id} is paused already`
      freeze(seat)
      say(ensemble, seat, 'paused')
      return undefined
    case 'resume':
      if (!isFrozen(seat)) return `server ${seat.id} is not paused`
      thaw(seat)
      say(ensemble, seat, 'resumed')
      return undefined
    case 'restart': {
      await stop(seat)
      const reason = await start(ensemble, seat)
      if (reason !== undefined) return `server ${seat.id} can't start: ${reason}`
      connect(ensemble, [seat])
      return undefined
    }
  }
}

if (isMainThread) {
  const options = parseOptions(process.argv.slice(2))
  if (options.ok) await serve(options.value)
  else refuse(options.error)
} else if (isThreadStart(workerData)) await runThread(workerData)
