/**
 * A program in its own worker inside a frame of an opaque origin: no storage, no network, no way into the page but one port.
 * The page's end of that port is `programMessages.ts`.
 *
 * Laws: 1. The frame's policy allows scripts of its own and nothing else: no connection leaves it. 2. Removing the frame ends
 * its worker at once, whatever it does. 3. The program's lines keep their numbers: `lineOf` takes the runtime's away.
 */
import runtime from './program.js?raw'

const POLICY = "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; connect-src 'none'"
/** What stands between the runtime and the program: names of its own, then a function that may await. */
const HEAD = '\nplayground.begin(() => { const { connect, sleep, console, KeeperError } = playground; (async () => {\n'
const TAIL = '\n})().then(() => playground.ended(), playground.ended) });\n'
const LINES_BEFORE = `'use strict';${runtime}${HEAD}`.split('\n').length - 1

/** Runs in the frame: waits for the text and the port, starts the worker, and tells what keeps it from starting. */
const FRAME_SCRIPT = `onmessage = ({ data, ports: [port] }) => {
  const worker = new Worker(URL.createObjectURL(new Blob([data], { type: 'text/javascript' })))
  worker.onerror = (event) => parent.postMessage({ type: 'broken', message: event.message, line: event.lineno }, '*')
  worker.postMessage(null, [port])
}`

export type Sandbox = { readonly port: MessagePort; readonly close: () => void }
export type Broken = { readonly message: string; readonly line: number | undefined }

/** Starts `program`. `broken` hears of a syntax error, or of an error that nobody caught. */
export function openSandbox(program: string, broken: (why: Broken) => void): Sandbox {
  const frame = document.createElement('iframe')
  const { port1, port2 } = new MessageChannel()
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.hidden = true
  frame.title = 'program'
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>${FRAME_SCRIPT}</script>`
  const onMessage = (event: MessageEvent<unknown>) => {
    if (event.source !== frame.contentWindow) return
    const why = brokenOf(event.data)
    if (why !== undefined) broken(why)
  }
  addEventListener('message', onMessage)
  frame.onload = () => {
    const text = `'use strict';${runtime}${HEAD}${program}${TAIL}`
    frame.contentWindow?.postMessage(text, '*', [port2])
  }
  document.body.append(frame)
  return {
    port: port1,
    close: () => {
      removeEventListener('message', onMessage)
      port1.close()
      frame.remove()
    },
  }
}

/** A line of the worker's text as a line of the program, from 1; undefined where it is none of its lines. */
export function lineOf(line: number): number | undefined {
  const own = line - LINES_BEFORE
  return own >= 1 ? own : undefined
}

/** An error's text with the lines of the program alone. */
export function ownPlaces(text: string): string {
  const [first = '', ...frames] = text.split('\n')
  const places = frames.flatMap((frame) => {
    const own = lineOf(Number(/blob:[^)]*?:(\d+):\d+/.exec(frame)?.[1] ?? 0))
    return own === undefined ? [] : [own]
  })
  return places[0] === undefined ? first : `${first} (line ${places[0]})`
}

function brokenOf(data: unknown): Broken | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'broken') return undefined
  const message = 'message' in data && typeof data.message === 'string' ? data.message : 'the program failed'
  const line = 'line' in data && typeof data.line === 'number' ? lineOf(data.line) : undefined
  return { message: message.slice(0, 500), line }
}
