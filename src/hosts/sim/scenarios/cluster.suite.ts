/** The stage of the scenarios: an ensemble of real servers and clients under the invariants of `checks.ts`. */
import { traceChecker } from '../checks.ts'
import { REAL } from '../real.ts'
import { createWorld, type World, type WorldOptions } from '../world.ts'

/** An ensemble of `servers` voters; whatever breaks an invariant fails the test at that very step. */
export function cluster(servers: number, options: Partial<WorldOptions> = {}): World {
  return createWorld({ servers, seed: 1, programs: REAL, check: traceChecker(), ...options })
}

/** Events of one type in the trace, with their nodes and times, in order. */
export function eventsOf<K extends World['trace'][number]['event']['type']>(world: World, type: K) {
  type Event = Extract<World['trace'][number]['event'], { type: K }>
  const isWanted = (event: World['trace'][number]['event']): event is Event => event.type === type
  return world.trace.flatMap(({ at, node, event }) => (isWanted(event) ? [{ at, node, event }] : []))
}

/** Runs until the client is connected to a server, with a session (which it may have had before). */
export function connect(world: World, client: string): void {
  const isNews = ({ type }: World['trace'][number]['event']) => type === 'connected' || type === 'disconnected'
  const isConnected = () =>
    world.trace.findLast(({ node, event }) => node === `c${client}` && isNews(event))?.event.type === 'connected'
  world.runUntil(isConnected, 30_000, `client ${client} is connected`)
}
