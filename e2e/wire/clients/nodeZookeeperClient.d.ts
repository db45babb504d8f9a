/** What the tests use of node-zookeeper-client 1.1.3, which comes without types. */
declare module 'node-zookeeper-client' {
  export type Stat = { readonly version: number; readonly numChildren: number; readonly ephemeralOwner: Buffer }
  /** `name` is that of the error code: NO_NODE, NODE_EXISTS, … */
  export type Failure = Error & { readonly name: string; readonly getCode: () => number }
  export type Event = { readonly getName: () => string; readonly getPath: () => string }
  export type Watcher = (event: Event) => void
  export type Acl = { readonly permission: number; readonly id: { readonly scheme: string; readonly id: string } }
  export type Done<R extends readonly unknown[]> = (error: Failure | null, ...results: R) => void
  export type Transaction = {
    readonly create: (path: string, data?: Buffer, mode?: number) => Transaction
    readonly check: (path: string, version?: number) => Transaction
    readonly setData: (path: string, data: Buffer, version?: number) => Transaction
    readonly remove: (path: string, version?: number) => Transaction
    readonly commit: (done: Done<[readonly unknown[]]>) => void
  }
  export type Client = {
    readonly connect: () => void
    readonly close: () => void
    readonly once: (event: 'connected' | 'disconnected' | 'expired', listener: () => void) => void
    readonly getSessionId: () => Buffer
    readonly addAuthInfo: (scheme: string, auth: Buffer) => void
    readonly create: (
      path: string,
      data: Buffer | null,
      acls: readonly Acl[],
      mode: number,
      done: Done<[string]>,
    ) => void
    readonly remove: (path: string, version: number, done: Done<[]>) => void
    readonly setData: (path: string, data: Buffer, version: number, done: Done<[Stat]>) => void
    readonly getData: (path: string, watcher: Watcher | null, done: Done<[Buffer | undefined, Stat]>) => void
    readonly exists: (path: string, watcher: Watcher | null, done: Done<[Stat | null]>) => void
    readonly getChildren: (path: string, watcher: Watcher | null, done: Done<[readonly string[], Stat]>) => void
    readonly setACL: (path: string, acls: readonly Acl[], version: number, done: Done<[Stat]>) => void
    readonly getACL: (path: string, done: Done<[readonly Acl[], Stat]>) => void
    readonly mkdirp: (path: string, done: Done<[string]>) => void
    readonly transaction: () => Transaction
  }
  type Options = { readonly sessionTimeout?: number; readonly spinDelay?: number; readonly retries?: number }
  const zookeeper: {
    readonly createClient: (hosts: string, options?: Options) => Client
    readonly CreateMode: Readonly<
      Record<'PERSISTENT' | 'EPHEMERAL' | 'PERSISTENT_SEQUENTIAL' | 'EPHEMERAL_SEQUENTIAL', number>
    >
    readonly ACL: Readonly<Record<'OPEN_ACL_UNSAFE' | 'CREATOR_ALL_ACL' | 'READ_ACL_UNSAFE', readonly Acl[]>>
  }
  export default zookeeper
}
