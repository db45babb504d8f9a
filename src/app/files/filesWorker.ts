/** Reads files in a worker of its own: unpacking and looking through takes a while, and may be called off by ending it. */
import { isReadRequest, type ReadAnswer } from './opened.ts'
import { readAll } from './read.ts'

/** How often the page hears of progress. */
const PROGRESS_BYTES = 4 * 1024 * 1024

let told = 0
self.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (!isReadRequest(data)) return
  const answer = (message: ReadAnswer) => self.postMessage(message)
  readAll(data.given, (bytes) => {
    if (bytes - told < PROGRESS_BYTES) return
    told = bytes
    answer({ type: 'progress', bytes })
  }).then(
    (opened) => answer({ type: 'opened', opened }),
    (error: unknown) => {
      const problems = [{ path: '', reason: `it can't be read: ${String(error)}` }]
      answer({ type: 'opened', opened: { folders: [], others: [], problems } })
    },
  )
}
