/**
 * One node as the page holds it: its worker, the private port to it, and what it is asked. A kill is `terminate()`.
 *
 * Laws:
 * 1. Every question and operation is answered once: by the worker, or by its end.
 * 2. What a dead worker had posted about its disk still counts; the rest of its words don't.
 */
import { unreachable } from '../../ground/base/assert.ts'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { type LinkId, linkId, type NodeName, serverOf } from '../../ground/ids.ts'
import type { ClientState, OpOutcome } from '../../protocol/client/seam.ts'
import type { WordName } from '../../protocol/config.ts'
import type { DiskFile } from '../../protocol/seam.ts'
import type { Journal, NodeEnd, TreeView } from '../engine.ts'
import { applyOp, type Folder, folderOf } from '../folder.ts'
import type { Inspection } from '../inspection.ts'
import {
  type Envelope,
  type FlushedLengths,
  isNodeMessage,
  lifeLockName,
  type NodeMessage,
  type PageMessage,
  pageLinkPrefix,
  type StartMessage,
  type Touch,
  type TraceLine,
} from '../workerMessages.ts'
import { openWorker } from './workers.ts'

export type End = { readonly how: NodeEnd; readonly reason: string }
/** What the engine hears of a node. */
export type NodeListener = {
  readonly ready: (node: NodeHandle) => void
  readonly trace: (node: NodeHandle, lines: readonly TraceLine[]) => void
  readonly ended: (node: NodeHandle, end: End) => void
  readonly carry: (node: NodeHandle, envelope: Envelope) => void
}
/** A process: a worker of its own, or a part of one. */
export type Process = Pick<Worker, 'postMessage' | 'terminate' | 'onerror'>
type Running = { readonly worker: Process; readonly port: MessagePort; readonly started: Promise<boolean> }
type Question = 'tree' | 'inspection' | 'folder' | 'journal' | 'pending'

export type NodeHandle = {
  readonly name: NodeName
  readonly instance: string
  readonly listener: NodeListener
  incarnation: number
  state: 'down' | 'starting' | 'running'
  running: Running | undefined
  /** Since its last start; a client's state. */
  clientState: ClientState
  /** Where the page keeps the disk. */
  folder: Folder
  /** Lengths of files as of the last flush, where the disk is the browser's. */
  flushed: FlushedLengths | undefined
  /** It was asked to end: an exit is no crash then. */
  leaving: boolean
  lastId: number
  readonly questions: Map<number, (answer: NodeMessage | undefined) => void>
  /** Links of the page's own to the server: what it said so far, and who waits for the end. */
  readonly calls: Map<LinkId, { readonly bytes: number[]; readonly answer: (text: string | undefined) => void }>
  readonly operations: Map<number, (outcome: OpOutcome | undefined) => void>
  readonly ends: ((end: End) => void)[]
}

export function nodeHandle(instance: string, name: NodeName, listener: NodeListener): NodeHandle {
  return {
    name,
    instance,
    listener,
    incarnation: 0,
    state: 'down',
    running: undefined,
    clientState: 'connecting',
    folder: folderOf(),
    flushed: undefined,
    leaving: false,
    lastId: 0,
    questions: new Map(),
    calls: new Map(),
    operations: new Map(),
    ends: [],
  }
}

/** Starts a node in `worker`, its own unless given; true once it is ready, false where it ended before. */
export function start(node: NodeHandle, message: StartMessage, worker: Process = spawn(message)): Promise<boolean> {
  node.incarnation = message.incarnation
  node.state = 'starting'
  node.leaving = false
  node.clientState = 'connecting'
  const { port1: port, port2 } = new MessageChannel()
  const started = new Promise<boolean>((answer) => {
    port.onmessage = (event: MessageEvent<unknown>) => {
      if (isNodeMessage(event.data)) onMessage(node, worker, event.data, answer)
    }
    node.ends.push(() => answer(false))
  })
  worker.onerror = (event) => {
    event.preventDefault()
    if (node.running?.worker === worker) end(node, { how: 'crashed', reason: event.message || 'the worker failed' })
  }
  node.running = { worker, port, started }
  worker.postMessage(message, [port2])
  return started
}

function spawn(start: StartMessage): Worker {
  const name = `${start.node}.${start.incarnation}`
  const zoo = start.part.type === 'server' ? start.part.zoo : undefined
  // Loaded only where somebody asks for a bug. Its name tells which one: it is known before the first message.
  if (zoo !== undefined) return openWorker('zoo', `${name} ${zoo}`)
  return openWorker(start.part.type === 'server' ? 'server' : 'client', name)
}

export function post(node: NodeHandle, message: PageMessage): void {
  if (node.state === 'running') node.running?.port.postMessage(message)
}

/** The process is gone: terminates the worker and answers everybody who waited. Nothing where it is gone already. */
export function end(node: NodeHandle, how: End): void {
  if (node.running === undefined) return
  node.running.worker.terminate()
  node.running = undefined
  node.state = 'down'
  const questions = [...node.questions.values()]
  const operations = [...node.operations.values()]
  const calls = [...node.calls.values()]
  node.questions.clear()
  node.calls.clear()
  node.operations.clear()
  node.listener.ended(node, how)
  for (const answer of questions) answer(undefined)
  for (const answer of operations) answer(undefined)
  for (const { answer } of calls) answer(undefined)
  for (const hear of node.ends.splice(0)) hear(how)
}

/** Ends when the node does. */
export function ending(node: NodeHandle): Promise<End> {
  return new Promise((hear) => node.ends.push(hear))
}

/** Waits until the last incarnation is really gone, at most a second: its lock is free and its last words are read. */
export async function buried(node: NodeHandle, death: 'webLocks' | 'page'): Promise<void> {
  if (node.incarnation === 0) return
  if (death === 'webLocks') {
    const signal = AbortSignal.timeout(1000)
    const name = lifeLockName(node.instance, node.name, node.incarnation)
    await navigator.locks.request(name, { mode: 'shared', signal }, () => {}).catch(() => {})
  }
  // Messages that were posted before the end lie in the port: one more task reads them.
  await new Promise((read) => setTimeout(read, death === 'webLocks' ? 0 : 20))
}

/** An operation for the client behind `node`: its outcome, or undefined where the client ended first. */
export function operate(node: NodeHandle, message: (id: number) => PageMessage): Promise<OpOutcome | undefined> {
  return new Promise((answer) => {
    node.lastId++
    node.operations.set(node.lastId, answer)
    post(node, message(node.lastId))
  })
}
export async function askTree(node: NodeHandle): Promise<TreeView | undefined> {
  const answer = await ask(node, 'tree')
  return answer?.type === 'tree' ? answer.tree : undefined
}
/** What a live server holds; undefined where it ended before it answered. */
export async function askInspection(node: NodeHandle): Promise<Inspection | undefined> {
  const answer = await ask(node, 'inspection')
  return answer?.type === 'inspection' ? answer.inspection : undefined
}
/** The files of a live server; undefined where it ended before it answered. */
export async function askFolder(node: NodeHandle): Promise<readonly DiskFile[] | undefined> {
  const answer = await ask(node, 'folder')
  return answer?.type === 'folder' ? answer.files : undefined
}
export async function askJournal(node: NodeHandle): Promise<Journal | undefined> {
  const answer = await ask(node, 'journal')
  return answer?.type === 'journal' ? answer.journal : undefined
}
/** When its next event is due; Infinity where there is none or it is down. */
export async function askPending(node: NodeHandle): Promise<number> {
  const answer = await ask(node, 'pending')
  return answer?.type === 'pending' ? answer.at : Number.POSITIVE_INFINITY
}
/** Takes one event at `at`; ends when it was taken. */
export async function takeOne(node: NodeHandle, at: number): Promise<void> {
  await answered(node, (id) => ({ type: 'takeOne', id, at }))
}

/** An act on a message that waits at the node: why it was not done, or undefined. */
export async function touchAt(node: NodeHandle, touch: Touch): Promise<string | undefined> {
  const answer = await answered(node, (id) => ({ type: 'touch', id, touch }))
  return answer?.type === 'touched' ? answer.refusal : 'its receiver ended before'
}

/** The server's answer to a four-letter word, over a link of the page's own; undefined where it ended before. */
export function askWord(node: NodeHandle, word: WordName): Promise<string | undefined> {
  if (node.state !== 'running') return Promise.resolve(undefined)
  return new Promise((answer) => {
    node.lastId++
    const link = linkId(`${pageLinkPrefix}${node.incarnation}-${node.lastId}`)
    node.calls.set(link, { bytes: [], answer })
    const opened = { type: 'opened', link, channel: 'client', peer: undefined, dialled: false } as const
    post(node, { type: 'input', input: { ...opened, address: PAGE_ADDRESS } })
    post(node, { type: 'input', input: { type: 'received', link, bytes: encodeUtf8(word) } })
  })
}
/** Where the server sees the page's own links come from. */
const PAGE_ADDRESS = '127.0.0.1:2180'

function onSaid(node: NodeHandle, { link, bytes, over }: Extract<NodeMessage, { type: 'said' }>): void {
  const call = node.calls.get(link)
  call?.bytes.push(...bytes)
  if (call === undefined || !over) return
  node.calls.delete(link)
  call.answer(decodeUtf8(Uint8Array.from(call.bytes)))
}

function ask(node: NodeHandle, question: Question): Promise<NodeMessage | undefined> {
  return answered(node, (id) => ({ type: 'ask', id, question }))
}
function answered(node: NodeHandle, message: (id: number) => PageMessage): Promise<NodeMessage | undefined> {
  if (node.state !== 'running') return Promise.resolve(undefined)
  return new Promise((answer) => {
    node.lastId++
    node.questions.set(node.lastId, answer)
    post(node, message(node.lastId))
  })
}

function onMessage(node: NodeHandle, worker: Process, message: NodeMessage, started: (ready: boolean) => void): void {
  if (message.type === 'diskOps') {
    for (const op of message.ops) applyOp(node.folder, op)
    return
  }
  if (message.type === 'flushed') {
    node.flushed = message.lengths
    return
  }
  if (node.running?.worker !== worker) return
  switch (message.type) {
    case 'ready':
      node.state = 'running'
      node.listener.ready(node)
      return started(true)
    case 'trace':
      return node.listener.trace(node, message.lines)
    case 'ended':
      // A server that exits of its own accord (System.exit) has crashed; a client that does is done.
      return end(node, { how: isCrash(node, message.how) ? 'crashed' : 'stopped', reason: message.reason })
    case 'said':
      return onSaid(node, message)
    case 'carry':
      return node.listener.carry(node, message.envelope)
    case 'clientState':
      node.clientState = message.state
      return
    case 'completed':
      node.operations.get(message.id)?.(message.outcome)
      node.operations.delete(message.id)
      return
    case 'tree':
    case 'inspection':
    case 'folder':
    case 'journal':
    case 'pending':
    case 'stepped':
    case 'touched':
      node.questions.get(message.id)?.(message)
      node.questions.delete(message.id)
      return
    default:
      return unreachable(message)
  }
}

function isCrash(node: NodeHandle, how: 'stopped' | 'crashed'): boolean {
  return how === 'crashed' || (serverOf(node.name) !== undefined && !node.leaving)
}
