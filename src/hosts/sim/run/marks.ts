/**
 * Things that must happen now and then, or a clean run proves little ("sometimes" assertions). Each mark is read off the
 * trace; over a run of many seeds one that never happened is a failure.
 */
import { isServer } from '../../checkers/checker.ts'
import type { Happening } from '../../engine.ts'
import type { MarkName } from './markNames.ts'
import { markClient } from './marksOfClients.ts'
import { markElection } from './marksOfElections.ts'
import { markServer } from './marksOfServers.ts'

/** What is known of a server while its life is read. */
export type ServerLife = { role: string; phase: string; reigns: number; starts: number }
export type Marks = {
  readonly counts: Map<MarkName, { count: number }>
  readonly voters: number
  readonly lives: Map<string, ServerLife>
  /** Where each session was last. */
  readonly places: Map<bigint, string>
  /** Connections that set watches again. */
  readonly restoring: Set<string>
}

export function createMarks(voters: number): Marks {
  return { counts: new Map(), voters, lives: new Map(), places: new Map(), restoring: new Set() }
}

export function hit(marks: Marks, name: MarkName): void {
  const known = marks.counts.get(name)
  if (known === undefined) marks.counts.set(name, { count: 1 })
  else known.count += 1
}

/** How often each mark was hit that was. */
export function markCounts({ counts }: Marks): Readonly<Partial<Record<MarkName, number>>> {
  return Object.fromEntries([...counts].map(([name, { count }]) => [name, count]))
}

export function lifeOf(marks: Marks, node: string): ServerLife {
  const known = marks.lives.get(node)
  if (known !== undefined) return known
  const life: ServerLife = { role: 'looking', phase: '', reigns: 0, starts: 0 }
  marks.lives.set(node, life)
  return life
}

export function observeMarks(marks: Marks, { node, event }: Happening): void {
  switch (event.type) {
    // No marks are read off these, and they come often.
    case 'appended':
    case 'durable':
    case 'acked':
    case 'proposed':
    case 'sent':
    case 'sessionDeadline':
      return
    default:
      if (!isServer(node)) return markClient(marks, event)
      markElection(marks, node, event)
      markServer(marks, node, event)
  }
}
