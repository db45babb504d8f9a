/**
 * The connect string as StaticHostProvider walks it: shuffled once, then round and round. Coming back to where the walk
 * began (the server that last had us, or the first of all) means that every server was tried: the caller then waits, so
 * that a list of dead servers is not walked in a hot loop.
 */
import { assert, must } from '../../ground/base/assert.ts'
import { below, type Rng } from '../../ground/base/rng.ts'
import type { ServerId } from '../../ground/ids.ts'

/** `current` is the index tried last (-1: none yet), `last` the index where the present walk began (-1: none yet). */
export type Hosts = { readonly order: readonly ServerId[]; current: number; last: number }

/** `servers` shuffled by `rng` (Fisher-Yates), `preferred` before all others where it is given. Asserts a server at least. */
export function hostsOf(servers: readonly ServerId[], preferred: ServerId | undefined, rng: Rng): Hosts {
  const order = [...servers]
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(rng, i + 1)
    const swapped = must(order[i], 'the index is inside the list')
    order[i] = must(order[j], 'the index is inside the list')
    order[j] = swapped
  }
  assert(order.length > 0, 'a connect string names a server at least')
  if (preferred === undefined) return { order, current: -1, last: -1 }
  return { order: [preferred, ...order.filter((server) => server !== preferred)], current: -1, last: -1 }
}

/** The next server; `cycled` when the walk came round to where it began (StaticHostProvider.next). */
export function nextHost(hosts: Hosts): { readonly server: ServerId; readonly cycled: boolean } {
  hosts.current = (hosts.current + 1) % hosts.order.length
  const cycled = hosts.current === hosts.last
  if (hosts.last === -1) hosts.last = 0
  return { server: must(hosts.order[hosts.current], 'the walk stays in the list'), cycled }
}

/** Makes `server` the one tried last, so that the walk goes on behind it. A server outside the list changes nothing. */
export function jumpTo(hosts: Hosts, server: ServerId): void {
  const index = hosts.order.indexOf(server)
  if (index !== -1) hosts.current = index
}

/** The server tried last has our session: the next walk begins here (StaticHostProvider.onConnected). */
export function onConnected(hosts: Hosts): void {
  hosts.last = hosts.current
}
