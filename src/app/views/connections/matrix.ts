/** Who dialled whom as a matrix, from the same sockets as the table: a row dials, a column is dialled. */
import { type NodeName, serverOf } from '../../../ground/ids.ts'
import { naturally } from '../../../hosts/treeView.ts'
import type { Channel } from '../../../protocol/seam.ts'
import type { Pair } from '../../store/pointed.ts'
import { CHANNELS, type Socket } from './netstat.ts'

/** `opening`: dialled and not answered. `ending`: one side has hung up or died, and the other does not know. */
export type CellState = 'up' | 'opening' | 'ending'
export type Cell = { readonly channel: Channel; readonly state: CellState; readonly pair: Pair }
export type Matrix = {
  readonly rows: readonly NodeName[]
  readonly columns: readonly NodeName[]
  /** By `row column`; the ports of one cell ascend. */
  readonly cells: ReadonlyMap<string, readonly Cell[]>
}

/** The matrix of `sockets`. Servers are columns and rows even where they hold nothing; who never dials is no row. */
export function matrixOf(servers: readonly NodeName[], sockets: readonly Socket[]): Matrix {
  const cells = new Map<string, Cell[]>()
  for (const channel of CHANNELS) {
    for (const { pair, ...socket } of sockets) {
      if (pair === undefined || socket.channel !== channel) continue
      const key = cellKey(pair.dialler, pair.listener)
      const known = cells.get(key) ?? []
      cells.set(key, merged(known, { channel, pair, state: stateOf(socket) }))
    }
  }
  const guests = new Set<NodeName>()
  for (const { pair } of sockets)
    if (pair !== undefined && serverOf(pair.dialler) === undefined) guests.add(pair.dialler)
  return { rows: [...servers, ...[...guests].toSorted(naturally)], columns: servers, cells }
}

export function cellKey(row: NodeName, column: NodeName): string {
  return `${row} ${column}`
}

function stateOf({ state, halfOpen }: Omit<Socket, 'pair'>): CellState {
  if (state === 'SYN_SENT') return 'opening'
  return state === 'FIN_WAIT1' || halfOpen ? 'ending' : 'up'
}

/** Both ends of a connection are one mark: the one in trouble says how it is. A second connection on the same port is seen as the first. */
function merged(known: readonly Cell[], cell: Cell): Cell[] {
  const same = known.find(({ channel }) => channel === cell.channel)
  if (same === undefined) return [...known, cell]
  return known.map((one) => (one === same && one.state === 'up' ? cell : one))
}
