/**
 * Where workers come from. A page loads them by their address; in a frame with `sandbox="allow-scripts"`, whose origin is nobody's,
 * browsers refuse that, and modules too: there the built scripts are fetched as text and started from memory, as classic ones.
 * (The bundler makes classic scripts of them: `worker.format` in vite.config.ts.)
 */
import { must } from '../../ground/base/assert.ts'

const KINDS = ['server', 'client', 'zoo', 'place', 'load'] as const
export type WorkerKind = (typeof KINDS)[number]

/** Whether this page has an origin of its own, as every page but a sandboxed frame. */
export function hasOrigin(): boolean {
  return globalThis.origin !== 'null'
}

/** Addresses of the scripts in memory, where they can't be loaded from their own. */
const inMemory = new Map<WorkerKind, string>()

/** Before the first worker: fetches what can't be loaded by its address. Rejects where the host does not let it. */
export async function prepareWorkers(): Promise<void> {
  if (hasOrigin() || inMemory.size > 0) return
  await Promise.all(
    KINDS.map(async (kind) => {
      const answer = await fetch(made(Address, kind, '').url)
      if (!answer.ok) throw new Error(`the script of the ${kind} workers could not be loaded`)
      inMemory.set(kind, URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' })))
    }),
  )
}

/** Starts a worker under `name`. */
export function openWorker(kind: WorkerKind, name: string): Worker {
  if (hasOrigin()) return made(globalThis.Worker, kind, name)
  return new globalThis.Worker(must(inMemory.get(kind), 'workers are prepared before they are opened'), { name })
}

/** In the place of a worker: where its script is. */
class Address {
  readonly url: URL
  constructor(url: URL) {
    this.url = url
  }
}

/** The bundler finds workers by the very form `new Worker(new URL(…))`, whatever `Worker` is here. */
function made<T>(Worker: new (url: URL, options: WorkerOptions) => T, kind: WorkerKind, name: string): T {
  switch (kind) {
    case 'server':
      return new Worker(new URL('../worker/serverWorker.ts', import.meta.url), { type: 'module', name })
    case 'client':
      return new Worker(new URL('../worker/clientWorker.ts', import.meta.url), { type: 'module', name })
    case 'zoo':
      return new Worker(new URL('../worker/zooWorker.ts', import.meta.url), { type: 'module', name })
    case 'place':
      return new Worker(new URL('../worker/placeWorker.ts', import.meta.url), { type: 'module', name })
    case 'load':
      return new Worker(new URL('../worker/loadWorker.ts', import.meta.url), { type: 'module', name })
  }
}
