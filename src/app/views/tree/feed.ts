/**
 * Keeps the tree panel's copy in step: picks the server to show, reads its tree when it must, follows its news otherwise.
 * Laws: 1. One read at a time; the next one waits READ_MS_MIN real milliseconds, and longer after a long one of a large
 * tree: to read that costs its server time too. 2. News that come while a tree is being read wait for it. 3. A tree is never shown
 * as another server's: the copy names its server.
 */
import type { Millis, ServerId } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { type AppState, store } from '../../store/app.ts'
import { readTree } from '../../store/bridge.ts'
import { type ClusterModel, leaderOf } from '../../store/model.ts'
import { followRemoteTree } from './remote/remoteFeed.ts'
import { follow, newsSince, replicaOf } from './replica.ts'
import { type Firing, type TreeChoice, treeStore } from './treeStore.ts'

export const READ_MS_MIN: Millis = 200
/** A server spends at most one part in so many on being read. */
const READ_SHARE = 10
/** Fewer znodes than this cost nothing to read: where the answer took long all the same, the server was busy starting. */
const ZNODES_THAT_COST = 1000
/** How long a badge stays after its watch fired, in real milliseconds. */
export const FIRED_SHOWN_MS: Millis = 1600
const FIRINGS_MAX = 100

/** The server whose tree `choice` means: the leader, or while there is none the one that was shown, or any that runs. */
export function serverToShow(
  cluster: ClusterModel,
  choice: TreeChoice,
  shown: ServerId | undefined,
): ServerId | undefined {
  if (choice !== 'leader') return choice
  const leader = leaderOf(cluster)
  if (leader !== undefined) return leader.id
  const isAlive = (id: ServerId) => cluster.servers.get(id)?.life === 'alive'
  if (shown !== undefined && isAlive(shown)) return shown
  return [...cluster.servers.keys()].find(isAlive)
}

type Feed = {
  last: Happening | undefined
  waiting: Happening[]
  reading: boolean
  /** News were missed while the tree was being read: what comes back may lack them, and is read once more. */
  missed: boolean
  /** When the next read may start, in real time. */
  readFrom: Millis
  timer: number
}

/** Follows until the returned function is called: a server's own tree, or what is looked at of a real ensemble's. */
export function followTree(isRemote: boolean): () => void {
  return isRemote ? followRemoteTree() : followServerTree()
}

function followServerTree(): () => void {
  const feed: Feed = { last: undefined, waiting: [], reading: false, missed: false, readFrom: 0, timer: 0 }
  const onState = (state: AppState) => {
    const news = takeNews(feed, state)
    followFirings(state, news ?? [])
    step(feed, state.cluster, news)
  }
  const look = () => onState(store.getState())
  const stops = [
    store.subscribe(onState),
    treeStore.subscribe((now, before) => (now.choice === before.choice ? undefined : look())),
  ]
  look()
  return () => {
    for (const stop of stops) stop()
    clearTimeout(feed.timer)
  }
}

function takeNews(feed: Feed, { history }: AppState): readonly Happening[] | undefined {
  const news = newsSince(history, feed.last)
  feed.last = history.at(-1)
  return news
}

/** `news` undefined: some were missed. */
function step(feed: Feed, cluster: ClusterModel, news: readonly Happening[] | undefined): void {
  const { choice, replica, isStale } = treeStore.getState()
  const server = serverToShow(cluster, choice, replica?.server)
  if (feed.reading) {
    if (news === undefined) feed.missed = true
    else for (const happening of news) feed.waiting.push(happening)
    return
  }
  if (server === undefined) return
  const isRunning = cluster.servers.get(server)?.life !== 'down'
  if (replica?.server !== server) {
    if (replica !== undefined && !isRunning) treeStore.setState({ replica: undefined, isStale: true })
    if (isRunning) read(feed, server)
    return
  }
  if (news === undefined || isStale) {
    if (!isStale) treeStore.setState({ isStale: true })
    if (isRunning) read(feed, server)
    return
  }
  const followed = follow(replica, news)
  if (followed.type === 'same') return
  treeStore.setState({ replica: followed.replica, isStale: followed.type === 'stale' })
  if (followed.type === 'stale' && isRunning) read(feed, server)
}

function read(feed: Feed, server: ServerId): void {
  const startedAt = performance.now()
  const wait = feed.readFrom - startedAt
  clearTimeout(feed.timer)
  if (wait > 0) {
    feed.timer = window.setTimeout(() => step(feed, store.getState().cluster, []), wait)
    return
  }
  feed.reading = true
  feed.missed = false
  void readTree(server).then(
    (view) => {
      const { waiting } = feed
      const tookMs = performance.now() - startedAt
      feed.reading = false
      const isLarge = (view?.znodes.length ?? 0) >= ZNODES_THAT_COST
      feed.readFrom = startedAt + (isLarge ? Math.max(READ_MS_MIN, READ_SHARE * tookMs) : READ_MS_MIN)
      feed.waiting = []
      if (view !== undefined) treeStore.setState({ replica: replicaOf(view), isStale: false })
      step(feed, store.getState().cluster, view === undefined || feed.missed ? undefined : waiting)
    },
    () => {
      feed.reading = false
    },
  )
}

/** Watches that just fired stay to be seen for a moment. */
function followFirings(state: AppState, news: readonly Happening[]): void {
  const fired = news.flatMap(({ node, index, event }): readonly Firing[] => {
    if (event.type !== 'watchFired') return []
    const client = state.cluster.sessions.get(event.session)?.client
    return client === undefined ? [] : [{ key: `${node}:${index}`, path: event.path, client, oneShot: event.oneShot }]
  })
  if (fired.length === 0) return
  treeStore.setState(({ firings }) => ({ firings: [...firings, ...fired].slice(-FIRINGS_MAX) }))
  const keys = new Set(fired.map((one) => one.key))
  setTimeout(() => {
    treeStore.setState(({ firings }) => ({ firings: firings.filter((one) => !keys.has(one.key)) }))
  }, FIRED_SHOWN_MS)
}
