/**
 * Death, as the browser tells it: a worker holds a Web Lock for its life; whoever waits for that lock gets it when the
 * worker is gone, however it went. Waiters share the lock, so all peers learn it at once.
 */
import type { NodeName } from '../../ground/ids.ts'
import { lifeLockName } from '../workerMessages.ts'

/**
 * Takes the life lock of a node; the promise ends when it is held. A worker that ends lets it go by that; a node that ends
 * before its worker does calls what the promise gives.
 */
export function holdLifeLock(instance: string, node: NodeName, incarnation: number): Promise<() => void> {
  return new Promise((held, failed) => {
    const forLife = () => new Promise<void>((letGo) => held(() => letGo()))
    navigator.locks.request(lifeLockName(instance, node, incarnation), forLife).catch(failed)
  })
}

/** Calls `died` once when that incarnation of `node` is gone. It must hold its lock already. */
export function watchLife(instance: string, node: NodeName, incarnation: number, died: () => void): void {
  // A rejected request says that locks are refused here; then the page tells who died.
  navigator.locks.request(lifeLockName(instance, node, incarnation), { mode: 'shared' }, died).catch(() => {})
}
