/** Who holds which connection to whom: a matrix of who dialled whom, and the sockets of each machine. */
import { useState } from 'react'
import type { NodeName } from '../../../ground/ids.ts'
import type { Channel } from '../../../protocol/seam.ts'
import { useApp, useText } from '../../store/app.ts'
import { MatrixTable } from './MatrixTable.tsx'
import { CHANNELS } from './netstat.ts'
import { SocketTable } from './SocketTable.tsx'
import { machineName, useConnectionsText, useForgetGone, useServerNodes, useSockets } from './useSockets.ts'
import './connections.css'

export function ConnectionsPanel() {
  const { connections } = useText()
  const text = useConnectionsText()
  const sockets = useSockets()
  useForgetGone(sockets)
  const servers = useServerNodes()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const [hidden, setHidden] = useState<readonly Channel[]>([])
  const [machine, setMachine] = useState<NodeName | undefined>(undefined)
  const shown = sockets.filter(({ channel }) => !hidden.includes(channel))
  const machines = [...new Set([...servers, ...sockets.map((socket) => socket.machine)])]
  const toggle = (channel: Channel) =>
    setHidden(hidden.includes(channel) ? hidden.filter((other) => other !== channel) : [...hidden, channel])
  return (
    <section className="pane connections-pane" aria-label={connections.region}>
      <header className="connections-head">
        <h2 className="pane-title">{connections.region}</h2>
        <fieldset className="connections-ports" aria-label={text.ports}>
          {(isRemote ? (['client'] as const) : CHANNELS).map((channel) => (
            <button
              key={channel}
              type="button"
              className="connections-port"
              data-channel={channel}
              aria-pressed={!hidden.includes(channel)}
              title={text.rules[channel]}
              onClick={() => toggle(channel)}
            >
              {text.port[channel]}
            </button>
          ))}
        </fieldset>
        <label className="connections-machine">
          <span>{text.machine}</span>
          <select
            value={machine ?? ''}
            onChange={(event) => setMachine(machines.find((name) => name === event.target.value))}
          >
            <option value="">{text.all}</option>
            {machines.map((name) => (
              <option key={name} value={name}>
                {machineName(text, name)}
              </option>
            ))}
          </select>
        </label>
      </header>
      <div className="connections-body">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <section className="connections-side" tabIndex={0} aria-label={text.matrix}>
          <MatrixTable servers={servers} sockets={shown} />
          <Rules channels={CHANNELS.filter((channel) => !hidden.includes(channel))} isRemote={isRemote} />
        </section>
        <SocketTable sockets={machine === undefined ? shown : shown.filter((socket) => socket.machine === machine)} />
      </div>
    </section>
  )
}

/** Why the connections are as they are. */
function Rules({ channels, isRemote }: { readonly channels: readonly Channel[]; readonly isRemote: boolean }) {
  const text = useConnectionsText()
  if (isRemote) return <p className="connections-rule">{text.remote}</p>
  return channels.map((channel) => (
    <p key={channel} className="connections-rule" data-channel={channel}>
      {text.rules[channel]}
    </p>
  ))
}
