/** Data that an ensemble is to start with: a worker looks through them and writes them where its servers will look. */
import { serverNode } from '../../ground/ids.ts'
import type { ServerFolder } from '../command.ts'
import { isPlaceAnswer, type PlaceMessage } from '../placing.ts'
import type { Prepared } from './ensemble.ts'
import type { Stage } from './stage.ts'
import { openWorker } from './workers.ts'

/** Has a worker look through the folders and write them; the answer is why it can't. */
export function place(
  stage: Stage,
  prepared: Prepared,
  servers: number,
  folders: readonly ServerFolder[],
): Promise<string | undefined> {
  const worker = openWorker('place', 'place')
  const message: PlaceMessage = {
    type: 'place',
    ensemble: stage.claim.disk === 'opfs' ? prepared.ensemble.id : undefined,
    servers,
    folders: folders.map(({ server, files }) => ({ server, node: serverNode(server), files })),
  }
  return new Promise<string | undefined>((answer) => {
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isPlaceAnswer(data)) answer(data.type === 'placed' ? undefined : data.reason)
    }
    worker.onerror = (event) => answer(event.message || 'the worker that writes the data failed')
    worker.postMessage(message)
  }).finally(() => worker.terminate())
}
