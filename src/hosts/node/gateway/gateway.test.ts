/** The gateway with a real web server, real WebSockets and real TCP, on the loopback address. */
import { createServer, type Server as WebServer } from 'node:http'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  decodeFromGateway,
  encodeFromPage,
  type FromGateway,
  type FromPage,
  frameBytesMax,
  windowBytes,
} from '../../gateway/messages.ts'
import { gatewayPath, gatewayProtocol } from '../../gateway/place.ts'
import { freeBlock, HOST } from './clientPorts.ts'
import { attachGateway, type GatewayDoor, gatewayDoor } from './plugin.ts'

type Heard<K extends FromGateway['type']> = Extract<FromGateway, { type: K }>
type TestPage = {
  readonly socket: WebSocket
  readonly say: (message: FromPage) => void
  /** The next message of this type, of those not yet looked at. */
  readonly heard: <K extends FromGateway['type']>(type: K) => Promise<Heard<K>>
  /** How many bytes of data came, and are not credited. */
  readonly got: () => number
  readonly closed: Promise<void>
}

let web: WebServer
let origin = ''
let door: GatewayDoor
let base = 0
const log: string[] = []
const open: { readonly destroy: () => void }[] = []

beforeEach(async () => {
  log.length = 0
  base = (await freeBlock(21_000 + Math.floor(performance.now() % 1000) * 10))?.base ?? 0
  door = gatewayDoor(
    { clientPort: base, targets: [], allowWrites: false },
    (line) => void log.push(line),
    () => undefined,
  )
  web = createServer()
  attachGateway(door, web)
  await new Promise<void>((ready) => web.listen(0, HOST, ready))
  const address = web.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterEach(async () => {
  for (const one of open.splice(0)) one.destroy()
  web.closeAllConnections()
  await new Promise((done) => web.close(done))
})

async function enterPage(): Promise<TestPage> {
  const url = `${origin.replace('http', 'ws')}${gatewayPath}`
  const socket = new WebSocket(url, [gatewayProtocol, `key.${door.keys.token}`], { origin })
  const messages: FromGateway[] = []
  let got = 0
  const waiting: (() => void)[] = []
  socket.on('message', (data: Uint8Array) => {
    const message = decodeFromGateway(new Uint8Array(data))
    if (message.type === 'data') got += message.bytes.length
    messages.push(message)
    for (const wake of waiting.splice(0)) wake()
  })
  socket.on('error', () => undefined)
  open.push({ destroy: () => socket.terminate() })
  const isOf = <K extends FromGateway['type']>(message: FromGateway | undefined, type: K): message is Heard<K> =>
    message?.type === type
  const heard = async <K extends FromGateway['type']>(type: K): Promise<Heard<K>> => {
    for (;;) {
      const at = messages.findIndex((message) => message.type === type)
      const [message] = at < 0 ? [] : messages.splice(at, 1)
      if (isOf(message, type)) return message
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
  return {
    socket,
    say: (message) => socket.send(encodeFromPage(message)),
    heard,
    got: () => got,
    closed: new Promise((done) => socket.once('close', () => done())),
  }
}
function client(port: number, host: string = HOST): Promise<Socket | 'refused'> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    open.push(socket)
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => resolve('refused'))
  })
}
async function connected(port: number): Promise<Socket> {
  const socket = await client(port)
  if (socket === 'refused') throw new Error(`port ${port} refuses`)
  return socket
}
/** A page that listens for server 1, and a client that reached it. */
async function joined(): Promise<{ page: TestPage; socket: Socket; channel: number }> {
  const page = await enterPage()
  await page.heard('hello')
  page.say({ type: 'listen', server: 1 })
  await page.heard('listening')
  const socket = await connected(base)
  const { channel, address } = await page.heard('accepted')
  expect(address).toBe(`127.0.0.1:${socket.localPort}`)
  return { page, socket, channel }
}

describe('client ports', () => {
  test('are open while the page wants them, and closed when it does not, or is gone', async () => {
    const page = await enterPage()
    expect(await page.heard('hello')).toMatchObject({ clientPort: base, taken: [], holder: 'you' })
    expect(await client(base)).toBe('refused')
    page.say({ type: 'listen', server: 1 })
    expect(await page.heard('listening')).toEqual({ type: 'listening', server: 1, port: base, problem: null })
    const socket = await connected(base)
    // Whoever takes `localhost` for ::1 first goes on to 127.0.0.1 at once.
    expect(await client(base, '::1')).toBe('refused')
    page.say({ type: 'unlisten', server: 1 })
    page.say({ type: 'listen', server: 2 })
    await page.heard('listening')
    expect(await client(base)).toBe('refused')
    const reset = new Promise((done) => socket.once('close', done))
    page.socket.terminate()
    await reset
    while ((await client(base + 1)) !== 'refused');
  })

  test('move to the next free block where one of them is taken, and say so on both sides', async () => {
    const taken = createTcpServer()
    await new Promise<void>((ready) => taken.listen(base + 3, HOST, ready))
    const page = await enterPage()
    const hello = await page.heard('hello')
    expect(hello.taken).toEqual([base + 3])
    expect(hello.clientPort).toBe(base + 10)
    expect(log).toContain(`client ports start at ${base + 10} (${base + 3} taken by another program)`)
    await new Promise((done) => taken.close(done))
  })

  test('belong to one page until another takes them over; connections of the first end', async () => {
    const { page, socket } = await joined()
    const other = await enterPage()
    expect(await other.heard('hello')).toMatchObject({ holder: 'other' })
    other.say({ type: 'listen', server: 2 })
    other.say({ type: 'takeOver' })
    const ended = new Promise((done) => socket.once('close', done))
    expect(await other.heard('holder')).toMatchObject({ holder: 'you' })
    expect(await page.heard('holder')).toMatchObject({ holder: 'other' })
    await ended
    expect(await client(base)).toBe('refused')
    other.say({ type: 'listen', server: 1 })
    expect(await other.heard('listening')).toMatchObject({ server: 1, problem: null })
    await connected(base)
    expect(await other.heard('accepted')).toMatchObject({ server: 1 })
  })
})

describe('a connection', () => {
  test('carries bytes both ways, and an end after them', async () => {
    const { page, socket, channel } = await joined()
    socket.end('ruok')
    expect(String.fromCharCode(...(await page.heard('data')).bytes)).toBe('ruok')
    expect(await page.heard('ended')).toEqual({ type: 'ended', channel })
    const answer = new Promise<string>((done) => {
      let text = ''
      socket.on('data', (bytes) => {
        text += String(bytes)
      })
      socket.on('end', () => done(text))
    })
    page.say({ type: 'data', channel, bytes: new Uint8Array([105, 109, 111, 107]) })
    page.say({ type: 'close', channel, reset: false, reason: 'answered' })
    expect(await answer).toBe('imok')
  })

  test('is reset where its server died', async () => {
    const { page, socket, channel } = await joined()
    const error = new Promise<Error>((done) => socket.once('error', done))
    page.say({ type: 'close', channel, reset: true, reason: 'killed' })
    expect(await error).toMatchObject({ code: 'ECONNRESET' })
  })

  test('of a flooding client is read no further than the page takes', async () => {
    const { page, socket, channel } = await joined()
    for (let i = 0; i < 200; i++) socket.write(new Uint8Array(100_000))
    while (page.got() < windowBytes) await page.heard('data')
    await new Promise((later) => setTimeout(later, 100))
    expect(page.got()).toBe(windowBytes)
    expect(socket.writableLength).toBeGreaterThan(0)
    page.say({ type: 'credit', channel, bytes: windowBytes })
    while (page.got() < 2 * windowBytes) await page.heard('data')
    expect(page.got()).toBe(2 * windowBytes)
  })

  test('of a client that does not read takes no more from the page than a window: a page that sends on is sent away', async () => {
    const { page, socket, channel } = await joined()
    socket.pause()
    const piece = new Uint8Array(60_000)
    // The system's own buffers take a few megabytes; beyond them nothing is credited.
    for (let i = 0; i < 400; i++) page.say({ type: 'data', channel, bytes: piece })
    await page.closed
    expect(log.at(-1)).toBe('a page was sent away: more data than credit')
  })
})

describe('a page that speaks wrongly is sent away', () => {
  const sent = async (say: (page: TestPage) => void) => {
    const page = await enterPage()
    await page.heard('hello')
    say(page)
    await page.closed
    return log.at(-1)
  }
  test('text', async () => {
    expect(await sent(({ socket }) => socket.send('hello'))).toMatch(/text where bytes are spoken/)
  })
  test('bytes that are no message', async () => {
    expect(await sent(({ socket }) => socket.send(new Uint8Array([99])))).toMatch(/no message has the type 99/)
  })
  test('a channel that is not its own to open', async () => {
    expect(await sent(({ say }) => say({ type: 'dial', channel: 2, target: 0 }))).toMatch(/channel 2 is no new one/)
  })
  test('a message beyond the bound', async () => {
    expect(await sent(({ socket }) => socket.send(new Uint8Array(frameBytesMax + 1)))).toMatch(/payload/i)
  })
  test('a message in very many parts', async () => {
    const said = await sent(({ socket }) => {
      for (let i = 0; i < 300; i++) socket.send(new Uint8Array([1]), { fin: false })
    })
    expect(said).toMatch(/fragments/i)
  })
})
