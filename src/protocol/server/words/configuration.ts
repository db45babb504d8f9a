/** conf, envi and dirs: the server's configuration, the process around it, and the size of its folder. */
import { addressOf, memberOf, peerTypeOf } from '../../membership.ts'
import { configText } from '../../membershipText.ts'
import { isReadOnly } from '../readOnly.ts'
import type { Server } from '../state.ts'
import { VERSION } from './common.ts'

/** The lines of ConfCommand; the configuration text ends without a line feed. */
export function confText(server: Server): string {
  const { config } = server
  const { current } = server.views
  const { quorumPort, electionPort } = addressOf(
    memberOf(current, config.self) ?? { id: config.self, type: 'participant' },
  )
  const { snapshots, logs } = sizesOf(server)
  const dataDir = `${config.process.dataDir}/version-2`
  const lines: readonly (readonly [name: string, value: string | number])[] = [
    ['clientPort', config.process.clientPort],
    ['secureClientPort', -1],
    ['dataDir', dataDir],
    // 3.8 tells the two sizes the wrong way round.
    ['dataDirSize', logs],
    ['dataLogDir', dataDir],
    ['dataLogSize', snapshots],
    ['tickTime', config.tickTime],
    ['maxClientCnxns', config.connectionsMax],
    ['minSessionTimeout', config.sessionTimeoutMsMin],
    ['maxSessionTimeout', config.sessionTimeoutMsMax],
    ['clientPortListenBacklog', -1],
    ['serverId', config.self],
    ['initLimit', config.initLimit],
    ['syncLimit', config.syncLimit],
    ['electionAlg', 3],
    ['electionPort', electionPort],
    ['quorumPort', quorumPort],
    ['peerType', peerTypeOf(current, config.self) === 'observer' ? 1 : 0],
  ]
  return `${lines.map(([name, value]) => `${name}=${value}\n`).join('')}${isReadOnly(server) ? '' : `membership: \n${configText(current)}`}`
}

export function enviText(server: Server): string {
  const lines = [['zookeeper.version', VERSION] as const, ...server.config.process.environment]
  return `Environment:\n${lines.map(([name, value]) => `${name}=${value}\n`).join('')}`
}

export function dirsText(server: Server): string {
  const { snapshots, logs } = sizesOf(server)
  return `datadir_size: ${snapshots}\nlogdir_size: ${logs}\n`
}

/** Bytes in the folder of snapshots and in the folder of logs: they are one and the same, as without dataLogDir. */
function sizesOf(server: Server): { readonly snapshots: number; readonly logs: number } {
  let bytes = 0
  for (const [name, length] of server.disk.sizes) if (name.startsWith('version-2/')) bytes += length
  return { snapshots: bytes, logs: bytes }
}
