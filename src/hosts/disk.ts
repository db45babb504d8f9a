/**
 * A server's disk: operations in the order asked, and one flush for all that wait (group commit).
 *
 * Laws:
 * 1. `stored` with ticket t is said after a flush of everything up to t.
 * 2. Nothing that replaces or removes a file becomes durable before what was asked earlier: a store flushes first.
 * 3. After a failure nothing is said any more but the failure, once.
 * 4. Whoever looks at the folder from outside sees everything that was asked for before, flushed, and nothing else.
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
  /** The folder as it is durable when all that waits now is done. Rejects where the disk fails or has failed. */
  readonly look: () => Promise<readonly DiskFile[]>
  /** Ends when nothing waits any more. */
  readonly idle: () => Promise<void>
}
type Waiting = { readonly ticket: number; readonly op: DiskOp } | Looker
type Looker = { readonly see: (files: readonly DiskFile[]) => void; readonly miss: (reason: unknown) => void }

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
    let group: readonly Waiting[] = []
    try {
      while (waiting.length > 0 && !failed) {
        group = waiting
        waiting = []
        done(await commit(store, group))
      }
    } catch (error) {
      failed = true
      for (const one of [...group, ...waiting]) if ('see' in one) one.miss(error)
      done([{ type: 'diskFailed', reason: reasonOf(error) }])
    }
    busy = false
    for (const rest of resting.splice(0)) rest()
  }
  function wait(one: Waiting): void {
    waiting.push(one)
    if (busy) return
    busy = true
    soon(() => void drain())
  }
  return {
    submit(ticket, op) {
      if (!failed) wait({ ticket, op })
    },
    look: () =>
      new Promise((see, miss) => {
        if (failed) miss(new Error('the disk has failed'))
        else wait({ see, miss })
      }),
    idle: () => (busy ? new Promise((rest) => resting.push(rest)) : Promise.resolve()),
  }
}

async function commit(store: Store, group: readonly Waiting[]): Promise<readonly DiskInput[]> {
  const inputs: DiskInput[] = []
  let dirty = 0
  for (const one of group) {
    if (!('see' in one) && one.op.type !== 'read') {
      await store.perform(one.op)
      dirty = one.ticket
      continue
    }
    if (dirty > 0) {
      await store.flush()
      inputs.push({ type: 'stored', ticket: dirty })
      dirty = 0
    }
    // Who looks from outside bears a failed look alone; the server's own question stops it.
    if ('see' in one) await store.read().then(one.see, one.miss)
    else inputs.push({ type: 'files', ticket: one.ticket, files: await store.read() })
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
