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
        state: event.isReadOnly === true ? 'connectedReadOnly' : 'connected',
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
      return { ...client, state: 'expired', lock: undefined, recipes: [], movedFrom: undefined }
    case 'clientStopped':
      return { ...client, state: 'closed', lock: undefined, recipes: [], movedFrom: undefined }
    case 'watchEvent':
      return { ...client, watchEvents: client.watchEvents + 1 }
    case 'recipe':
      return onRecipe(client, event)
    case 'sent':
    case 'answered':
    case 'rearmed':
    case 'recipeDid':
      return client
    default:
      return unreachable(event)
  }
}

type RecipeEvent = Extract<ClientEvent, { type: 'recipe' }>
function onRecipe(client: ClientModel, { recipe, state, path, node, behind }: RecipeEvent): ClientModel {
  const others = client.recipes.filter((other) => other.recipe !== recipe || other.path !== path)
  const isOver = state === 'released' || state === 'lost' || state === 'failed'
  const recipes = isOver ? others : [...others, { recipe, state, path, node, behind }]
  return { ...client, recipes, lock: recipe === 'lock' ? { state, path, node, behind } : client.lock }
}
