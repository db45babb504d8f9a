/** A ZooKeeper server in its own worker: the core, its folder, and the loop. */
/// <reference lib="webworker" />
import { assert } from '../../ground/base/assert.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import { createServer, nextDeadline, step } from '../../protocol/server/server.ts'
import { diskOf, type Store } from '../disk.ts'
import { treeView } from '../treeView.ts'
import type { ServerPart, StartMessage } from '../workerMessages.ts'
import { boot, type Part, type Workplace } from './boot.ts'
import { memoryStore } from './memoryStore.ts'
import { openOpfsStore } from './opfsStore.ts'

declare const self: DedicatedWorkerGlobalScope

async function open(start: StartMessage, place: Workplace<Input>): Promise<Part<Input>> {
  assert(start.part.type === 'server', 'a server worker is started as a server')
  const { config } = start.part
  const store = await storeOf(start, start.part, place)
  const files = await store.read()
  const server = createServer(config)
  const disk = diskOf(store, place.soon, place.answer)
  return {
    config,
    core: {
      step: (now, input) => {
        const out: Effect[] = []
        step(server, now, input, out)
        return out
      },
      nextDeadline: () => nextDeadline(server),
    },
    started: { type: 'started', files },
    disk: { disk: (ticket, op) => disk.submit(ticket, op) },
    tree: () => treeView(server),
    folder: () => disk.look(),
    holds: () => ({ zxid: server.db.lastProcessedZxid, digest: server.db.tree.digest }),
    idle: () => disk.idle(),
    act: (input) => (input.type === 'stopping' ? input : undefined),
  }
}

function storeOf(start: StartMessage, part: ServerPart, place: Workplace<Input>): Promise<Store> {
  const { disk } = part
  if (disk.type === 'memory')
    return Promise.resolve(memoryStore(disk.files, (ops) => place.tell({ type: 'diskOps', ops })))
  return openOpfsStore(disk.ensemble, start.node, disk.fate, disk.flushed, (lengths) =>
    place.tell({ type: 'flushed', lengths }),
  )
}

boot(self, open)
