/**
 * The leader's gardener (ContainerManager): every now and then it deletes containers that lost their last child and TTL
 * nodes whose time is up, one after the other and never fast. A deletion is a transaction like any other; it is checked
 * again when it is prepared, so a child that came meanwhile saves its parent.
 */
import { lookup, type Tree, ttlOf } from '../../ground/data/tree.ts'
import { type Millis, SESSION_NONE } from '../../ground/ids.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { pathRequest } from '../../ground/jute/records.ts'
import { encode } from '../../ground/jute/schema.ts'
import type { ServerConfig } from '../config.ts'
import type { Effect } from '../seam.ts'
import { submitAsLeader } from './leaderRequests.ts'
import type { Leading, Server } from './state.ts'

/** What is to be deleted, and when to go on: to the next of them, or to look again. */
export type Gardener = { waiting: string[]; nextAt: Millis; lookAt: Millis }

/** The first look is one interval after `now`. */
export function gardener(config: ServerConfig, now: Millis): Gardener {
  return { waiting: [], nextAt: now + config.containerCheckMs, lookAt: now + config.containerCheckMs }
}

/** Paths that may go at the wall clock `time`, containers first. */
export function overdue(tree: Tree, config: ServerConfig, time: number): readonly string[] {
  const containers = [...tree.containers].filter((path) => {
    const node = lookup(tree, path)
    if (node === undefined || node.children.size > 0) return false
    if (node.stat.cversion > 0) return true
    return config.containerNeverUsedMs > 0 && time - node.stat.mtime > config.containerNeverUsedMs
  })
  const ttls = [...tree.ttls].filter((path) => {
    const node = lookup(tree, path)
    const ttl = node === undefined ? undefined : ttlOf(node.stat.ephemeralOwner)
    return node !== undefined && ttl !== undefined && node.children.size === 0 && time - node.stat.mtime > ttl
  })
  return [...containers, ...ttls]
}

/** Deletes one path, or looks for some, where it is time. */
export function tendContainers(server: Server, role: Leading, now: Millis, out: Effect[]): void {
  const { config } = server
  const { garden } = role
  if (now < garden.nextAt) return
  if (garden.waiting.length === 0) {
    garden.waiting = [...overdue(server.db.tree, config, config.wallClockAtZero + now)]
    garden.lookAt = now + config.containerCheckMs
  }
  const path = garden.waiting.shift()
  garden.nextAt = garden.waiting.length === 0 ? garden.lookAt : now + 60_000 / config.containersPerMinuteMax
  if (path === undefined) return
  const body = encode(pathRequest, { path })
  const request = { session: SESSION_NONE, cxid: 0, op: OpCode.deleteContainer, body, identities: [] }
  submitAsLeader(server, role, request, 'expiry', now, out)
}
