/** Many sessions of a load in one worker, apart from the servers and the page: each is a node of its own on the wire. */
/// <reference lib="webworker" />
import { assert } from '../../ground/base/assert.ts'
import { ZXID_ZERO } from '../../ground/ids.ts'
import type { ClientInput } from '../../protocol/client/seam.ts'
import { reportEveryMs } from '../load.ts'
import { isPageMessage, type StartMessage } from '../workerMessages.ts'
import { live, type Part, type Workplace } from './boot.ts'
import { emptyTally, loadCore, takeTally } from './loadCore.ts'

declare const self: DedicatedWorkerGlobalScope

const REAL = (): number => performance.timeOrigin + performance.now()
const tally = emptyTally()

async function open(start: StartMessage, place: Workplace<ClientInput>): Promise<Part<ClientInput>> {
  assert(start.part.type === 'load', 'a load worker is started as a load')
  const { config, load } = start.part
  return {
    config,
    core: loadCore(config, load, tally, REAL),
    started: { type: 'started' },
    application: {
      completed: () => {},
      watched: () => {},
      stateChanged: (state, session) => place.tell({ type: 'clientState', state, session }),
    },
    unrecorded: true,
    tree: () => undefined,
    folder: async () => undefined,
    holds: () => ({ zxid: ZXID_ZERO, digest: 0n }),
    idle: () => Promise.resolve(),
    act: (input) => (input.type === 'close' ? input : undefined),
  }
}

self.onmessage = ({ data, ports: [port] }: MessageEvent<unknown>) => {
  if (isPageMessage(data) && data.type === 'start' && port !== undefined) void live(() => {}, port, data, open)
}
setInterval(() => self.postMessage(takeTally(tally, REAL())), reportEveryMs)
