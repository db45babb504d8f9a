/** The line at the bottom: who leads, how many writes, where the disks are, why the last command was refused. */
import { useRef } from 'react'
import { useFrame } from '../hooks/useFrame.ts'
import { store, useApp, useText } from '../store/app.ts'
import { rateAt } from '../store/cluster.ts'
import { leaderOf } from '../store/model.ts'
import { GatewayStatus } from './GatewayStatus.tsx'
import { RemoteStatus } from './RemoteStatus.tsx'

export function StatusBar() {
  const text = useText()
  const leader = useApp((state) => leaderOf(state.cluster))
  const disk = useApp((state) => (state.engine.type === 'running' ? state.engine.capabilities.disk : undefined))
  const refusal = useApp((state) => state.refusal)
  return (
    <div className="status">
      <span className="status-leader" data-ok={leader !== undefined}>
        {leader === undefined ? text.status.noLeader : text.status.leader(leader.id, leader.epoch)}
      </span>
      <Counts />
      <StandsStill />
      <GatewayStatus />
      <RemoteStatus />
      {refusal === undefined ? null : <span className="status-refusal">{text.frame.refused(refusal)}</span>}
      <span className="status-keys">{text.status.keys}</span>
      <WriteRate />
      {disk === undefined ? null : <span className="status-disk">{text.status[disk]}</span>}
    </div>
  )
}

/** Writes a second fade by the clock, not by an event: nothing happens when nobody writes. */
function WriteRate() {
  const text = useText()
  const element = useRef<HTMLSpanElement>(null)
  useFrame((now) => {
    const words = text.status.writes(rateAt(store.getState().cluster.rate, now))
    if (element.current !== null && element.current.textContent !== words) element.current.textContent = words
  })
  return <span className="status-rate" ref={element} />
}

/** The clock stands: by hand, or because nobody can see the page. */
function StandsStill() {
  const { status } = useText()
  const paused = useApp((state) => state.clock.paused)
  const byHand = useApp((state) => state.clock.byHand !== false)
  return paused ? <span className="status-paused">{byHand ? status.paused : status.hidden}</span> : null
}

function Counts() {
  const text = useText()
  const servers = useApp((state) => state.cluster.servers.size)
  const clients = useApp((state) => state.cluster.clients.size)
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  if (isRemote) return <span className="status-counts">{text.remote.counts(servers, clients)}</span>
  return (
    <span className="status-counts">{servers === 0 ? text.frame.starting : text.frame.counts(servers, clients)}</span>
  )
}
