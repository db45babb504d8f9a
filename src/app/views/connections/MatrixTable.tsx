/** The matrix: a row dials, a column is dialled; each mark is a port. The table beside it tells the same to a keyboard. */
import { useMemo } from 'react'
import { externalOf, type NodeName, serverOf } from '../../../ground/ids.ts'
import { clientColor } from '../../shapes/palette.ts'
import { useApp } from '../../store/app.ts'
import { point } from '../../store/pointed.ts'
import { type Cell, cellKey, matrixOf } from './matrix.ts'
import { PORTS, type Socket } from './netstat.ts'
import { choose, machineName, useConnectionsText, useLit } from './useSockets.ts'

type Props = { readonly servers: readonly NodeName[]; readonly sockets: readonly Socket[] }

export function MatrixTable({ servers, sockets }: Props) {
  const text = useConnectionsText()
  const matrix = useMemo(() => matrixOf(servers, sockets), [servers, sockets])
  return (
    <div className="matrix-box">
      <table className="matrix" aria-label={text.matrix}>
        <thead>
          <tr>
            <th className="matrix-corner" scope="col">
              {text.dials}
            </th>
            {matrix.columns.map((node) => (
              <Machine key={node} node={node} scope="col" />
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <tr key={row}>
              <Machine node={row} scope="row" />
              {matrix.columns.map((column) => (
                <td key={column} data-self={row === column}>
                  {matrix.cells.get(cellKey(row, column))?.map((cell) => (
                    <Mark key={cell.channel} cell={cell} />
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A machine's number or letter at the edge, whole for who hears it; crossed out where nothing runs. */
function Machine({ node, scope }: { readonly node: NodeName; readonly scope: 'row' | 'col' }) {
  const text = useConnectionsText()
  const id = serverOf(node)
  const server = useApp(({ cluster }) => (id === undefined ? undefined : cluster.servers.get(id)))
  const address = externalOf(node)
  const short = address === undefined ? node.slice(1) : address.slice(address.lastIndexOf(':'))
  return (
    <th
      scope={scope}
      className="matrix-machine"
      data-down={server?.life === 'down'}
      data-leads={server?.life !== 'down' && server?.role === 'leading'}
      style={id === undefined ? { color: clientColor(node.slice(1)) } : undefined}
      aria-label={machineName(text, node)}
      title={machineName(text, node)}
    >
      {short}
    </th>
  )
}

function Mark({ cell }: { readonly cell: Cell }) {
  const text = useConnectionsText()
  const lit = useLit()
  const { channel, state, pair } = cell
  const words = text.cell(
    PORTS[channel],
    machineName(text, pair.dialler),
    machineName(text, pair.listener),
    text.cells[state],
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the table of sockets has the same as buttons
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <span
      className="matrix-mark"
      data-channel={channel}
      data-state={state}
      data-lit={lit(pair)}
      title={words}
      onPointerEnter={() => point(pair)}
      onPointerLeave={() => point(undefined)}
      onClick={() => choose(pair)}
    >
      <span aria-hidden="true">{PORTS[channel]}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  )
}
