/**
 * Real clients: the page's side of the gateway of `npm start`. A port is open while its server runs; each TCP connection is
 * a node of its own in the gateway worker, and one link to its server.
 *
 * Laws:
 * 1. A server that ends has its port closed at once, and its connections end as with a dead process.
 * 2. A paused server keeps its port and its connections, and answers nothing.
 * 3. While somebody outside is connected the clock runs on in a hidden tab.
 */
import { externalNode, type ServerId, serverId, serverNode, serverOf } from '../../ground/ids.ts'
import type { GatewayView, Happening } from '../engine.ts'
import { type FromGatewayWorker, isFromGatewayWorker, type ToGatewayWorker } from '../externalMessages.ts'
import type { FromGateway } from '../gateway/messages.ts'
import { gatewayPath, serversMax } from '../gateway/place.ts'
import { setOutsiders } from './conductor.ts'
import { forgetSecret, type GatewayKey, keepSecret } from './gatewayKey.ts'
import { end, ending, type Process, start } from './nodes.ts'
import { externalsOf } from './outside.ts'
import { envelopeOf, handleOf, PAGE, type Stage, say } from './stage.ts'
import { forget } from './traceHub.ts'

/** How long a lost gateway is left alone, in milliseconds, for each try; then the page gives up. */
const RETRY_MS: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]

/** Opens the gateway with the key that the address or this tab's memory had. */
export function openGateway(stage: Stage, key: GatewayKey): void {
  // What follows from a batch is told after everybody heard the batch.
  stage.hub.listeners.add((batch) => queueMicrotask(() => heedServers(stage, batch)))
  if (key === 'shut') return show(stage, { state: 'shut' })
  join(stage, key.key)
}

function join(stage: Stage, key: string): void {
  const { gateway } = stage
  if (stage.closed) return
  gateway.worker ??= workerOf(stage)
  if (gateway.view.state !== 'lost') show(stage, { state: 'joining' })
  const url = new URL(gatewayPath, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  tell(stage, { type: 'open', url: url.href, key })
}

function workerOf(stage: Stage): Worker {
  // The bundler finds workers by this very form.
  const worker = new Worker(new URL('../worker/gatewayWorker.ts', import.meta.url), { type: 'module', name: 'gateway' })
  worker.onmessage = (event: MessageEvent<unknown>) => {
    if (isFromGatewayWorker(event.data)) hear(stage, event.data)
  }
  return worker
}

function tell(stage: Stage, message: ToGatewayWorker): void {
  stage.gateway.worker?.postMessage(message)
}

/** The view as it is from now on, told where it changed. */
function show(stage: Stage, change: Partial<GatewayView>): void {
  stage.gateway.view = { ...stage.gateway.view, ...change }
  say(stage, PAGE, { type: 'gatewayChanged', gateway: stage.gateway.view })
}

function hear(stage: Stage, message: FromGatewayWorker): void {
  if (message.type === 'lost') return onLost(stage, message.entered)
  onHeard(stage, message.message)
}

function onLost(stage: Stage, entered: boolean): void {
  const { gateway } = stage
  const none = { open: [], problems: [] }
  if (!entered && gateway.secret === undefined) {
    forgetSecret()
    return show(stage, { ...none, state: 'shut' })
  }
  const { secret } = gateway
  const wait = RETRY_MS[gateway.retries]
  gateway.retries++
  if (gateway.view.state !== 'lost') show(stage, { ...none, state: 'lost' })
  if (secret !== undefined && wait !== undefined) setTimeout(() => join(stage, secret), wait)
}

function onHeard(stage: Stage, message: Extract<FromGatewayWorker, { type: 'heard' }>['message']): void {
  switch (message.type) {
    case 'hello':
      return onHello(stage, message)
    case 'holder':
      return onHolder(stage, message.holder)
    case 'moved':
      return show(stage, { clientPort: message.clientPort, taken: message.taken })
    case 'listening':
      return onListening(stage, message)
    case 'accepted':
      return accept(stage, message)
  }
}

function onHello(stage: Stage, hello: Extract<FromGateway, { type: 'hello' }>): void {
  stage.gateway.secret = hello.secret
  stage.gateway.retries = 0
  keepSecret(hello.secret)
  show(stage, { clientPort: hello.clientPort, taken: hello.taken })
  onHolder(stage, hello.holder)
}

function onHolder(stage: Stage, holder: 'you' | 'other' | 'nobody'): void {
  show(stage, { state: holder === 'you' ? 'ours' : holder, open: [], problems: [] })
  if (holder !== 'you') return
  for (const server of stage.servers)
    if (stage.nodes.get(serverNode(server))?.state === 'running') listen(stage, server)
}

function onListening(stage: Stage, message: Extract<FromGateway, { type: 'listening' }>): void {
  const server = serverId(message.server)
  const { open, problems } = stage.gateway.view
  const others = problems.filter((problem) => problem.server !== server)
  if (message.problem !== null) return show(stage, { problems: [...others, { server, reason: message.problem }] })
  show(stage, { open: [...open.filter((other) => other !== server), server].sort((a, b) => a - b), problems: others })
}

/** Ports open and close with their servers. */
function heedServers(stage: Stage, batch: readonly Happening[]): void {
  for (const { node, event } of batch) {
    const server = serverOf(node)
    if (server === undefined) continue
    if (event.type === 'nodeStarted') listen(stage, server)
    else if (event.type === 'nodeEnded') {
      unlisten(stage, server)
      hangUp(stage, server)
    }
  }
}

function listen(stage: Stage, server: ServerId): void {
  if (stage.gateway.view.state !== 'ours' || server > serversMax) return
  tell(stage, { type: 'say', message: { type: 'listen', server } })
}
function unlisten(stage: Stage, server: ServerId): void {
  const { view } = stage.gateway
  if (view.state !== 'ours') return
  tell(stage, { type: 'say', message: { type: 'unlisten', server } })
  if (view.open.includes(server)) show(stage, { open: view.open.filter((other) => other !== server) })
}

/** Its connections end after what is under way on them; while the clock stands still they end at once, as their port does. */
function hangUp(stage: Stage, server: ServerId): void {
  if (stage.conductor.clock.rate > 0) return
  for (const { node, server: other } of externalsOf(stage)) {
    const handle = stage.nodes.get(node)
    if (other === server && handle !== undefined) end(handle, { how: 'killed', reason: `s${server} is down` })
  }
}

/** A program reached a port: it becomes a node with one link to that server. */
function accept(stage: Stage, { channel, server, address }: Extract<FromGateway, { type: 'accepted' }>): void {
  const { gateway } = stage
  const id = serverId(server)
  const drop = (reason: string) => tell(stage, { type: 'drop', channel, reason })
  if (stage.nodes.get(serverNode(id))?.state !== 'running') return drop('the server is down')
  gateway.count++
  const name = externalNode(gateway.count, address)
  const node = handleOf(stage, name)
  gateway.externals.set(name, { node: name, address, server: id })
  setOutsiders(stage.conductor, gateway.externals.size)
  const process: Process = {
    onerror: null,
    postMessage: (message: unknown, ports: unknown) => {
      if (Array.isArray(ports)) gateway.worker?.postMessage(message, ports)
    },
    terminate: () => drop('disconnected'),
  }
  const part = { type: 'external', channel, server: id } as const
  void start(node, { ...envelopeOf(stage, name, 1), part }, process).then((ready) => {
    if (ready) say(stage, name, { type: 'externalOpened', server: id, address })
  })
  void ending(node).then(() => {
    gateway.externals.delete(name)
    stage.nodes.delete(name)
    forget(stage.hub, name)
    setOutsiders(stage.conductor, gateway.externals.size)
  })
}
