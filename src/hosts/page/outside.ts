/**
 * Who is connected from outside, through the gateway of `npm start`. The gateway itself (`gateway.ts`) is loaded where there is one:
 * most pages have none.
 */
import { type NodeName, nodeName } from '../../ground/ids.ts'
import type { CommandResult } from '../command.ts'
import type { ExternalView, GatewayView } from '../engine.ts'
import type { ToGatewayWorker } from '../externalMessages.ts'
import { takeKey } from './gatewayKey.ts'
import type { NodeHandle } from './nodes.ts'
import type { Stage } from './stage.ts'

export type Gateway = {
  worker: Worker | undefined
  view: GatewayView
  readonly externals: Map<NodeName, ExternalView>
  /** Connections so far: each has its number. */
  count: number
  /** The secret of this tab, once the gateway gave it. */
  secret: string | undefined
  retries: number
}

export function noGateway(): Gateway {
  const view: GatewayView = { state: 'none', clientPort: 0, open: [], taken: [], problems: [] }
  return { worker: undefined, view, externals: new Map(), count: 0, secret: undefined, retries: 0 }
}

/** Opens the gateway where the address or this tab's memory has a key to one. */
export async function enterGateway(stage: Stage): Promise<void> {
  const key = takeKey()
  if (key === undefined) return
  const { openGateway } = await import('./gateway.ts')
  openGateway(stage, key)
}

/** Everybody who is connected from outside. */
export function externalsOf(stage: Stage): readonly ExternalView[] {
  return [...stage.gateway.externals.values()]
}

/** The node of a connection from outside, by the name that the picture gives it: its node's without the first letter. */
export function externalNamed(stage: Stage, name: string): NodeHandle | undefined {
  const node = nodeName(`e${name}`)
  return stage.gateway.externals.has(node) ? stage.nodes.get(node) : undefined
}

export function takePorts(stage: Stage): CommandResult {
  const { state } = stage.gateway.view
  if (state === 'ours') return { type: 'refused', reason: 'this page has the client ports already' }
  if (state !== 'other' && state !== 'nobody') return { type: 'refused', reason: 'there is no gateway here' }
  const message: ToGatewayWorker = { type: 'say', message: { type: 'takeOver' } }
  stage.gateway.worker?.postMessage(message)
  return { type: 'done' }
}

export function closeGateway(stage: Stage): void {
  stage.gateway.worker?.terminate()
  stage.gateway.worker = undefined
}
