/**
 * The gateway as a plugin of Vite: it sits on the web server that serves the page, the development server's and the
 * preview's alike, and answers its one path.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Plugin } from 'vite'
import { type WebSocket, WebSocketServer } from 'ws'
import { frameBytesMax } from '../../gateway/messages.ts'
import { gatewayFragment, gatewayMeta, gatewayProtocol, remoteFragment } from '../../gateway/place.ts'
import { enter, isForGateway } from './door.ts'
import {
  addPage,
  clientPortAhead,
  closeGateway,
  type Gateway,
  type GatewayOptions,
  gatewayOf,
  type Log,
} from './gateway.ts'
import { type Keys, keysOf } from './keys.ts'
import { type Bucket, bucket, takeOne } from './rate.ts'

/** WebSockets that may be opened at once, then one in `KNOCK_MS`: 60 a minute. */
const KNOCKS_BURST = 30
const KNOCK_MS = 1000
/** Pages at once. */
const PAGES_MAX = 16
/** Parts that a message may come in. */
const FRAGMENTS_MAX = 256

/** A web server as Node has it: Vite's two kinds of server bring one. */
export type WebServer = {
  readonly on: ((event: 'upgrade', hear: (request: IncomingMessage, socket: Duplex, head: Buffer) => void) => unknown) &
    ((event: 'close', hear: () => void) => unknown)
  readonly address: () => AddressInfo | string | null
}
export type GatewayPlugin = {
  readonly plugin: Plugin
  /** The fragment of the next launch address: `#gateway=<token>`. It works once. */
  readonly fragment: () => string
}

/** `usedUp` hears that the launch address was used: the next one has another token. */
export function gatewayPlugin(options: GatewayOptions, log: Log, usedUp: () => void): GatewayPlugin {
  const door = gatewayDoor(options, log, usedUp)
  const sit = (server: WebServer | null) => {
    if (server !== null) attachGateway(door, server)
  }
  return {
    fragment: () => `#${gatewayFragment}=${door.keys.token}${options.targets.length > 0 ? `&${remoteFragment}` : ''}`,
    plugin: {
      name: 'zookeeper-gateway',
      configureServer: ({ httpServer }) => sit(httpServer),
      configurePreviewServer({ httpServer, middlewares, config }) {
        sit(httpServer)
        middlewares.use((request, response, next) => {
          if (!isIndex(request.url)) return next()
          const index = readFile(join(config.build.outDir, 'index.html'), 'utf8')
          index
            .then((html) => withMeta(html, door))
            .then((html) => {
              response.setHeader('Content-Type', 'text/html; charset=utf-8')
              response.setHeader('Cache-Control', 'no-cache')
              response.end(html)
            }, next)
        })
      },
      transformIndexHtml: (html) => withMeta(html, door),
    },
  }
}

function isIndex(url: string | undefined): boolean {
  const [path] = (url ?? '').split('?')
  return path === '/' || path === '/index.html'
}
/**
 * The page, told that there is a gateway: opened without the token it can say where the token is; and where its servers will
 * be reached, for what `/zookeeper/config` says is asked for before the page can have asked.
 */
async function withMeta(html: string, { gateway }: GatewayDoor): Promise<string> {
  const content = gateway.options.targets.length > 0 ? 'remote' : 'here'
  const meta = `<meta name="${gatewayMeta}" content="${content}" data-client-port="${await clientPortAhead(gateway)}" />`
  return html.replace('</head>', `${meta}</head>`)
}

/** A gateway and who may enter it. */
export type GatewayDoor = {
  readonly keys: Keys
  readonly gateway: Gateway
  readonly knocks: Bucket
  readonly log: Log
  readonly usedUp: () => void
}

export function gatewayDoor(options: GatewayOptions, log: Log, usedUp: () => void): GatewayDoor {
  const knocks = bucket(KNOCKS_BURST, KNOCK_MS, Date.now())
  return { keys: keysOf(), gateway: gatewayOf(options, log), knocks, log, usedUp }
}

/** Answers the gateway's path on a web server. */
export function attachGateway(door: GatewayDoor, server: WebServer): void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: frameBytesMax,
    maxFragments: FRAGMENTS_MAX,
    handleProtocols: () => gatewayProtocol,
  })
  server.on('upgrade', (request, socket, head) => {
    if (!isForGateway(request.url)) return
    socket.on('error', () => undefined)
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    if (!takeOne(door.knocks, Date.now()) || door.gateway.links.size >= PAGES_MAX)
      return refuse(socket, '429 Too Many Requests')
    const { url, headers } = request
    const protocols = headers['sec-websocket-protocol']
    const entry = enter(door.keys, { url, host: headers.host, origin: headers.origin, protocols }, port)
    if (!entry.ok) {
      door.log(`refused a page at the gateway: ${entry.reason}`)
      return refuse(socket, '403 Forbidden')
    }
    sockets.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      addPage(door.gateway, opened, entry.secret)
      if (entry.byToken) door.usedUp()
    })
  })
  server.on('close', () => void closeGateway(door.gateway))
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
