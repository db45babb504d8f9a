/** A client application in its own worker: the client library, its recipes, and the loop. */
/// <reference lib="webworker" />
import { assert } from '../../ground/base/assert.ts'
import { ZXID_ZERO } from '../../ground/ids.ts'
import { createClient, nextDeadline, step } from '../../protocol/client/client.ts'
import type { ClientEffect, ClientInput } from '../../protocol/client/seam.ts'
import type { StartMessage } from '../workerMessages.ts'
import { boot, type Part, type Workplace } from './boot.ts'
import type { Core } from './loopState.ts'

declare const self: DedicatedWorkerGlobalScope

async function open(start: StartMessage, place: Workplace<ClientInput>): Promise<Part<ClientInput>> {
  assert(start.part.type === 'client', 'a client worker is started as a client')
  const { config } = start.part
  const client = createClient(config)
  const clientStep: Core<ClientInput>['step'] = (now, input) => {
    const out: ClientEffect[] = []
    // Links of a client are client links: it never listens, and dials no other port.
    if (input.type !== 'opened') step(client, now, input, out)
    else if (input.channel === 'client') step(client, now, { ...input, channel: 'client' }, out)
    return out
  }
  return {
    config,
    core: { step: clientStep, nextDeadline: () => nextDeadline(client) },
    started: { type: 'started' },
    application: {
      completed: (id, outcome) => place.tell({ type: 'completed', id, outcome }),
      watched: () => {},
      stateChanged: (state, session) => place.tell({ type: 'clientState', state, session }),
    },
    tree: () => undefined,
    folder: async () => undefined,
    holds: () => ({ zxid: ZXID_ZERO, digest: 0n }),
    idle: () => Promise.resolve(),
    act: (input) => {
      switch (input.type) {
        case 'submit':
        case 'run':
        case 'release':
        case 'move':
        case 'close':
          return input
        default:
          return undefined
      }
    },
  }
}

boot(self, open)
