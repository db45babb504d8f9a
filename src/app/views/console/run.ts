/** Takes typed lines to the ensemble, and watch events back to the console. */
import type { ServerId } from '../../../ground/ids.ts'
import { formatZxid } from '../../../ground/ids.ts'
import { type ConsolePorts, execute } from '../../../hosts/console/console.ts'
import { connectionLines, watchLines } from '../../../hosts/console/watches.ts'
import type { Happening } from '../../../hosts/engine.ts'
import type { Named } from '../../../hosts/vocabulary.ts'
import { store } from '../../store/app.ts'
import { askWord, hear, intervene } from '../../store/bridge.ts'
import { isClientEvent } from '../../store/cluster.ts'
import { type ClusterModel, leaderOf, roleLabel } from '../../store/model.ts'
import { treeStore } from '../tree/treeStore.ts'
import { consoleStore, print, theConsole } from './consoleStore.ts'
import { keepHistory, remembered } from './history.ts'

/** Who can be spoken of, as the picture has it. */
export function namedIn(cluster: ClusterModel): Named {
  const clients = [...cluster.clients.values()].filter(({ life, state }) => life !== 'down' && state !== 'closed')
  return {
    servers: [...cluster.servers.keys()].toSorted((a, b) => a - b),
    clients: clients.map((client) => client.name),
    leader: leaderOf(cluster)?.id,
  }
}

/** The names of a znode's children, as far as the tree panel knows them. */
export function childrenOf(path: string): readonly string[] {
  return treeStore.getState().replica?.order.get(path) ?? []
}

/** `zk2:2181`, `10.0.0.2`, `127.0.0.1:2182` (the second port), `2`. */
function serverAt(address: string): ServerId | undefined {
  const servers = namedIn(store.getState().cluster).servers
  const port = Number(/^(?:127\.0\.0\.1|localhost):(\d+)$/.exec(address)?.[1] ?? Number.NaN)
  if (!Number.isNaN(port)) return servers[port - 2181]
  const id = /^(?:zk|10\.0\.0\.)?(\d{1,3})(?::\d+)?$/.exec(address)?.[1]
  return servers.find((server) => String(server) === id)
}

function statusLines(): readonly string[] {
  return [...store.getState().cluster.servers.values()].map(
    (server) => `server ${server.id}: ${roleLabel(server)}, epoch ${server.epoch}, zxid ${formatZxid(server.lastZxid)}`,
  )
}

const ports: ConsolePorts = {
  intervene,
  word: askWord,
  named: () => namedIn(store.getState().cluster),
  serverAt,
  status: statusLines,
  print: ({ stream, text }) => print({ type: stream, text }),
}

/** `[zk: zkCli(CONNECTED) 3]`, as zkCli prompts. */
export function promptText(client: string, cluster: ClusterModel, count: number): string {
  const state = theConsole.closed ? 'CLOSED' : (cluster.clients.get(client)?.state ?? 'closed').toUpperCase()
  return `[zk: ${client}(${state}) ${count}]`
}

/** Carries a typed line out; what comes of it is printed. */
export async function type(line: string): Promise<void> {
  if (line.trim() === '') return
  const { count, client, typed } = consoleStore.getState()
  const known = remembered(typed, line)
  keepHistory(known)
  print({ type: 'typed', prompt: promptText(client, store.getState().cluster, count), text: line })
  consoleStore.setState(({ running }) => ({ typed: known, count: count + 1, running: running + 1 }))
  const ending = await execute(theConsole, line, ports)
  if (ending.type !== 'done') print({ type: 'failed', line, ending })
  consoleStore.setState(({ running }) => ({ running: running - 1, client: theConsole.client }))
}

/** Prints what the acting client's watches and its connection tell, until the returned function is called. */
export function followWatches(): () => void {
  return hear((batch) => {
    for (const happening of batch) for (const text of linesOf(happening)) print({ type: 'watch', text })
  })
}
function linesOf({ node, event }: Happening): readonly string[] {
  if (node !== `c${theConsole.client}` || !theConsole.printWatches || !isClientEvent(event)) return []
  const lines = event.type === 'watchEvent' ? watchLines(event.event, event.path) : connectionLines(event)
  return lines.filter((line) => line !== '')
}
