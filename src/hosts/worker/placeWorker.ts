/** Looks through the data that an ensemble is to start with, then writes them to the servers' folders. One task, one answer. */
/// <reference lib="webworker" />
import { reasonOf } from '../disk.ts'
import { isPlaceMessage, type PlaceAnswer, type PlaceMessage, whyNotFrom } from '../placing.ts'
import { openOpfsStore } from './opfsStore.ts'

declare const self: DedicatedWorkerGlobalScope

async function place({ ensemble, servers, folders }: PlaceMessage): Promise<PlaceAnswer> {
  const reason = whyNotFrom(folders, servers)
  if (reason !== undefined) return { type: 'notPlaced', reason }
  if (ensemble === undefined) return { type: 'placed' }
  for (const { node, files } of folders) {
    const store = await openOpfsStore(ensemble, node, 'wipe', undefined, () => {})
    for (const { name, bytes } of files) await store.perform({ type: 'replace', file: name, bytes })
    await store.flush()
  }
  return { type: 'placed' }
}

self.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (!isPlaceMessage(data)) return
  void place(data)
    .catch((error: unknown): PlaceAnswer => ({ type: 'notPlaced', reason: reasonOf(error) }))
    .then((answer) => self.postMessage(answer))
}
