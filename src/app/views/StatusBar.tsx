/** The line at the bottom: who leads, how many writes, where the disks are, why the last command was refused. */
import { useApp, useText } from '../store/app.ts'
import { leaderOf } from '../store/model.ts'

export function StatusBar() {
  const text = useText()
  const leader = useApp((state) => leaderOf(state.cluster))
  const perSecond = useApp((state) => state.cluster.rate.perSecond)
  const disk = useApp((state) => (state.engine.type === 'running' ? state.engine.capabilities.disk : undefined))
  const refusal = useApp((state) => state.refusal)
  return (
    <footer className="status">
      <span className="status-leader" data-ok={leader !== undefined}>
        {leader === undefined ? text.status.noLeader : text.status.leader(leader.id, leader.epoch)}
      </span>
      <Counts />
      {refusal === undefined ? null : <span className="status-refusal">{text.frame.refused(refusal)}</span>}
      <span className="status-keys">{text.status.keys}</span>
      <span className="status-rate">{text.status.writes(perSecond)}</span>
      {disk === undefined ? null : <span className="status-disk">{text.status[disk]}</span>}
    </footer>
  )
}

function Counts() {
  const text = useText()
  const servers = useApp((state) => state.cluster.servers.size)
  const clients = useApp((state) => state.cluster.clients.size)
  return (
    <span className="status-counts">{servers === 0 ? text.frame.starting : text.frame.counts(servers, clients)}</span>
  )
}
