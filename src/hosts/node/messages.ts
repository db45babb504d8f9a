/** What the main thread and the servers' threads say to each other. Both sides are ours, and the port is private. */
import type { MessagePort } from 'node:worker_threads'
import type { NodeName, Zxid } from '../../ground/ids.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import type { Membership } from '../../protocol/membership.ts'
import type { RoleName } from '../../protocol/trace.ts'

/** What a server's thread starts with. */
export type ThreadStart = {
  readonly type: 'zookeeperServer'
  readonly config: ServerConfig
  readonly folder: string
  readonly host: string
  readonly port: number
  /** `process.hrtime.bigint()` when the ensemble's time was 0: one monotonic clock for all threads. */
  readonly timeZero: bigint
  /** One Int32: 1 while the server is frozen. The thread then waits for it to become 0. */
  readonly frozen: SharedArrayBuffer
}

export type ToServer =
  /** A wire to a server that runs from now on; it replaces any wire to an earlier incarnation. */
  | { readonly type: 'peer'; readonly node: NodeName; readonly port: MessagePort }
  | { readonly type: 'go' }
  | { readonly type: 'stop' }
  | { readonly type: 'freeze' }

export type FromServer =
  /** The port is open and the folder was read. */
  | { readonly type: 'ready' }
  /** It can't start: the port or the folder is not to be had. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'role'; readonly role: RoleName; readonly reason: string }
  | { readonly type: 'serving'; readonly role: RoleName; readonly zxid: Zxid }
  /** The membership that the server goes by. */
  | { readonly type: 'config'; readonly membership: Membership }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'ended'; readonly reason: string }

const STARTS: ReadonlySet<unknown> = new Set(['zookeeperServer'])
const TO_SERVER: ReadonlySet<unknown> = new Set(['peer', 'go', 'stop', 'freeze'] satisfies ToServer['type'][])
const FROM_SERVER: ReadonlySet<unknown> = new Set([
  'ready',
  'refused',
  'role',
  'serving',
  'config',
  'log',
  'ended',
] satisfies FromServer['type'][])

export function isThreadStart(value: unknown): value is ThreadStart {
  return tagIn(STARTS, value)
}
export function isToServer(value: unknown): value is ToServer {
  return tagIn(TO_SERVER, value)
}
export function isFromServer(value: unknown): value is FromServer {
  return tagIn(FROM_SERVER, value)
}
function tagIn(tags: ReadonlySet<unknown>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && tags.has(value.type)
}
