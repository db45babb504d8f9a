/** The shapes of what applications ask for: operations and recipes. New rows go to the end of their table. */
import { pathProblem } from '../../ground/data/path.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { type Acl, type Id, OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp, MultiPart, MultiReadPart, RecipeRun } from '../../protocol/client/seam.ts'
import {
  byRecipe,
  byType,
  bytes,
  bytesOrNull,
  choice,
  type Fields,
  flag,
  list,
  long,
  optional,
  orNull,
  otherwise,
  record,
  type Shape,
  text,
  whole,
} from './shape.ts'

const INT_MAX = 0x7fffffff
/** Longer ones don't fit into a request beside anything else. */
const PATH_MAX = 8000

/** Whatever is asked for: that ZooKeeper refuses a path may be the point. */
export const path: Shape<string> = text(PATH_MAX)
const version = otherwise(whole(-1, INT_MAX), -1)
const watch = otherwise(flag, false)
const name: Shape<string> = text(200)
const modes: readonly CreateMode[] = [
  'persistent',
  'ephemeral',
  'persistentSequential',
  'ephemeralSequential',
  'container',
  'persistentWithTtl',
  'persistentSequentialWithTtl',
]

export const znodePath: Shape<string> = text(PATH_MAX, pathProblem)
export const aclShape: Shape<readonly Acl[]> = list(
  record<Acl>({
    perms: whole(0, 31),
    id: record<Id>({ scheme: orNull(text(100)), id: orNull(text(1000)) }),
  }),
  100,
)
const acl = otherwise(aclShape, OPEN_ACL)

type Of<K extends MultiPart['type']> = Fields<Omit<Extract<MultiPart, { readonly type: K }>, 'type'>>
const parts: { readonly [K in MultiPart['type']]: Of<K> } = {
  create: {
    path,
    data: otherwise(bytesOrNull, null),
    mode: otherwise(choice(modes), 'persistent'),
    acl,
    ttl: optional(whole(0, 0xffffffffff)),
    stat: optional(flag),
  },
  delete: { path, version },
  setData: { path, data: otherwise(bytesOrNull, null), version },
  check: { path, version },
}

export const opShape: Shape<ClientOp> = byType<ClientOp>({
  ...parts,
  exists: { path, watch },
  getData: { path, watch },
  getChildren: { path, watch, stat: optional(flag) },
  getACL: { path },
  setACL: { path, acl, version },
  sync: { path: path },
  multi: { ops: list(byType<MultiPart>(parts), 1000) },
  multiRead: { ops: list(record<MultiReadPart>({ type: choice(['getData', 'getChildren']), path }), 1000) },
  getAllChildrenNumber: { path },
  getEphemerals: { prefix: path },
  addWatch: { path, mode: choice(['persistent', 'persistentRecursive']) },
  removeWatches: { path, kind: choice(['children', 'data', 'any']), local: otherwise(flag, false) },
  addAuth: { scheme: text(100), auth: bytes },
  whoAmI: {},
  getConfig: { watch },
  reconfig: {
    joining: otherwise(orNull(text(10_000)), null),
    leaving: otherwise(orNull(text(10_000)), null),
    newMembers: otherwise(orNull(text(10_000)), null),
    fromConfig: otherwise(long, -1n),
  },
})

const layout = optional(choice(['own', 'curator', 'kazoo']))
const decision: Shape<'commit' | 'abort'> = choice(['commit', 'abort'])
export const runShape: Shape<RecipeRun> = byRecipe<RecipeRun>({
  lock: { path: path, prefix: name, herd: optional(flag), layout },
  readLock: { path: path, layout },
  writeLock: { path: path, layout },
  election: { path: path, layout },
  member: { path: path, member: optional(name), data: optional(bytes) },
  group: { path: path },
  provider: { path: path, address: bytes },
  resolve: { path: path },
  config: { path: path, watch: choice(['oneShot', 'persistent']) },
  configWrite: { path: path, data: bytes },
  queuePut: { path: path, data: bytes, priority: optional(whole(0, 99)) },
  queueTake: { path: path, count: optional(whole(1, 1_000_000)) },
  barrier: { path: path },
  doubleBarrier: { path: path, size: whole(1, 1000), member: optional(name) },
  counter: { path: path, add: whole(-INT_MAX, INT_MAX) },
  twoPhase: { path: path, sites: list(name, 100) },
  site: { path: path, site: name, vote: decision },
})
