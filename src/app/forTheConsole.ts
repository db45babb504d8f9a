/**
 * What somebody at the browser's console finds: `playground.intervene({ type: 'kill' })`, `playground.journal('s1')`. The
 * journal comes as text, ready for a bug report; the simulator replays it to the same state.
 */
import { nodeName } from '../ground/ids.ts'
import type { Command, CommandResult } from '../hosts/command.ts'
import type { Engine, Happening } from '../hosts/engine.ts'
import { encodeJournal } from '../hosts/journal.ts'

export type Playground = {
  readonly intervene: (command: Command) => Promise<CommandResult>
  /** Hears all that is told, from what the engine still keeps on. Returns "stop hearing". */
  readonly hear: (listener: (batch: readonly Happening[]) => void) => () => void
  /** The journal of a running node (`s1`, `cA`) as JSON text, or undefined where it does not run. */
  readonly journal: (node: string) => Promise<string | undefined>
}

declare global {
  var playground: Playground | undefined
}

/** Puts the engine within reach of the console. */
export function openToConsole(engine: Engine): void {
  globalThis.playground = {
    intervene: (command) => engine.intervene(command),
    hear: (listener) => engine.subscribe(listener),
    journal: async (node) => {
      const journal = await engine.journal(nodeName(node))
      return journal === undefined ? undefined : encodeJournal(journal)
    },
  }
}
