/** Words of the sheet that looks into a server, in English. They come with it. */
import type { Txn } from '../../ground/jute/txns.ts'
import type { InspectedLearner } from '../../hosts/inspection.ts'
import type { RoleName, ServerEvent, WatchKind, ZabPhase } from '../../protocol/trace.ts'

type Verdict = Extract<ServerEvent, { type: 'voteReceived' }>['verdict']

const phases: { readonly [K in ZabPhase]: string } = {
  election: 'election',
  discovery: 'discovery',
  synchronization: 'synchronisation',
  broadcast: 'broadcast',
}
const states: { readonly [K in RoleName]: string } = {
  looking: 'LOOKING',
  following: 'FOLLOWING',
  leading: 'LEADING',
  observing: 'OBSERVING',
}
const verdicts: { readonly [K in Verdict]: string } = {
  counted: 'counted',
  better: 'better: taken over',
  newRound: 'newer round: joined',
  oldRound: 'older round: answered only',
  ignored: 'ignored',
}
const txns: { readonly [K in Txn['type']]: string } = {
  createSession: 'createSession',
  closeSession: 'closeSession',
  create: 'create',
  createContainer: 'createContainer',
  createTTL: 'createTTL',
  delete: 'delete',
  deleteContainer: 'deleteContainer',
  setData: 'setData',
  reconfig: 'reconfig',
  setACL: 'setACL',
  check: 'check',
  error: 'error: refused, but numbered',
  multi: 'multi',
}
const watchKinds: { readonly [K in WatchKind]: string } = {
  data: 'data',
  exist: 'exist',
  child: 'children',
  persistent: 'persistent',
  persistentRecursive: 'persistent, recursive',
}
const learnerPhases: { readonly [K in InspectedLearner['phase']]: string } = {
  new: 'just connected',
  promised: 'promised the epoch',
  acked: 'accepted the epoch',
  syncing: 'gets what it lacks',
  synced: 'in step',
}

export const inspectorEn = {
  title: (id: number) => `Server ${id}`,
  which: 'Server',
  close: 'Close the inspector',
  tab: (id: number) => `Server ${id}`,
  dead: 'It does not run: what it told last, and what its disk holds.',
  remote:
    'A real server elsewhere: it tells its numbers, clients and watches; its log, votes and files it keeps to itself.',
  none: 'none',
  more: (shown: number, all: number) => `${shown} of ${all} are shown`,
  now: {
    title: 'Now',
    role: 'role',
    phase: 'phase',
    leader: 'leader',
    process: 'process',
    incarnation: (count: number) => (count === 1 ? 'first start' : `start ${count}`),
    accepted: 'acceptedEpoch',
    current: 'currentEpoch',
    zxid: 'last zxid',
    unflushed: 'waits for the disk',
    operations: (count: number) => (count === 0 ? 'nothing' : count === 1 ? '1 operation' : `${count} operations`),
    ended: 'ended',
    learners: 'learners',
    observer: 'observer',
  },
  phases,
  states,
  learnerPhases,
  votes: {
    title: 'Votes as heard here',
    round: (round: number) => `round ${round}`,
    own: (id: number) => `${id} (itself)`,
    columns: { server: 'server', state: 'state', vote: 'votes for', with: 'because of', verdict: 'here' },
    vote: (id: number) => `server ${id}`,
    because: (epoch: number, zxid: string) => `epoch ${epoch}, ${zxid}`,
    nothing: 'It heard no vote since it started.',
    verdicts,
    mine: 'own vote',
    rule: 'Compared by epoch, then zxid, then id.',
    stale: (round: number) => `of round ${round}`,
  },
  log: {
    title: 'Log, newest first',
    list: 'Transactions in the log',
    durable: 'on disk',
    notDurable: 'not on disk yet',
    committed: 'committed',
    uncommitted: 'not committed',
    empty: 'No transaction is kept in memory.',
    about: 'As far as it is kept in memory; older ones are in the files.',
    txns,
    count: (count: number) => `${count} operations`,
    ephemerals: (count: number) => `${count} ephemerals go`,
  },
  sessions: {
    title: 'Sessions',
    columns: { client: 'client', id: 'session', timeout: 'timeout', ephemerals: 'ephemerals' },
    here: 'connected here',
    local: 'local to this server',
    closing: 'is being closed',
    left: 'time left until it expires, as its leader counts it',
  },
  watches: {
    title: 'Watches',
    columns: { path: 'path', client: 'client', kind: 'kind' },
    kinds: watchKinds,
    unknown: '?',
  },
  connections: {
    title: 'Connections',
    columns: { port: 'port', with: 'with', state: 'state' },
    clients: 'Its clients',
    traffic: (received: number, sent: number) => `${received} in, ${sent} out`,
    waiting: (count: number) => `${count} unanswered`,
    noSession: 'no session',
  },
  files: {
    title: 'Files on disk',
    download: (name: string) => `Download ${name}`,
    all: (id: number) => `Download server ${id}`,
    failed: (name: string) => `${name} can’t be read now.`,
    unread: 'Its folder can’t be read.',
    bytes: (count: number) => `${count} B`,
  },
  digest: {
    title: 'Tree digest',
    of: (znodes: number, ephemerals: number) => `${znodes} znodes, ${ephemerals} of them ephemeral`,
    same: 'the same tree',
    differs: 'another tree at the same zxid',
    behind: (zxid: string) => `at ${zxid}: not comparable now`,
    down: 'down',
    list: 'The other servers’ trees',
  },
  numbers: { title: 'What it tells' },
}
export type InspectorDictionary = typeof inspectorEn
