/** What a client application's own events change in its picture. */
import { unreachable } from '../../ground/base/assert.ts'
import type { ClientEvent } from '../../protocol/trace.ts'
import type { ClientModel } from './model.ts'

/** The client after `event`. */
export function reduceClient(client: ClientModel, event: ClientEvent): ClientModel {
  switch (event.type) {
    case 'connecting':
      return { ...client, state: 'connecting', server: event.server }
    case 'connected':
      return {
        ...client,
        state: 'connected',
        server: event.server,
        session: event.session,
        timeoutMs: event.timeoutMs,
        movedFrom: event.resumed && client.movedFrom !== event.server ? client.movedFrom : undefined,
      }
    case 'disconnected':
      return {
        ...client,
        state: 'disconnected',
        movedFrom: client.state === 'connected' ? event.server : client.movedFrom,
      }
    case 'expired':
      return { ...client, state: 'expired', lock: undefined, movedFrom: undefined }
    case 'clientStopped':
      return { ...client, state: 'closed', lock: undefined, movedFrom: undefined }
    case 'watchEvent':
      return { ...client, watchEvents: client.watchEvents + 1 }
    case 'recipe':
      return event.recipe === 'lock'
        ? { ...client, lock: { state: event.state, path: event.path, node: event.node, behind: event.behind } }
        : client
    case 'sent':
    case 'answered':
    case 'rearmed':
      return client
    default:
      return unreachable(event)
  }
}
