/** Whose tree is shown, and how far it is behind the leader's: a stale follower must be seen to be stale. */

import { useShallow } from 'zustand/react/shallow'
import { counterOf, epochOf, formatZxid, type ServerId, serverId, type Zxid } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { leaderOf } from '../../store/model.ts'
import type { Replica } from './replica.ts'
import { treeStore, useTree } from './treeStore.ts'

export function ServerChoice() {
  const text = useText()
  const servers = useApp(useShallow((state) => [...state.cluster.servers.keys()]))
  const leader = useApp((state) => leaderOf(state.cluster)?.id)
  const choice = useTree((state) => state.choice)
  return (
    <select
      className="select"
      aria-label={text.tree.whose}
      value={String(choice)}
      onChange={({ target }) =>
        treeStore.setState({ choice: target.value === 'leader' ? 'leader' : serverId(Number(target.value)) })
      }
    >
      <option value="leader">{text.tree.ofLeader(leader)}</option>
      {servers.map((id: ServerId) => (
        <option key={id} value={id}>
          {text.tree.ofServer(id)}
        </option>
      ))}
    </select>
  )
}

/** The zxid of the copy, and what to know about its age. */
export function Freshness({ replica }: { readonly replica: Replica }) {
  const text = useText()
  const zxid = replica.db.lastProcessedZxid
  const leaderZxid = useApp((state) => leaderOf(state.cluster)?.lastZxid)
  const isDown = useApp((state) => state.cluster.servers.get(replica.server)?.life === 'down')
  const note = isDown
    ? text.tree.lastKnown(replica.server)
    : leaderZxid === undefined
      ? text.tree.noLeader(replica.server)
      : behindWords(text, zxid, leaderZxid)
  return (
    <p className="freshness" data-stale={note !== undefined}>
      <span className="mono">{formatZxid(zxid)}</span>
      {note === undefined ? null : <span>{note}</span>}
    </p>
  )
}

/** A leader that has written nothing yet stands at its epoch's start: who has all before is not behind it. */
function behindWords(text: ReturnType<typeof useText>, zxid: Zxid, leader: Zxid): string | undefined {
  if (zxid >= leader || counterOf(leader) === 0) return undefined
  return epochOf(zxid) === epochOf(leader)
    ? text.tree.behind(counterOf(leader) - counterOf(zxid))
    : text.tree.behindEpoch(epochOf(leader))
}
