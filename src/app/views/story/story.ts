/**
 * The story as a fold over happenings: pure, bounded, and the same from live workers, the simulator or a recording.
 * Laws: 1. Times never go back in what is read: an entry stands where it began, and news of the same matter join it for
 * JOIN_MS. 2. A flood of writes becomes one sentence that counts. 3. Nothing is told that no event said.
 */
import { type ServerId, type SessionId, ZXID_ZERO, type Zxid } from '../../../ground/ids.ts'
import type { Happening } from '../../../hosts/engine.ts'
import { isClientEvent, isHostEvent } from '../../store/cluster.ts'
import type { Entry } from './tale.ts'
import { tellClient } from './tellClient.ts'
import { tellHost } from './tellHost.ts'
import type { Telling } from './telling.ts'
import { tellServer } from './tellServer.ts'

/** Sentences kept. */
export const ENTRIES_MAX = 400

export type Story = {
  readonly entries: readonly Entry[]
  readonly nextId: number
  /** Whose session it is. */
  readonly names: ReadonlyMap<SessionId, string>
  /** Why a server changed its vote last. */
  readonly because: ReadonlyMap<ServerId, string>
  /** Who votes, and since which membership. */
  readonly servers: ReadonlySet<ServerId>
  readonly version: Zxid
  /** The leader that serves. */
  readonly leader: ServerId | undefined
  /** Clients that have a connection with a session. */
  readonly connected: ReadonlySet<string>
}

export function emptyStory(): Story {
  return {
    entries: [],
    nextId: 1,
    names: new Map(),
    because: new Map(),
    servers: new Set(),
    version: ZXID_ZERO,
    leader: undefined,
    connected: new Set(),
  }
}

/** The story after `batch`; its entries are the same array where nothing was told. */
export function foldStory(story: Story, batch: readonly Happening[]): Story {
  const telling: Telling = {
    entries: [...story.entries],
    nextId: story.nextId,
    names: new Map(story.names),
    because: new Map(story.because),
    servers: new Set(story.servers),
    version: story.version,
    leader: story.leader,
    connected: new Set(story.connected),
    told: false,
  }
  for (const happening of batch) {
    const { event } = happening
    if (isHostEvent(event)) tellHost(telling, happening, event)
    else if (isClientEvent(event)) tellClient(telling, happening, event)
    else tellServer(telling, happening, event)
  }
  const { nextId, names, because, servers, version, leader, connected } = telling
  const entries = telling.told ? inOrder(telling.entries).slice(-ENTRIES_MAX) : story.entries
  return { entries, nextId, names, because, servers, version, leader, connected }
}

/** By time: nodes tell what happened a few milliseconds late, each at its own pace. Equal times stay as they came. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((a, b) => a.at - b.at)
}
