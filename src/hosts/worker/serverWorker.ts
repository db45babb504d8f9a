/** A ZooKeeper server in its own worker: the core, its folder, and the loop. */
/// <reference lib="webworker" />
import { assert } from '../../ground/base/assert.ts'
import type { LinkId } from '../../ground/ids.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import { createServer, nextDeadline, step } from '../../protocol/server/server.ts'
import { diskOf, type Store } from '../disk.ts'
import { troubled } from '../diskTrouble.ts'
import { inspectionOf } from '../inspection.ts'
import { treeView } from '../treeView.ts'
import { pageLinkPrefix, type ServerPart, type StartMessage } from '../workerMessages.ts'
import { boot, type Part, type Workplace } from './boot.ts'
import { memoryStore } from './memoryStore.ts'
import { openOpfsStore } from './opfsStore.ts'

declare const self: DedicatedWorkerGlobalScope

async function open(start: StartMessage, place: Workplace<Input>): Promise<Part<Input>> {
  assert(start.part.type === 'server', 'a server worker is started as a server')
  const { config } = start.part
  let { trouble } = start.part
  const store = troubled(
    await storeOf(start, start.part, place),
    () => trouble,
    (ms) => place.nap(ms),
  )
  const files = await store.read()
  const server = createServer(config)
  const disk = diskOf(store, place.soon, place.answer)
  return {
    config,
    core: {
      step: (now, input) => {
        const out: Effect[] = []
        step(server, now, input, out)
        tellPage(out, place)
        return out
      },
      nextDeadline: () => nextDeadline(server),
      unread: (link) => server.connections.get(link)?.inbox.length ?? 0,
    },
    started: { type: 'started', files },
    disk: { disk: (ticket, op) => disk.submit(ticket, op) },
    tree: () => treeView(server),
    inspect: () => inspectionOf(server),
    folder: () => disk.look(),
    holds: () => ({ zxid: server.db.lastProcessedZxid, digest: server.db.tree.digest }),
    idle: () => disk.idle(),
    disturb: (next) => {
      trouble = next
    },
    act: (input) => {
      if (input.type === 'stopping') return input
      const isOfPage = (input.type === 'opened' || input.type === 'received') && isPageLink(input.link)
      return isOfPage ? input : undefined
    },
  }
}

function isPageLink(link: LinkId): boolean {
  return link.startsWith(pageLinkPrefix)
}

/** What the server says on a link of the page goes there; the network does not know that link. */
function tellPage(effects: readonly Effect[], place: Workplace<Input>): void {
  for (const effect of effects) {
    if ((effect.type !== 'send' && effect.type !== 'close') || !isPageLink(effect.link)) continue
    const bytes = effect.type === 'send' ? effect.bytes : new Uint8Array()
    place.tell({ type: 'said', link: effect.link, bytes, over: effect.type === 'close' })
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
