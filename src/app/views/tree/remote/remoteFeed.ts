/**
 * Reads a real ensemble's tree as far as it is looked at, through a client of the page's own (`tree` on the stage), and keeps
 * it fresh with one persistent watch over everything.
 *
 * Laws: 1. Asked is what is in sight, what is open and what is chosen; never the whole tree. 2. So many questions at a time,
 * and no more. 3. After a lost connection everything in sight is asked again: a persistent watch tells nothing of the gap. 4.
 * A server before 3.6 knows no such watch, and hangs up on whoever asks for one (UnimplementedRequestProcessor): it is asked
 * for once, and from then on what is in sight is asked every `POLL_MS`.
 */
import type { Happening } from '../../../../hosts/engine.ts'
import type { ClientOp, OpOutcome } from '../../../../protocol/client/seam.ts'
import { store } from '../../../store/app.ts'
import { hear, quietly } from '../../../store/bridge.ts'
import { outlineOf, rowAt } from '../outline.ts'
import { treeStore } from '../treeStore.ts'
import { change, create, doubt, type Growing, learn, list, remove, seedOf, shownAs, UNLISTED } from './growing.ts'

/** The client that reads. */
export const TREE_CLIENT = 'tree'
const QUESTIONS_MAX = 24
const POLL_MS = 2000
/** A folder whose list breaks the connection so often is given up: its names are more than one frame holds. */
const TRIES_MAX = 2

type Feed = {
  growing: Growing | undefined
  /** Paths that are being asked, by question. */
  readonly asking: Set<string>
  readonly failures: Map<string, number>
  /** The session whose watch is set. */
  watched: bigint | undefined
  polls: boolean
  timer: number
  stopped: boolean
}

/** Follows until the returned function is called. */
export function followRemoteTree(): () => void {
  const feed: Feed = {
    growing: undefined,
    asking: new Set(),
    failures: new Map(),
    watched: undefined,
    polls: false,
    timer: 0,
    stopped: false,
  }
  const stops = [
    store.subscribe((now, before) => {
      if (now.cluster.clients.get(TREE_CLIENT) !== before.cluster.clients.get(TREE_CLIENT)) onClient(feed)
    }),
    treeStore.subscribe((now, before) => {
      const same = now.folds === before.folds && now.path === before.path && now.sight === before.sight
      if (!same) plan(feed)
    }),
    hear((batch) => onNews(feed, batch)),
  ]
  const poll = setInterval(() => {
    // What is asked without a connection would count as a folder that breaks it.
    if (!feed.polls || feed.growing === undefined || feed.watched === undefined) return
    doubt(feed.growing)
    for (const folder of feed.growing.listed) void relist(feed, folder)
    plan(feed)
  }, POLL_MS)
  onClient(feed)
  return () => {
    feed.stopped = true
    clearInterval(poll)
    clearTimeout(feed.timer)
    for (const stop of stops) stop()
  }
}

/** The client came, or came back, or went. */
function onClient(feed: Feed): void {
  const client = store.getState().cluster.clients.get(TREE_CLIENT)
  const { server, session, state } = client ?? {}
  if (server === undefined || session === undefined || state !== 'connected') {
    if (feed.watched !== undefined) treeStore.setState({ isStale: true })
    feed.watched = undefined
    return
  }
  if (feed.watched === session && feed.growing?.replica.server === server) return
  feed.watched = session
  const growing = feed.growing === undefined ? seedOf(server) : shownAs(feed.growing, server)
  feed.growing = growing
  doubt(growing)
  show(feed)
  void begin(feed, growing)
}

async function begin(feed: Feed, growing: Growing): Promise<void> {
  const watch = feed.polls ? undefined : await ask({ type: 'addWatch', path: '/', mode: 'persistentRecursive' })
  if (watch !== undefined && !watch.ok && watch.error === 'unimplemented') feed.polls = true
  for (const folder of [...growing.listed]) void relist(feed, folder)
  plan(feed)
}

function onNews(feed: Feed, batch: readonly Happening[]): void {
  const { growing } = feed
  if (growing === undefined) return
  let heard = false
  for (const { node, event } of batch) {
    if (node !== `c${TREE_CLIENT}` || event.type !== 'watchEvent') continue
    heard = true
    if (event.event === 'nodeCreated') create(growing, event.path)
    else if (event.event === 'nodeDeleted') remove(growing, event.path)
    else change(growing, event.path)
  }
  if (!heard) return
  show(feed)
  plan(feed)
}

/** The panel looks again; at most once a frame's worth of news. */
function show(feed: Feed): void {
  if (feed.growing === undefined || feed.stopped) return
  feed.growing = shownAs(feed.growing, feed.growing.replica.server)
  treeStore.setState({ replica: feed.growing.replica, isStale: false })
}

/** Asks what is wanted and not known, soon. */
function plan(feed: Feed): void {
  clearTimeout(feed.timer)
  feed.timer = window.setTimeout(() => pump(feed), 10)
}

function pump(feed: Feed): void {
  const { growing } = feed
  if (growing === undefined || feed.stopped || feed.watched === undefined) return
  const { folds, path, sight } = treeStore.getState()
  const { replica } = growing
  const outline = outlineOf(replica.order, folds)
  if (replica.db.tree.nodes.has(path) && !growing.read.has(path)) void read(feed, path)
  for (const { parent, names } of outline.runs) if (names[0] === UNLISTED) void relist(feed, parent)
  for (let i = sight.first; i <= Math.min(sight.last, outline.rows - 1); i++) {
    const row = rowAt(outline, i)
    if (row !== undefined && row.name !== UNLISTED && !growing.asked.has(row.path)) void stat(feed, row.path)
  }
}

async function read(feed: Feed, path: string): Promise<void> {
  await once(feed, `data ${path}`, async () => {
    const [data, acl] = await Promise.all([ask({ type: 'getData', path, watch: false }), ask({ type: 'getACL', path })])
    if (feed.growing === undefined || data === undefined || acl === undefined) return
    if (!data.ok) {
      // What may not be read is known by its stat: an ACL without r.
      if (data.error === 'noAuth') feed.growing.read.add(path)
      return
    }
    if (data.stat !== undefined)
      learn(feed.growing, path, data.stat, { data: data.data ?? null, acl: acl.ok ? (acl.acl ?? []) : [] })
  })
}
async function stat(feed: Feed, path: string): Promise<void> {
  await once(feed, `stat ${path}`, async () => {
    const outcome = await ask({ type: 'exists', path, watch: false })
    if (feed.growing === undefined || outcome === undefined) return
    if (outcome.ok && outcome.stat !== undefined) learn(feed.growing, path, outcome.stat)
    else if (!outcome.ok && outcome.error === 'noNode') remove(feed.growing, path)
  })
}
async function relist(feed: Feed, folder: string): Promise<void> {
  if ((feed.failures.get(folder) ?? 0) >= TRIES_MAX) return
  await once(feed, `list ${folder}`, async () => {
    const outcome = await ask({ type: 'getChildren', path: folder, watch: false })
    if (feed.growing === undefined || outcome === undefined) return
    if (outcome.ok) {
      feed.failures.delete(folder)
      return list(feed.growing, folder, outcome.children ?? [])
    }
    if (outcome.error === 'noNode') return remove(feed.growing, folder)
    if (outcome.error === 'noAuth') return list(feed.growing, folder, [])
    feed.failures.set(folder, (feed.failures.get(folder) ?? 0) + 1)
  })
}

/** One question of a kind at a time, and not too many of all; whoever finds no room is asked again with the next plan. */
async function once(feed: Feed, key: string, question: () => Promise<void>): Promise<void> {
  if (feed.asking.has(key) || feed.asking.size >= QUESTIONS_MAX) return
  feed.asking.add(key)
  await question()
  feed.asking.delete(key)
  show(feed)
  plan(feed)
}

/** The outcome; undefined where the client could not ask. */
async function ask(op: ClientOp): Promise<OpOutcome | undefined> {
  const result = await quietly({ type: 'submit', client: TREE_CLIENT, op })
  return result.type === 'outcome' ? result.outcome : undefined
}
