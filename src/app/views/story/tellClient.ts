/** What clients' own events add to the story. */
import { unreachable } from '../../../ground/base/assert.ts'
import type { Happening } from '../../../hosts/engine.ts'
import type { ClientEvent } from '../../../protocol/trace.ts'
import { because, joined, type Telling, tell } from './telling.ts'

export function tellClient(telling: Telling, { node, at }: Happening, event: ClientEvent): void {
  const client = node.slice(1)
  const about = { type: 'client', name: client } as const
  switch (event.type) {
    case 'connected': {
      telling.names.set(event.session, client)
      telling.connected.add(client)
      const tale = { type: 'connected', client, server: event.server, resumed: event.resumed } as const
      return tell(telling, at, { kind: 'sessions', tale, about })
    }
    case 'disconnected': {
      const was = telling.connected.delete(client)
      const tale = { type: was ? 'disconnected' : 'notReached', client, server: event.server } as const
      return tell(telling, at, { kind: 'sessions', tale, about, why: because(node, event.reason) })
    }
    case 'expired':
      return tell(telling, at, { kind: 'sessions', tale: { type: 'expired', client }, about })
    case 'clientStopped':
      return tell(telling, at, { kind: 'sessions', tale: { type: 'closed', client }, about })
    case 'answered':
      if (event.error === 'ok') return
      return tell(telling, at, {
        kind: 'broadcast',
        tale: { type: 'failed', client, op: event.op, path: event.path, error: event.error },
        about,
      })
    case 'watchEvent':
      return onWatchEvent(telling, at, client, event.path)
    case 'rearmed':
      if (event.watches === 0) return
      return tell(telling, at, {
        kind: 'watches',
        tale: { type: 'rearmed', client, watches: event.watches },
        about,
      })
    case 'recipe': {
      const path = event.node ?? event.path
      const tale =
        event.recipe === 'lock'
          ? ({ type: 'lock', client, state: event.state, path } as const)
          : ({ ...event, type: 'recipe', client } as const)
      return tell(telling, at, { kind: 'sessions', tale, about })
    }
    case 'recipeDid':
      return tell(telling, at, { kind: 'sessions', tale: { ...event, client }, about })
    case 'connecting':
    case 'sent':
      return
    default:
      return unreachable(event)
  }
}

function onWatchEvent(telling: Telling, at: number, client: string, path: string): void {
  joined(telling, at, (tale) =>
    tale.type === 'fired' && tale.client === client && tale.path === path && !tale.heard
      ? { ...tale, heard: true }
      : undefined,
  )
}
