/** What stands under a client: its place at the lock, where it came from, or what is wrong with its session. */
import type { Dictionary } from '../../i18n/en.ts'
import type { ClientModel, ClusterModel } from '../../store/model.ts'

/** A few words, or an empty text. */
export function clientNote(text: Dictionary, cluster: ClusterModel, name: string): string {
  const client = cluster.clients.get(name)
  if (client === undefined) return ''
  const words = text.stage
  if (client.life === 'down') return words.clientDown
  if (client.life === 'frozen') return words.paused
  if (client.state === 'expired') return words.sessionExpired
  if (client.state === 'disconnected' || client.state === 'connecting') {
    return client.session === undefined ? words.clientStates.connecting : words.reconnecting
  }
  switch (client.lock?.state) {
    case 'holding':
      return words.holds
    case 'waiting':
      return behindText(text, cluster, client)
    default:
      return client.movedFrom === undefined ? '' : words.movedFrom(client.movedFrom)
  }
}

function behindText(text: Dictionary, cluster: ClusterModel, client: ClientModel): string {
  const behind = client.lock?.behind
  const owner = [...cluster.clients.values()].find(
    (other) => behind !== undefined && sameNode(other.lock?.node, behind),
  )
  return owner === undefined ? text.stage.waits : text.stage.waitsBehind(owner.name)
}

/** Whether both name the same znode, given as a path or as its last part. */
function sameNode(a: string | undefined, b: string): boolean {
  return a !== undefined && lastPart(a) === lastPart(b)
}
function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
