/** Words of the znode tree and its detail, in English. */
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import type { WatchKind } from '../../protocol/trace.ts'

const modes: { readonly [M in CreateMode]: string } = {
  persistent: 'persistent',
  ephemeral: 'ephemeral',
  persistentSequential: 'persistent sequential',
  ephemeralSequential: 'ephemeral sequential',
  container: 'container',
  persistentWithTtl: 'persistent with TTL',
  persistentSequentialWithTtl: 'persistent sequential with TTL',
}
const watchKinds: { readonly [K in WatchKind]: string } = {
  data: 'data',
  exist: 'existence',
  child: 'children',
  persistent: 'data and children, persistent',
  persistentRecursive: 'the whole subtree, persistent',
}
const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const treeEn = {
  region: 'Znode tree',
  detail: 'Znode',
  whose: 'Whose tree',
  ofLeader: (id: number | undefined) => (id === undefined ? 'leader' : `leader (server ${id})`),
  ofServer: (id: number) => `server ${id}`,
  count: (znodes: number) => plural(znodes, 'znode', 'znodes'),
  nothing: 'No server shows its tree yet.',
  behind: (count: number) => `stale: ${plural(count, 'transaction', 'transactions')} behind the leader`,
  behindEpoch: (epoch: number) => `stale: the leader is in epoch ${epoch}`,
  noLeader: (id: number) => `no leader now: what server ${id} holds`,
  lastKnown: (id: number) => `server ${id} does not run: what it held last`,
  kinds: {
    persistent: 'persistent',
    ephemeral: 'ephemeral',
    container: 'container',
    ttl: 'TTL',
    ttlOf: (ms: number) => `TTL ${ms.toLocaleString('en')} ms`,
    sequential: 'sequential',
    join: (kind: string, sequential: string) => `${kind} ${sequential}`,
  },
  /** Spoken with a row, after its name. */
  describe: (owner: string | undefined, watchers: readonly string[]) =>
    [
      ...(owner === undefined ? [] : [`session of ${owner}`]),
      ...(watchers.length === 0 ? [] : [`watched by ${watchers.join(', ')}`]),
    ].join('; '),
  sessionOf: (client: string) => `session of ${client}`,
  bytes: (count: number) => plural(count, 'byte', 'bytes'),
  tooLong: (count: number) => `${count.toLocaleString('en')} bytes: more than a server reads`,
  noData: 'no data',
  hex: 'not UTF-8, shown as hex',
  notHex: 'these are not pairs of hex digits',
  data: 'Data',
  editing: (version: number) => `at version ${version}`,
  changedMeanwhile: (base: number, version: number) => `typed at version ${base}, but it has version ${version} now`,
  discard: 'Discard',
  anyVersion: 'any version',
  owner: 'owner',
  createdAt: (time: string) => `ctime ${time}`,
  changedAt: (time: string) => `mtime ${time}`,
  watchKinds,
  watcher: (client: string, kind: string, server: number) => `${client} (${kind}, on server ${server})`,
  watchedBy: (watchers: readonly string[]) => `watched by ${watchers.join(', ')}`,
  missing: (id: number) => `There is no such znode on server ${id} now.`,
  set: 'Set',
  watch: 'Watch',
  watchData: 'Watch data',
  watchChildren: 'Watch children',
  watchExists: 'Watch existence',
  createChild: 'Create child',
  delete: 'Delete',
  actAs: 'as',
  actor: 'Act as',
  client: (name: string) => `client ${name}`,
  noActor: 'No client runs that could act.',
  create: {
    title: (path: string) => `Create ${path}`,
    name: 'Name',
    kind: 'Kind',
    modes,
    ttl: 'Time to live (ms)',
    create: 'Create',
    cancel: 'Cancel',
  },
  outcomes: {
    waiting: (client: string, op: string) => `${client}: ${op} waits for an answer…`,
    done: (op: string) => `${op}: done.`,
    created: (path: string) => `created ${path}.`,
    watchesMissing: (path: string) => `${path} does not exist yet: the watch waits for it.`,
    failed: (op: string, name: string, doc: string, after: string) => `${op}: ${name}. ${doc} ${after}`.trimEnd(),
    nothingChanged: 'Nothing changed.',
    perhaps: 'It may or may not have happened.',
  },
}
