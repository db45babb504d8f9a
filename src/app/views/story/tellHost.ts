/** What hosts tell: lives and deaths, pauses, disks, links. */
import { unreachable } from '../../../ground/base/assert.ts'
import { externalOf, type NodeName, serverOf, ZXID_ZERO } from '../../../ground/ids.ts'
import type { Happening, HostEvent, ServerSight } from '../../../hosts/engine.ts'
import type { Selection } from '../../store/app.ts'
import type { Trouble } from './tale.ts'
import { because, joined, type Telling, tell, tellOrJoin } from './telling.ts'

export function tellHost(telling: Telling, { node, at }: Happening, event: HostEvent): void {
  switch (event.type) {
    case 'nodeEnded':
      return onEnded(telling, at, node, event)
    case 'nodeFrozen':
      return tell(telling, at, { kind: 'faults', tale: { type: 'frozen', node }, about: aboutNode(node) })
    case 'nodeThawed':
      return tell(telling, at, { kind: 'faults', tale: { type: 'thawed', node }, about: aboutNode(node) })
    case 'diskFate':
      return onDisk(telling, at, node, event)
    case 'linkCut': {
      const { from, to } = event
      return tellOrJoin(
        telling,
        at,
        (tale) => (tale.type === 'cut' ? { ...tale, cuts: [...tale.cuts, { from, to }] } : undefined),
        { kind: 'faults', tale: { type: 'cut', cuts: [{ from, to }] }, about: aboutNode(from) },
      )
    }
    case 'linksHealed':
      return tell(telling, at, { kind: 'faults', tale: { type: 'healed' }, about: undefined })
    case 'linkHealed':
    case 'linkDelayed':
    case 'linkStalled':
      return onWay(telling, at, event)
    case 'diskTroubled':
      return onTrouble(telling, at, node, { type: 'disk', node, slowMs: event.slowMs, full: event.full })
    case 'clockSkewed':
      return onTrouble(telling, at, node, { type: 'clock', node, rate: event.rate, jumpMs: event.jumpMs })
    case 'messageHeld': {
      const trouble = { type: event.held ? 'held' : 'released', from: event.from, to: node } as const
      return onTrouble(telling, at, node, trouble)
    }
    case 'messageLost':
      if (event.reason === 'dropped by hand')
        return onTrouble(telling, at, node, { type: 'dropped', from: event.from, to: node })
      joined(telling, at, (tale) =>
        tale.type === 'ended' && (tale.node === node || event.reason.startsWith(`${tale.node} `))
          ? { ...tale, lost: tale.lost + 1 }
          : undefined,
      )
      return
    case 'commandTaken': {
      const { command } = event
      if (command.type !== 'newEnsemble') return
      telling.servers.clear()
      telling.version = ZXID_ZERO
      telling.names.clear()
      telling.leader = undefined
      telling.connected.clear()
      const tale = { type: 'newEnsemble', servers: command.servers } as const
      return tell(telling, at, { kind: 'faults', tale, about: undefined })
    }
    case 'serverObserved':
      return onObserved(telling, at, node, event.sight)
    case 'externalOpened': {
      const { address, server } = event
      return tell(telling, at, { kind: 'sessions', tale: { type: 'reached', address, server }, about: aboutNode(node) })
    }
    case 'nodeStarted':
    case 'gatewayChanged':
    case 'remoteChanged':
    case 'messageSent':
    case 'messageDelivered':
      return
    default:
      return unreachable(event)
  }
}

function onTrouble(telling: Telling, at: number, node: NodeName, trouble: Trouble): void {
  tell(telling, at, { kind: 'faults', tale: { type: 'trouble', trouble }, about: aboutNode(node) })
}

/** The directions of one act on links make one sentence. */
function onWay(
  telling: Telling,
  at: number,
  event: Extract<HostEvent, { type: 'linkHealed' | 'linkDelayed' | 'linkStalled' }>,
): void {
  const way = { from: event.from, to: event.to }
  const trouble: Trouble =
    event.type === 'linkHealed'
      ? { type: event.type, ways: [way] }
      : event.type === 'linkDelayed'
        ? { type: event.type, ways: [way], delayMs: event.delayMs }
        : { type: event.type, ways: [way], until: event.until }
  tellOrJoin(
    telling,
    at,
    (tale) =>
      tale.type === 'trouble' && tale.trouble.type === event.type && 'ways' in tale.trouble
        ? { ...tale, trouble: { ...trouble, ways: [...tale.trouble.ways, way] } }
        : undefined,
    { kind: 'faults', tale: { type: 'trouble', trouble }, about: aboutNode(event.from) },
  )
}

function onEnded(
  telling: Telling,
  at: number,
  node: NodeName,
  { how, reason }: Extract<HostEvent, { type: 'nodeEnded' }>,
): void {
  const address = externalOf(node)
  if (address !== undefined)
    return tell(telling, at, {
      kind: 'sessions',
      tale: { type: 'left', address },
      about: undefined,
      why: because(node, reason),
    })
  const id = serverOf(node)
  if (id !== undefined && telling.leader === id) telling.leader = undefined
  if (how === 'removed' || how === 'left') return
  const why = how === 'crashed' ? because(node, reason) : []
  tell(telling, at, { kind: 'faults', tale: { type: 'ended', node, how, lost: 0 }, about: aboutNode(node), why })
}

/** A real server elsewhere was seen to lead: that is all that can be told of an election there. */
function onObserved(telling: Telling, at: number, node: NodeName, { role, epoch }: ServerSight): void {
  const server = serverOf(node)
  if (server === undefined) return
  if (role !== 'leading') {
    if (telling.leader === server) telling.leader = undefined
    return
  }
  if (telling.leader === server) return
  telling.leader = server
  tell(telling, at, { kind: 'election', tale: { type: 'leads', server, epoch }, about: { type: 'server', id: server } })
}

function onDisk(
  telling: Telling,
  at: number,
  node: NodeName,
  { fate }: Extract<HostEvent, { type: 'diskFate' }>,
): void {
  const id = serverOf(node)
  if (id === undefined || fate === 'keep') return
  tell(telling, at, { kind: 'faults', tale: { type: 'disk', server: id, fate }, about: { type: 'server', id } })
}

function aboutNode(node: NodeName): Selection {
  if (externalOf(node) !== undefined) return { type: 'external', name: node.slice(1) }
  const id = serverOf(node)
  return id === undefined ? { type: 'client', name: node.slice(1) } : { type: 'server', id }
}
