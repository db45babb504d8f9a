/** Names of folders and locks in the browser's storage, shared by the page (which cleans up) and the workers (which write). */
import type { NodeName } from '../ground/ids.ts'

/** The folder of all ensembles of this origin. */
export const STORAGE_ROOT: string = 'zookeeper-playground'
/** A server's folder in its ensemble's: `server.1`. */
export function serverFolder(node: NodeName): string {
  return `server.${node.slice(1)}`
}
/** The lock that a page holds while it uses an ensemble. */
export function ensembleLockName(ensemble: string): string {
  return `zk-ensemble-${ensemble}`
}
