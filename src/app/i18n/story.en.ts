/** Words of the story, in English. Numbers up to seven (the largest ensemble) are words. */
import { type KeeperErrorName, KeeperErrors } from '../../ground/jute/errors.ts'
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { LockModel } from '../store/model.ts'

// British usage: "1, 2 and 4", without a comma before the "and".
const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const
/** `server 3` inside a sentence. */
const lowered = (node: string): string => node.charAt(0).toLowerCase() + node.slice(1)
const list = (ids: readonly number[]): string => AND.format(ids.map(String))
const servers = (ids: readonly number[]): string => `${ids.length === 1 ? 'Server' : 'Servers'} ${list(ids)}`
const verb = (ids: readonly number[], one: string, many: string): string => (ids.length === 1 ? one : many)
const number = (count: number): string => NUMBERS[count] ?? String(count)
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const counted = (count: number, one: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`
const lostWords = (lost: number): string =>
  lost === 0 ? '' : ` ${capital(counted(lost, 'message'))} in the air ${lost === 1 ? 'is' : 'are'} lost.`

const deeds: { readonly [K in Txn['type']]: (path: string, count: number) => string } = {
  create: (path) => `create ${path}`,
  createContainer: (path) => `create container ${path}`,
  createTTL: (path) => `create ${path} with a time to live`,
  delete: (path) => `delete ${path}`,
  deleteContainer: (path) => `delete the empty ${path}`,
  setData: (path) => `set ${path}`,
  reconfig: () => 'a new configuration',
  setACL: (path) => `set the ACL of ${path}`,
  check: (path) => `check ${path}`,
  multi: (_, count) => `${counted(count, 'operation')} at once`,
  createSession: () => 'a new session',
  closeSession: (_, count) =>
    count === 0 ? 'the end of a session' : `the end of a session, with ${counted(count, 'ephemeral znode')}`,
  error: () => 'a refused request (it changes nothing, but takes its number)',
}
const events: { readonly [K in WatchEventName]: (path: string) => string } = {
  none: () => 'The connection changed',
  nodeCreated: (path) => `${path} was created`,
  nodeDeleted: (path) => `${path} was deleted`,
  nodeDataChanged: (path) => `The data of ${path} changed`,
  nodeChildrenChanged: (path) => `The children of ${path} changed`,
  dataWatchRemoved: (path) => `A data watch on ${path} was removed`,
  childWatchRemoved: (path) => `A child watch on ${path} was removed`,
  persistentWatchRemoved: (path) => `A persistent watch on ${path} was removed`,
}
const lock: { readonly [K in LockModel['state']]: (client: string, path: string) => string } = {
  joining: (client) => `${client} queues for the lock.`,
  waiting: (client, path) => `${client} has ${path} and waits: it watches only the one before it.`,
  holding: (client, path) => `${client} holds the lock: ${path} is the smallest.`,
  released: (client) => `${client} released the lock.`,
  lost: (client) => `${client} lost the lock with its session.`,
  failed: (client) => `${client} could not queue for the lock.`,
}

export const storyEn = {
  region: 'Story',
  filters: 'Show',
  all: 'All',
  kinds: {
    election: 'Election',
    broadcast: 'Broadcast',
    sessions: 'Sessions',
    watches: 'Watches',
    faults: 'Faults',
  },
  /** Between two sentences. */
  gap: ' ',
  empty: 'Nothing of this happened yet.',
  latest: 'To the latest',
  why: 'why?',
  server: (id: number) => `Server ${id}`,
  client: (name: string) => `Client ${name}`,
  started: (ids: readonly number[]) =>
    `${servers(ids)} ${verb(ids, 'starts', 'start')} and ${verb(ids, 'looks', 'look')} for a leader.`,
  returned: (id: number, zxid: string, tornBytes: number) =>
    `Server ${id} is back: its disk brings it to ${zxid}.${tornBytes === 0 ? '' : ` A torn end of ${counted(tornBytes, 'byte')} was cut off.`}`,
  looking: (ids: readonly number[]) => `${servers(ids)} ${verb(ids, 'is', 'are')} looking.`,
  ownVotes: (ids: readonly number[]) => `${servers(ids)} ${verb(ids, 'votes for itself', 'each vote for themselves')}.`,
  changedVotes: (ids: readonly number[], leader: number) =>
    `${servers(ids)} ${verb(ids, 'changes its vote', 'change their votes')} to ${leader}.`,
  elected: (voters: number, of: number, leader: number) =>
    `${capital(number(voters))} of ${number(of)} vote for ${leader}.`,
  joined: (ids: readonly number[], leader: number) =>
    `${servers(ids)} ${verb(ids, 'finds', 'find')} that server ${leader} leads already.`,
  promised: (ids: readonly number[], epoch: number) =>
    `${servers(ids)} ${verb(ids, 'promises', 'promise')} epoch ${epoch}: no older leader is followed any more.`,
  inStep: (ids: readonly number[], leader: number) =>
    `${servers(ids)} ${verb(ids, 'has', 'have')} what leader ${leader} has: nothing to send (DIFF).`,
  synced: {
    DIFF: (ids: readonly number[], leader: number) => `Server ${leader} sends ${list(ids)} what is missing (DIFF).`,
    TRUNC: (ids: readonly number[], leader: number) =>
      `Server ${leader} tells ${list(ids)} to forget what no majority ever had (TRUNC).`,
    SNAP: (ids: readonly number[], leader: number) => `Server ${leader} sends ${list(ids)} its whole tree (SNAP).`,
  },
  truncated: (id: number, lost: readonly string[]) =>
    `Server ${id} drops ${AND.format(lost)}: no majority ever had ${lost.length === 1 ? 'it' : 'them'}.`,
  members: (version: string, voters: readonly number[], observers: readonly number[]) =>
    `From ${version} on ${voters.length === 1 ? 'server' : 'servers'} ${list(voters)} ${verb(voters, 'votes', 'vote')}${observers.length === 0 ? '' : `, and ${list(observers)} only ${verb(observers, 'listens', 'listen')}`}.`,
  leads: (id: number, epoch: number) => `Server ${id} leads epoch ${epoch}.`,
  follows: (ids: readonly number[], leader: number) =>
    `${servers(ids)} ${verb(ids, 'follows', 'follow')} server ${leader} and ${verb(ids, 'answers', 'answer')} clients.`,
  readOnly: (id: number) => `Server ${id} finds no leader and serves reads only.`,
  quorumLost: (id: number, epoch: number) => `Server ${id} lost its majority and gives up epoch ${epoch}.`,
  ignored: (id: number, what: string, from: readonly number[]) =>
    `Server ${id} ignores ${what}${from.length === 0 ? '' : ` from ${list(from)}`}.`,
  hungUp: (id: number, from: readonly number[]) => `Server ${id} hangs up on ${list(from)}.`,
  deeds,
  proposed: (leader: number, deed: string, zxid: string) => `Server ${leader} proposes ${zxid}: ${deed}.`,
  committed: (deed: string, zxid: string, acks: number, of: number) =>
    `${zxid} is committed, ${number(acks)} of ${number(of)} have it: ${deed}.`,
  writes: (count: number, last: string) => `${capital(counted(count, 'more write'))}, up to ${last}.`,
  failed: (client: string, op: string, path: string, error: KeeperErrorName, doc: string) =>
    `${client} asks ${op}${path === '' ? '' : ` ${path}`} and gets ${KeeperErrors[error].name}. ${doc}`,
  snapshot: (id: number, zxid: string) => `Server ${id} wrote a snapshot of ${zxid}.`,
  connected: (client: string, server: number) => `${client} opens a session on server ${server}.`,
  resumed: (client: string, server: number) => `${client} goes on at server ${server}, session kept.`,
  disconnected: (client: string, server: number) => `${client} lost its connection to server ${server}.`,
  notReached: (client: string, server: number) =>
    `${client} can't get a session from server ${server} and tries the next.`,
  overdue: (server: number, client: string | undefined) =>
    `Server ${server} heard nothing of ${client ?? 'a client'} in time: it wants the session ended.`,
  expired: (client: string) => `${client} learns that its session has expired: its ephemeral znodes are gone.`,
  closed: (client: string) => `${client} closed its session.`,
  turnedAway: (server: number) => `Server ${server} turned a client away.`,
  lock,
  watchSet: (client: string, kind: string, path: string, server: number) =>
    `${client} leaves a watch on server ${server}: ${path} (${kind}).`,
  events,
  fired: (change: string, client: string, server: number, heard: boolean, after: string) =>
    `${change}: server ${server} tells ${client}${heard ? ', and it has heard' : ''}. ${after}`,
  usedUp: 'The watch is used up.',
  stays: 'The watch stays.',
  rearmed: (client: string, watches: number) =>
    `${client} leaves its ${watches === 1 ? 'watch' : `${watches} watches`} again on its new server.`,
  ended: {
    killed: (node: string, lost: number) => `${node} was killed. Its connections broke.${lostWords(lost)}`,
    stopped: (node: string, lost: number) => `${node} was stopped.${lostWords(lost)}`,
    crashed: (node: string, lost: number) => `${node} crashed.${lostWords(lost)}`,
  },
  frozen: (node: string) => `${node} is paused: nothing closes, nothing is processed.`,
  thawed: (node: string) => `${node} goes on.`,
  disk: {
    loseUnflushed: (id: number) => `The disk of server ${id} lost what was not flushed.`,
    wipe: (id: number) => `The disk of server ${id} was wiped.`,
  },
  cutOff: (node: string) => `${node} is cut off from the others.`,
  cut: (links: readonly string[]) => `Links are cut: ${links.join(', ')}.`,
  healed: 'All links are whole again.',
  trouble: {
    linkHealed: (ways: readonly string[]) => `Links are whole again: ${ways.join(', ')}.`,
    linkDelayed: (ways: readonly string[], ms: number) => `Each message takes ${ms} ms now: ${ways.join(', ')}.`,
    linkStalled: (ways: readonly string[], until: string) =>
      `A hiccup: what is sent now arrives at ${until}: ${ways.join(', ')}.`,
    disk: (node: string, slowMs: number) =>
      slowMs === 0
        ? `The disk of ${lowered(node)} has room and is as fast as it is.`
        : `The disk of ${lowered(node)} takes ${slowMs} ms longer for each flush.`,
    diskFull: (node: string) => `The disk of ${lowered(node)} is full.`,
    clock: (node: string, rate: number, jumpMs: number) =>
      `The clock of ${lowered(node)} ${jumpMs === 0 ? '' : `leaps forward by ${jumpMs} ms and `}runs ${rate === 1 ? 'at its true rate' : `${rate} times as fast`}.`,
    held: (way: string) => `A message is held by hand: ${way}. All behind it on its link waits.`,
    released: (way: string) => `The message goes on: ${way}.`,
    dropped: (way: string) => `An election notice is dropped by hand: ${way}.`,
  },
  newEnsemble: (count: number) => `A new ensemble of ${number(count)} begins.`,
}
