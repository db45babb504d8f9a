/** What the effects of a node come to in the simulator: made once for each process, not for each step. */
import {
  type ApplicationPorts,
  type DiskPorts,
  NO_APPLICATION,
  NO_DISK,
  type NodePorts,
  type Ports,
} from '../perform.ts'

export function serverPorts(node: NodePorts, disk: DiskPorts['disk']): Ports {
  return { ...NO_APPLICATION, ...node, disk }
}
/** Watches and states are in the client's trace too: the simulator has no other listener. */
export function clientPorts(node: NodePorts, completed: ApplicationPorts['completed']): Ports {
  return { ...NO_DISK, ...node, completed, watched: () => undefined, stateChanged: () => undefined }
}
