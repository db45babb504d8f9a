/** The package's front door: the types of what host and frame say to each other, and the element, which servers render as its fallback. */
export type { Ready, ZkPlayground } from './element.ts'
export type {
  Capabilities,
  FrameMessage,
  Happened,
  HostMessage,
  Op,
  OpResult,
  ServerView,
  Snapshot,
  StateView,
} from './messages.ts'

/** Defines `<zk-playground>`, where there are elements to define: call it anywhere, also while a page is rendered on a server. */
export async function definePlayground(): Promise<void> {
  if (typeof customElements !== 'undefined') await import('./element.ts')
}
