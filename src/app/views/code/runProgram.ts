/**
 * A program on the ensemble: its clients are client applications of the stage, its wishes become commands. What it prints is
 * bounded, and a program that is busy without a pause is ended: nothing of it can slow the page.
 */
import { unreachable } from '../../../ground/base/assert.ts'
import { KeeperErrors } from '../../../ground/jute/errors.ts'
import type { Command, CommandResult } from '../../../hosts/command.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { store } from '../../store/app.ts'
import { hear, intervene } from '../../store/bridge.ts'
import { isClientEvent } from '../../store/cluster.ts'
import { readProgram, type Wish } from './programMessages.ts'
import { openSandbox, ownPlaces } from './sandbox.ts'

/** How often a program is asked whether it listens, and how long it may be busy. */
const PING_MS = 500
export const BUSY_MS_MAX = 3000
/** Clients and printed lines of one program, at most. */
const CLIENTS_MAX = 6
export const LINES_MAX = 1000

export type ProgramLine = { readonly level: 'log' | 'warn' | 'error' | 'note'; readonly text: string }
/** Why a program is over. */
export type ProgramEnd =
  | { readonly type: 'finished' }
  | { readonly type: 'stopped' }
  | { readonly type: 'busy' }
  | { readonly type: 'tooMuch' }
  | { readonly type: 'failed'; readonly reason: string; readonly line: number | undefined }
export type Program = { readonly stop: () => void }

type Run = {
  readonly port: MessagePort
  readonly clients: Set<string>
  /** Comings that are under way: they are closed too when the program ends first. */
  arriving: number
  over: boolean
  lines: number
  heardAt: number
}

/** Runs `text` (JavaScript). `print` hears its lines; `ended` is called once, when its clients are being closed. */
export function runProgram(
  text: string,
  print: (line: ProgramLine) => void,
  ended: (end: ProgramEnd) => void,
): Program {
  const sandbox = openSandbox(text, ({ message, line }) => finish({ type: 'failed', reason: message, line }))
  const run: Run = {
    port: sandbox.port,
    clients: new Set(),
    arriving: 0,
    over: false,
    lines: 0,
    heardAt: performance.now(),
  }
  const finish = (end: ProgramEnd) => {
    if (run.over) return
    run.over = true
    clearInterval(timer)
    stopHearing()
    sandbox.close()
    for (const client of run.clients) void intervene({ type: 'closeClient', client })
    ended(end)
  }
  const timer = setInterval(() => {
    if (performance.now() - run.heardAt > BUSY_MS_MAX) finish({ type: 'busy' })
    else sandbox.port.postMessage({ type: 'ping' })
  }, PING_MS)
  const stopHearing = hear((batch) => {
    for (const happening of batch) tellEvent(run, happening)
  })
  sandbox.port.onmessage = ({ data }: MessageEvent<unknown>) => {
    run.heardAt = performance.now()
    const message = readProgram(data)
    if (message === undefined) return
    switch (message.type) {
      case 'pong':
        return
      case 'log':
        run.lines++
        if (run.lines > LINES_MAX) return finish({ type: 'tooMuch' })
        return print({ level: message.level, text: message.text })
      case 'ended':
        if (message.error === undefined) return endWhenIdle(run, finish)
        return finish({ type: 'failed', reason: ownPlaces(message.error), line: undefined })
      case 'ask':
        return void answer(run, message.id, message.wish)
      default:
        return unreachable(message)
    }
  }
  return { stop: () => finish({ type: 'stopped' }) }
}

/** A program whose last line ran goes on while it has clients: its watchers wait. Without one nothing can happen any more. */
function endWhenIdle(run: Run, finish: (end: ProgramEnd) => void): void {
  if (run.clients.size === 0 && run.arriving === 0) finish({ type: 'finished' })
}

async function answer(
  run: Run,
  id: number,
  wish: Extract<ReturnType<typeof readProgram>, { type: 'ask' }>['wish'],
): Promise<void> {
  const refuse = (message: string, code = 'BADARGUMENTS') =>
    run.port.postMessage({ type: 'refused', id, code, message })
  if (!wish.ok) return refuse(wish.error)
  const allowed = wish.value.what === 'connect' || run.clients.has(wish.value.client)
  if (!allowed) return refuse('this client is closed, or not of this program')
  if (wish.value.what === 'connect') return connect(run, id, wish.value.name, refuse)
  const result = await intervene(commandOf(wish.value))
  if (wish.value.what === 'close') run.clients.delete(wish.value.client)
  if (run.over) return
  if (result.type === 'refused') return refuse(result.reason, 'CONNECTIONLOSS')
  if (result.type === 'outcome' && !result.outcome.ok) {
    const { name, doc } = KeeperErrors[result.outcome.error]
    return refuse(doc, name)
  }
  run.port.postMessage({ type: 'answer', id, value: result.type === 'outcome' ? answerOf(result) : null })
}

async function connect(
  run: Run,
  id: number,
  asked: string | undefined,
  refuse: (message: string) => void,
): Promise<void> {
  if (run.clients.size + run.arriving >= CLIENTS_MAX) return refuse(`a program has ${CLIENTS_MAX} clients at most`)
  const name = freeName(asked)
  run.arriving++
  arriving.add(name)
  const result = await intervene({ type: 'addClient', name })
  run.arriving--
  arriving.delete(name)
  if (result.type === 'refused') return run.over ? undefined : refuse(result.reason)
  if (run.over) return void intervene({ type: 'closeClient', client: name })
  run.clients.add(name)
  run.port.postMessage({ type: 'answer', id, value: name })
}
/** Names that are being given: the picture does not have them yet. */
const arriving = new Set<string>()
/** `asked`, or `js`, with a number behind it where it is taken. */
function freeName(asked: string | undefined): string {
  const { clients } = store.getState().cluster
  const base = asked ?? 'js'
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}${i}`
    const known = clients.get(name)
    if (arriving.has(name)) continue
    if (known === undefined || known.life === 'down' || known.state === 'closed') return name
  }
}

function commandOf(wish: Exclude<Wish, { what: 'connect' }>): Command {
  switch (wish.what) {
    case 'submit':
      return { type: 'submit', client: wish.client, op: wish.op }
    case 'lock':
      return { type: 'run', client: wish.client, run: { recipe: 'lock', path: wish.path, prefix: 'lock-' } }
    case 'unlock':
      return { type: 'release', client: wish.client, recipe: 'lock' }
    case 'close':
      return { type: 'closeClient', client: wish.client }
    default:
      return unreachable(wish)
  }
}
/** Undefined fields would be missing fields on the other side. */
function answerOf({ outcome }: Extract<CommandResult, { type: 'outcome' }>): unknown {
  return outcome.ok
    ? { path: outcome.path, stat: outcome.stat, data: outcome.data ?? null, children: outcome.children }
    : null
}

/** Watch events and the connection's changes of the program's clients. */
function tellEvent(run: Run, { node, event }: Happening): void {
  const client = node.slice(1)
  if (!node.startsWith('c') || !run.clients.has(client) || !isClientEvent(event)) return
  switch (event.type) {
    case 'watchEvent':
      return run.port.postMessage({ type: 'event', client, event: event.event, path: event.path })
    case 'connected':
    case 'disconnected':
    case 'expired':
      return run.port.postMessage({ type: 'event', client, state: event.type })
    case 'clientStopped':
      return run.port.postMessage({ type: 'event', client, state: 'closed' })
    default:
      return
  }
}
