/** The recipe inside the client: what it asks joins the client's queue, what it answers goes to the application. */
import { nextUint32 } from '../../ground/base/rng.ts'
import * as locks from '../recipes/lock.ts'
import type { ClientEffect, OpOutcome, RecipeRun } from './seam.ts'
import type { Client } from './state.ts'

/** Lets the lock (if there is one) do something and carries out what it wants. */
export function withLock(
  client: Client,
  out: ClientEffect[],
  act: (lock: locks.Lock, effects: locks.LockEffect[]) => void,
): void {
  const lock = client.lock
  if (lock === undefined) return
  const effects: locks.LockEffect[] = []
  act(lock, effects)
  for (const effect of effects) {
    // At most one question of the lock is under way, so the queue's bound needs no place for more.
    if (effect.type === 'ask') client.queue.push({ op: effect.op, asker: { type: 'lock' } })
    else out.push(effect)
  }
  if (lock.stage.type === 'over') client.lock = undefined
}

/** Starts a lock. Refused with badArguments while another one runs, or where path or prefix can't be names. */
export function runRecipe(client: Client, id: number, run: RecipeRun, out: ClientEffect[]): void {
  if (client.connection.type === 'ended') return refuse(id, 'sessionExpired', out)
  if (client.closing !== 'no') return refuse(id, 'connectionLoss', out)
  if (client.lock !== undefined || !locks.isRunnable(run)) return refuse(id, 'badArguments', out)
  const { session, config } = client
  const guid = (nextUint32(client.rng) & 0xffff).toString(16).padStart(4, '0')
  client.lock = locks.createLock(id, run, session.id, guid, `app-${config.name.toLowerCase()}`)
  const isConnected = client.connection.type === 'connected'
  withLock(client, out, (lock, effects) => locks.onStarted(lock, isConnected, session.id, effects))
}

/** Lets go of the lock; noNode where none runs. */
export function releaseRecipe(client: Client, id: number, out: ClientEffect[]): void {
  if (client.lock === undefined) return refuse(id, 'noNode', out)
  withLock(client, out, (lock, effects) => locks.onRelease(lock, id, effects))
}

function refuse(id: number, error: Extract<OpOutcome, { ok: false }>['error'], out: ClientEffect[]): void {
  out.push({ type: 'completed', id, outcome: { ok: false, error } })
}
