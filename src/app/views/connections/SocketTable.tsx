/** The sockets as a table, machine by machine. Pointing at one lights up its connection; its button chooses it. */
import { useApp } from '../../store/app.ts'
import { point } from '../../store/pointed.ts'
import type { Socket } from './netstat.ts'
import { choose, machineName, useConnectionsText, useLit } from './useSockets.ts'

export function SocketTable({ sockets }: { readonly sockets: readonly Socket[] }) {
  const text = useConnectionsText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const { columns } = text
  const machines = [...new Set(sockets.map(({ machine }) => machine))]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="sockets-box" tabIndex={0} aria-label={text.table}>
      <table className="sockets">
        <thead>
          <tr>
            <th scope="col">{columns.local}</th>
            <th scope="col">{columns.foreign}</th>
            <th scope="col">{columns.state}</th>
            {isRemote ? null : <th scope="col">{columns.process}</th>}
          </tr>
        </thead>
        {machines.map((machine) => (
          <tbody key={machine}>
            <tr>
              <th scope="rowgroup" colSpan={isRemote ? 3 : 4} className="sockets-machine">
                {machineName(text, machine)}
              </th>
            </tr>
            {sockets
              .filter((socket) => socket.machine === machine)
              .map((socket) => (
                <Row key={socket.key} socket={socket} isRemote={isRemote} />
              ))}
          </tbody>
        ))}
      </table>
      {sockets.length === 0 ? <p className="connections-rule">{text.none}</p> : null}
    </section>
  )
}

function Row({ socket, isRemote }: { readonly socket: Socket; readonly isRemote: boolean }) {
  const text = useConnectionsText()
  const lit = useLit()
  const { pair, local, foreign, state, process, halfOpen, channel } = socket
  const here = pair === undefined ? {} : pointing(pair)
  return (
    <tr
      className="socket"
      data-channel={channel}
      data-state={state}
      data-lit={pair !== undefined && lit(pair)}
      {...here}
    >
      <td>
        {pair === undefined ? (
          local
        ) : (
          <button
            type="button"
            className="socket-show"
            aria-label={text.show(local, foreign)}
            onClick={() => choose(pair)}
            onFocus={() => point(pair)}
            onBlur={() => point(undefined)}
          >
            {local}
          </button>
        )}
      </td>
      <td>{foreign}</td>
      <td>
        {state}
        {halfOpen ? <em className="socket-half"> {text.halfOpen}</em> : null}
      </td>
      {isRemote ? null : <td>{process === undefined ? '-' : text.worker(process)}</td>}
    </tr>
  )
}

function pointing(pair: Parameters<typeof point>[0]) {
  return { onPointerEnter: () => point(pair), onPointerLeave: () => point(undefined) }
}
