/**
 * A thin trace: who leads, who follows, who ends, who comes back. What happens a thousand times a second under load is not
 * told: telling it would cost more than doing it, and the load would measure the telling.
 */
import type { TraceLine } from '../workerMessages.ts'

const TOLD: ReadonlySet<TraceLine['event']['type']> = new Set<TraceLine['event']['type']>([
  'booted',
  'roleChanged',
  'phaseChanged',
  'elected',
  'syncPlanned',
  'truncated',
  'epochEstablished',
  'serving',
  'quorumLost',
  'snapshotTaken',
  'connected',
  'disconnected',
  'expired',
])

/** Whether a thin trace tells it. */
export function isToldThinly(event: TraceLine['event']): boolean {
  return TOLD.has(event.type)
}
