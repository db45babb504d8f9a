/** Words of the connections, in English. They come with their pane. */
import type { CellState } from '../views/connections/matrix.ts'

const cells: { readonly [K in CellState]: string } = {
  up: 'connected',
  opening: 'dialled, not answered',
  ending: 'half-open: one side is gone, the other has not heard',
}

export const connectionsEn = {
  matrix: 'Who dialled whom',
  dials: 'dials ↓ · is dialled →',
  server: (id: number) => `Server ${id}`,
  client: (name: string) => `Client ${name}`,
  outside: (address: string) => `Outside, ${address}`,
  cells,
  cell: (port: number, from: string, to: string, state: string) => `${port}: ${from} dialled ${to}, ${state}`,
  table: 'Sockets, as netstat -antp lists them on each machine',
  machine: 'Machine',
  all: 'all machines',
  ports: 'Ports',
  port: { client: '2181 clients', quorum: '2888 quorum', election: '3888 election' },
  columns: { local: 'Local address', foreign: 'Foreign address', state: 'State', process: 'Process' },
  worker: (name: string) => `worker ${name}`,
  halfOpen: 'half-open',
  show: (local: string, foreign: string) => `Show the connection of ${local} with ${foreign} on the stage`,
  none: 'No sockets: nothing runs here.',
  rules: {
    election:
      '3888: the larger id dials the smaller. A smaller one that dials first is hung up on and dialled back: two servers keep one connection.',
    quorum: '2888: the leader alone listens. Followers and observers dial it, and dial anew when another one leads.',
    client: '2181: every server listens. A client holds one connection to one server.',
  },
  remote:
    'Of real servers only clients are known (cons). What they hold among each other on 2888 and 3888 nobody tells.',
}
export type ConnectionsDictionary = typeof connectionsEn
