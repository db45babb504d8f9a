/** Replay: the inputs of a journal, at their times, build the same server again. */
import type { Effect } from '../../protocol/seam.ts'
import { createServer, step } from '../../protocol/server/server.ts'
import type { Server } from '../../protocol/server/state.ts'
import type { ServerJournal } from '../journal.ts'

/** The server after the first `count` entries (all, unless given). What it sends and writes goes nowhere. */
export function replayServer(journal: ServerJournal, count: number = journal.entries.length): Server {
  const server = createServer(journal.config)
  for (const { at, input } of journal.entries.slice(0, count)) {
    const out: Effect[] = []
    step(server, at, input, out)
  }
  return server
}
