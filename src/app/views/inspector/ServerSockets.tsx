/** The server's connections: to other servers by port, and its clients with what went in and out. */
import { serverNode } from '../../../ground/ids.ts'
import type { InspectedConnection, Inspection } from '../../../hosts/inspection.ts'
import type { ServerModel } from '../../store/model.ts'
import { point } from '../../store/pointed.ts'
import { PORTS, type Socket } from '../connections/netstat.ts'
import { choose, machineName, useConnectionsText, useLit, useSockets } from '../connections/useSockets.ts'
import '../connections/connections.css'
import { ClientName } from './ClientName.tsx'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

type Props = { readonly server: ServerModel; readonly look: Inspection | undefined }

export function ServerSockets({ server, look }: Props) {
  const text = useInspectorText()
  const { connections: words } = text
  const node = serverNode(server.id)
  const own = useSockets().filter(({ machine, pair }) => machine === node && pair !== undefined)
  return (
    <Section title={words.title} count={own.length}>
      {own.length === 0 ? (
        <p className="inspector-note">{text.none}</p>
      ) : (
        <table className="inspector-table">
          <thead>
            <tr>
              {[words.columns.port, words.columns.with, words.columns.state].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {own.map((socket) => (
              <Row key={socket.key} socket={socket} connections={look?.connections ?? []} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

type RowProps = { readonly socket: Socket; readonly connections: readonly InspectedConnection[] }
function Row({ socket: { pair, machine, channel, foreign, state, halfOpen, key }, connections }: RowProps) {
  const { connections: words } = useInspectorText()
  const names = useConnectionsText()
  const lit = useLit()
  if (pair === undefined) return null
  const other = pair.dialler === machine ? pair.listener : pair.dialler
  const client = channel === 'client' ? connections.find(({ link }) => key.startsWith(`${link} `)) : undefined
  return (
    <tr data-lit={lit(pair)} onPointerEnter={() => point(pair)} onPointerLeave={() => point(undefined)}>
      <th scope="row" className="mono">
        {PORTS[channel]}
      </th>
      <td>
        <button
          type="button"
          className="socket-show"
          title={foreign}
          aria-label={names.show(`:${PORTS[channel]}`, machineName(names, other))}
          onClick={() => choose(pair)}
          onFocus={() => point(pair)}
          onBlur={() => point(undefined)}
        >
          {client === undefined ? machineName(names, other) : <ClientName session={client.session} />}
        </button>
        {client === undefined ? null : (
          <span className="inspector-because">
            {words.traffic(client.received, client.sent)}
            {client.outstanding === 0 ? '' : ` · ${words.waiting(client.outstanding)}`}
          </span>
        )}
      </td>
      <td className="mono">
        {state}
        {halfOpen ? <em className="socket-half"> {names.halfOpen}</em> : null}
      </td>
    </tr>
  )
}
