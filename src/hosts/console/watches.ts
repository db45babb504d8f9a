/** Watch events and changes of the connection as zkCli prints them: ZooKeeperMain.MyWatcher and WatchedEvent.toString. */
import type { WatchEventName } from '../../ground/jute/opcodes.ts'
import type { ClientEvent } from '../../protocol/trace.ts'

/** `WATCHER::` and the event, each after an empty line. */
export function watchLines(event: WatchEventName, path: string): readonly string[] {
  const type = `${event.slice(0, 1).toUpperCase()}${event.slice(1)}`
  return linesOf(`SyncConnected type:${type} path:${path}`)
}

/** The same for what became of the connection; nothing where zkCli prints nothing. */
export function connectionLines(event: ClientEvent): readonly string[] {
  switch (event.type) {
    case 'connected':
      return linesOf('SyncConnected type:None path:null')
    case 'disconnected':
      return linesOf('Disconnected type:None path:null')
    case 'expired':
      return linesOf('Expired type:None path:null')
    case 'clientStopped':
      return linesOf('Closed type:None path:null')
    default:
      return []
  }
}

function linesOf(state: string): readonly string[] {
  return ['', 'WATCHER::', '', `WatchedEvent state:${state}`]
}
