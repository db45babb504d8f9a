/** Where real clients reach the servers: the address to copy, who else has the ports, and what the clock does to them. */
import { useEffect, useState } from 'react'
import type { GatewayView } from '../../hosts/engine.ts'
import { useApp, useText } from '../store/app.ts'
import { intervene } from '../store/bridge.ts'

/** How long "Copied" stands. */
const COPIED_MS = 1500

export function GatewayStatus() {
  const text = useText().gateway
  const gateway = useApp((state) => state.cluster.gateway)
  if (gateway.state === 'none') return null
  return (
    <span className="status-gateway">
      <span>
        {text.label} <State gateway={gateway} />
      </span>
      {gateway.state === 'ours' && gateway.taken.length > 0 ? (
        <span>{text.taken(gateway.taken, gateway.clientPort)}</span>
      ) : null}
      {gateway.problems.map(({ server, reason }) => (
        <span key={server} className="status-refusal">
          {text.problem(server, reason)}
        </span>
      ))}
      <Outside />
    </span>
  )
}

function State({ gateway }: { readonly gateway: GatewayView }) {
  const text = useText().gateway
  switch (gateway.state) {
    case 'ours':
      return <Ports gateway={gateway} />
    case 'other':
    case 'nobody':
      return (
        <>
          {text[gateway.state]}{' '}
          <button
            type="button"
            className="status-button"
            aria-label={text.takeOverName}
            onClick={() => void intervene({ type: 'takePorts' })}
          >
            {text.takeOver}
          </button>
        </>
      )
    case 'joining':
    case 'shut':
    case 'lost':
      return text[gateway.state]
    case 'none':
      return null
  }
}

/** The ports of all servers stand in the connect string, open or not: a client tries one after the other. */
function Ports({ gateway }: { readonly gateway: GatewayView }) {
  const text = useText().gateway
  const servers = useApp((state) => state.cluster.servers)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  if (gateway.open.length === 0) return text.closed
  const ports = [...servers.keys()].map((id) => gateway.clientPort + id - 1)
  const connectString = ports.map((port) => `127.0.0.1:${port}`).join(',')
  return (
    <>
      <code>{text.range(Math.min(...ports), Math.max(...ports))}</code>{' '}
      <button
        type="button"
        className="status-button"
        aria-label={text.copyName(connectString)}
        onClick={() => void navigator.clipboard.writeText(connectString).then(() => setCopied(true))}
      >
        {copied ? text.copied : text.copy}
      </button>
    </>
  )
}

/** Who is connected, and what the clock does to them. */
function Outside() {
  const text = useText().gateway
  const count = useApp((state) => state.cluster.externals.size)
  const paused = useApp((state) => state.clock.paused)
  const speed = useApp((state) => state.clock.speed)
  if (count === 0) return null
  const slow = speed !== 'auto' && speed < 1
  return (
    <>
      <span>{text.outside(count)}</span>
      <span className={paused || slow ? 'status-refusal' : undefined}>
        {paused ? text.paused : slow ? text.slow(`${speed}×`) : text.runsHidden}
      </span>
    </>
  )
}
