/**
 * A server's disk: operations in the order asked, and one flush for all that wait (group commit).
 *
 * Laws:
 * 1. `stored` with ticket t is said after a flush of everything up to t.
 * 2. Nothing that replaces or removes a file becomes durable before what was asked earlier: a store flushes first.
 * 3. After a failure nothing is said any more but the failure, once.
 */
import type { DiskFile, DiskOp, Input } from '../protocol/seam.ts'

/** Where bytes really go. Promises reject with the storage's own error. */
export type Store = {
  readonly perform: (op: Exclude<DiskOp, { type: 'read' }>) => Promise<void>
  /** Makes everything performed so far survive a crash. */
  readonly flush: () => Promise<void>
  readonly read: () => Promise<readonly DiskFile[]>
}
export type DiskInput = Extract<Input, { type: 'stored' | 'files' | 'diskFailed' }>
export type Disk = {
  readonly submit: (ticket: number, op: DiskOp) => void
  /** Ends when nothing waits any more. */
  readonly idle: () => Promise<void>
}
type Waiting = { readonly ticket: number; readonly op: DiskOp }

/**
 * A disk over `store`; `done` hears the answers in order. `soon` runs a task after the messages that already wait, so that
 * arrivals of this moment join the same flush.
 */
export function diskOf(
  store: Store,
  soon: (task: () => void) => void,
  done: (inputs: readonly DiskInput[]) => void,
): Disk {
  let waiting: Waiting[] = []
  let busy = false
  let failed = false
  const resting: (() => void)[] = []

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0 && !failed) {
        const group = waiting
        waiting = []
        done(await commit(store, group))
      }
    } catch (error) {
      failed = true
      done([{ type: 'diskFailed', reason: reasonOf(error) }])
    }
    busy = false
    for (const rest of resting.splice(0)) rest()
  }
  return {
    submit(ticket, op) {
      if (failed) return
      waiting.push({ ticket, op })
      if (busy) return
      busy = true
      soon(() => void drain())
    },
    idle: () => (busy ? new Promise((rest) => resting.push(rest)) : Promise.resolve()),
  }
}

async function commit(store: Store, group: readonly Waiting[]): Promise<readonly DiskInput[]> {
  const inputs: DiskInput[] = []
  let dirty = 0
  for (const { ticket, op } of group) {
    if (op.type !== 'read') {
      await store.perform(op)
      dirty = ticket
      continue
    }
    if (dirty > 0) {
      await store.flush()
      inputs.push({ type: 'stored', ticket: dirty })
      dirty = 0
    }
    inputs.push({ type: 'files', ticket, files: await store.read() })
  }
  if (dirty > 0) {
    await store.flush()
    inputs.push({ type: 'stored', ticket: dirty })
  }
  return inputs
}

/** An error of the storage in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
