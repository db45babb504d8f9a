/** One client connection over TCP, frame by frame: whole frames in, payloads out, nothing done by itself. */
import { createConnection, type Socket } from 'node:net'
import { frame, type Inbox, inbox, pour, takeFrame } from '../../../src/ground/jute/frames.ts'

const FRAME_BYTES_MAX = 0x1fffff
/** How long an answer may take: after it none is to be expected. */
const PATIENCE_MS = 20_000
/** And that to a four-letter word, which always comes. */
const WORD_MS = 30_000

export type Wire = {
  readonly socket: Socket
  readonly box: Inbox
  isClosed: boolean
  waiting: (() => void) | undefined
}

function stir(wire: Wire): void {
  const { waiting } = wire
  wire.waiting = undefined
  waiting?.()
}

/** Connects; where nobody listens the wire is closed from the start. */
export function dial(port: number): Promise<Wire> {
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true })
  const wire: Wire = { socket, box: inbox(), isClosed: false, waiting: undefined }
  socket.on('data', (bytes) => {
    pour(wire.box, new Uint8Array(bytes))
    stir(wire)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    wire.isClosed = true
    stir(wire)
  })
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(wire))
    socket.once('close', () => resolve(wire))
  })
}

export function send(wire: Wire, payloads: readonly Uint8Array[]): void {
  if (!wire.isClosed) wire.socket.write(Buffer.concat(payloads.map(frame)))
}

/** The next payload; why there is none: the other side has closed, or says nothing. */
export async function next(wire: Wire, patienceMs: number = PATIENCE_MS): Promise<Uint8Array | 'closed' | 'silent'> {
  for (;;) {
    const payload = takeFrame(wire.box, FRAME_BYTES_MAX)
    if (payload !== undefined) return payload
    if (wire.isClosed) return 'closed'
    const isStirred = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patienceMs)
      wire.waiting = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
    if (!isStirred) return 'silent'
  }
}

export function hangUp(wire: Wire): void {
  wire.isClosed = true
  wire.socket.destroy()
}

/** The answer to a four-letter word, as text; empty where nobody answers. */
export function ask(port: number, word: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    let text = ''
    socket.setTimeout(WORD_MS, () => socket.destroy())
    socket.on('connect', () => socket.write(word))
    socket.on('data', (bytes) => {
      text += bytes.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}
