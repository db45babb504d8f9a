/** Every word of the page in English: the shape that other languages satisfy. Placeholders are functions. */
import type { RoleLabel } from '../store/model.ts'
import { panesEn } from './panes.en.ts'

const frame = {
  title: 'ZooKeeper Playground',
  starting: 'Starting the servers…',
  failed: (reason: string) => `The ensemble could not start: ${reason}`,
  viewFailed: (reason: string) => `This part could not be drawn: ${reason}`,
  tryAgain: 'Try again',
  counts: (servers: number, clients: number) =>
    `${servers} servers · ${clients} ${clients === 1 ? 'client' : 'clients'} · ${servers + clients} workers`,
  panes: 'Panes',
  dock: 'Lower panes',
  more: 'More',
  refused: (reason: string) => `Not now: ${reason}`,
  dropFiles: 'Drop a ZooKeeper data folder, its files or a .zip: it is looked through before anything changes.',
}

const time = {
  group: 'Time',
  play: 'Play',
  pause: 'Pause',
  step: 'Step',
  speed: 'Speed',
  auto: 'Auto',
  fastest: 'max',
}

const toolbar = {
  killLeader: 'Kill leader',
  createLock: 'Create lock',
  release: 'Release',
  releaseLock: (client: string) => `Release lock of ${client}`,
  killHolder: (client: string) => `Kill client ${client}`,
  addClient: 'Add client',
  healAll: 'Heal all',
  files: 'Files',
  lessons: 'Lessons',
  share: 'Share',
  embed: 'Embed',
  more: 'More',
  servers: 'New ensemble',
  newEnsemble: (servers: number) => `New ensemble of ${servers} servers`,
  language: '中文',
  languageName: 'Switch to Chinese (中文)',
  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
}

const roles: { readonly [K in RoleLabel]: string } = {
  leader: 'leader',
  follower: 'follower',
  observer: 'observer',
  looking: 'looking',
  down: 'down',
}

const stage = {
  region: 'Ensemble',
  roles,
  paused: 'paused',
  serverName: (id: number, role: RoleLabel, epoch: number, zxid: string) =>
    `Server ${id}, ${role}, epoch ${epoch}, zxid ${zxid}`,
  epoch: (epoch: number) => `epoch ${epoch}`,
  votesFor: (id: number) => `votes for ${id}`,
  watches: (count: number) => `${count} ${count === 1 ? 'watch' : 'watches'}`,
  serverMenu: (id: number) => `Server ${id}`,
  kill: (id: number) => `Kill server ${id}`,
  stop: (id: number) => `Stop server ${id}`,
  pause: (id: number) => `Pause server ${id}`,
  resume: (id: number) => `Resume server ${id}`,
  restart: (id: number) => `Restart server ${id}`,
  restartLosing: (id: number) => `Restart server ${id}, lose what was not flushed`,
  restartWiped: (id: number) => `Restart server ${id}, wipe the disk`,
  isolate: (id: number) => `Isolate server ${id}`,
  download: (id: number) => `Download server ${id}`,
  heal: 'Heal all',
  linkMenu: (a: number, b: number) => `Link between servers ${a} and ${b}`,
  cutBoth: (a: number, b: number) => `Cut the link between ${a} and ${b}`,
  cutOneWay: (from: number, to: number) => `Cut only from ${from} to ${to}`,
  cutTo: (to: number) => `Cut the link to server ${to}`,
  links: 'Links',
  bytes: (count: number) => `${count} ${count === 1 ? 'byte' : 'bytes'}`,
  clientName: (name: string, state: string, server: number | undefined) =>
    server === undefined ? `Client ${name}, ${state}` : `Client ${name}, ${state}, server ${server}`,
  clientStates: {
    connecting: 'connecting',
    connected: 'connected',
    connectedReadOnly: 'connected, reads only',
    disconnected: 'disconnected',
    expired: 'session expired',
    closed: 'closed',
    authFailed: 'credentials refused',
  },
  clientMenu: (name: string) => `Client ${name}`,
  killClient: (name: string) => `Kill client ${name}`,
  closeClient: (name: string) => `Close client ${name}`,
  pauseClient: (name: string) => `Pause client ${name}`,
  resumeClient: (name: string) => `Resume client ${name}`,
  moveClient: (name: string) => `Move client ${name}`,
  clientDown: 'killed',
  holds: 'holds the lock',
  waits: 'waits for the lock',
  waitsBehind: (name: string) => `waits behind ${name}`,
  movedFrom: (id: number) => `moved from server ${id}`,
  sessionExpired: 'session expired',
  reconnecting: 'reconnecting',
  cells: { committed: 'on disk, committed', uncommitted: 'not committed yet', notDurable: 'not on disk yet' },
  facts: {
    vote: 'vote',
    sessions: 'sessions',
    session: 'session',
    timeout: 'timeout',
    watches: 'watches',
    ended: 'ended',
    none: 'none',
  },
  restartClient: (name: string) => `Start client ${name}`,
  legend: 'Legend',
}

const flights = {
  vote: 'vote',
  proposal: 'proposal',
  ack: 'acknowledgement',
  commit: 'commit',
  sync: 'synchronisation',
  request: 'request',
  reply: 'answer',
  watch: 'watch event',
  session: 'session',
  link: 'connection',
  ping: 'ping',
}

const caption = {
  starting: 'The servers start and look for a leader.',
  leaderEnded: (id: number) => `Server ${id} is gone. The others look for a new leader.`,
  leaderSilent: (id: number) => `Server ${id} is not heard any more. The others look for a new leader.`,
  noMajority: 'No leader: a majority of the servers must run and see each other.',
  elected: (id: number) => `Server ${id} is elected.`,
  leads: (id: number, epoch: number) => `Server ${id} leads epoch ${epoch}.`,
  phases: {
    noticed: (ms: string) => `noticed ${ms}`,
    elected: (ms: string) => `elected ${ms}`,
    synced: (ms: string) => `synced ${ms}`,
    serving: (ms: string) => `serving after ${ms}`,
  },
  ended: {
    killed: (id: number) => `Server ${id} was killed. A majority goes on without it.`,
    stopped: (id: number) => `Server ${id} was stopped.`,
    crashed: (id: number) => `Server ${id} crashed.`,
    removed: (id: number) => `Server ${id} was removed.`,
    left: (id: number) => `Server ${id} left: it is no member any more.`,
  },
  returned: (id: number) => `Server ${id} is back and reads its disk.`,
  frozen: (id: number) =>
    `Server ${id} is paused: nothing closes, nothing is processed, as in a long garbage collection.`,
  synced: {
    DIFF: (id: number) => `Server ${id} gets the transactions it missed (DIFF).`,
    TRUNC: (id: number) => `Server ${id} must forget what no majority ever had (TRUNC).`,
    SNAP: (id: number) => `Server ${id} is too far behind: it gets the whole tree (SNAP).`,
  },
  truncated: (id: number, lost: number) =>
    `Server ${id} dropped ${lost} ${lost === 1 ? 'transaction' : 'transactions'} that no majority ever had.`,
  quorumLost: (epoch: number) => `The leader of epoch ${epoch} lost its majority and steps down.`,
  sessionExpired: (client: string | undefined) =>
    client === undefined
      ? 'A session expired: its ephemeral znodes are gone.'
      : `The session of ${client} expired: its ephemeral znodes are gone.`,
  moved: (client: string, server: number, from: number) =>
    `${client} moved from server ${from} to server ${server}. Its session is kept.`,
  watchFired: (client: string, path: string) => `A watch fired: ${client} hears of ${path}.`,
  isolated: (id: number) => `Server ${id} is cut off from the other servers.`,
  healed: 'All links are whole again.',
  divided: 'Links are cut: nothing passes, nothing is closed, and each side finds out by its own timeouts.',
  diskFull: (id: number) => `The disk of server ${id} is full: its next write stops it.`,
  messageDropped: 'A notice is lost. Its sender knows nothing of it, and says the same again later.',
  lock: {
    joining: (client: string) => `${client} queues for the lock.`,
    waiting: (client: string) => `${client} waits and watches only the one before it.`,
    holding: (client: string) => `${client} holds the lock.`,
    released: (client: string) => `${client} released the lock.`,
    lost: (client: string) => `${client} lost the lock with its session.`,
    failed: (client: string) => `${client} could not queue for the lock.`,
  },
}

const status = {
  opfs: 'Disks: in this browser (OPFS); they survive a reload.',
  memory: 'Disks: in memory only; this window refuses storage, so a reload starts afresh.',
  remote: 'Disks: on the real servers.',
  writes: (perSecond: number) => `${perSecond} writes/s`,
  leader: (id: number, epoch: number) => `Server ${id} leads epoch ${epoch}`,
  noLeader: 'no leader',
  keys: 'Keys: space play or pause · . step · K kill leader · H heal all · ? all keys',
  paused: 'Paused',
  hidden: 'Paused while this page is out of sight',
}

export const en = { frame, time, toolbar, stage, flights, caption, status, ...panesEn }
export type Dictionary = typeof en
