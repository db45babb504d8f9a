/** Operation codes (ZooDefs.OpCode); `kind`: who answers. */
export const OpCode = {
  notification: 0,
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getACL: 6,
  setACL: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  check: 13,
  multi: 14,
  create2: 15,
  reconfig: 16,
  checkWatches: 17,
  removeWatches: 18,
  createContainer: 19,
  deleteContainer: 20,
  createTTL: 21,
  multiRead: 22,
  auth: 100,
  setWatches: 101,
  sasl: 102,
  getEphemerals: 103,
  getAllChildrenNumber: 104,
  setWatches2: 105,
  addWatch: 106,
  whoAmI: 107,
  createSession: -10,
  closeSession: -11,
  error: -1,
} as const
export type OpName = keyof typeof OpCode

const byCode: ReadonlyMap<number, OpName> = new Map(
  Object.entries(OpCode).map(([name, code]) => [code, name as OpName]),
)

/** The name of an operation code, or undefined where ZooKeeper has none for it. */
export function opName(code: number): OpName | undefined {
  return byCode.get(code)
}

/** Special xids (ClientCnxn): notification, ping, auth packet, setWatches. */
export const SpecialXid = { notification: -1, ping: -2, auth: -4, setWatches: -8 } as const

/** Kinds of znode by the `flags` of a create (CreateMode). */
export const CreateFlag = {
  persistent: 0,
  ephemeral: 1,
  persistentSequential: 2,
  ephemeralSequential: 3,
  container: 4,
  persistentWithTtl: 5,
  persistentSequentialWithTtl: 6,
} as const
export type CreateMode = keyof typeof CreateFlag

const modeByFlag: ReadonlyMap<number, CreateMode> = new Map(
  Object.entries(CreateFlag).map(([name, flag]) => [flag, name as CreateMode]),
)
export function createMode(flag: number): CreateMode | undefined {
  return modeByFlag.get(flag)
}
export function isSequential(mode: CreateMode): boolean {
  return mode === 'persistentSequential' || mode === 'ephemeralSequential' || mode === 'persistentSequentialWithTtl'
}
export function isEphemeral(mode: CreateMode): boolean {
  return mode === 'ephemeral' || mode === 'ephemeralSequential'
}

/** WatcherEvent.type (EventType). */
export const WatchEventType = {
  none: -1,
  nodeCreated: 1,
  nodeDeleted: 2,
  nodeDataChanged: 3,
  nodeChildrenChanged: 4,
  dataWatchRemoved: 5,
  childWatchRemoved: 6,
  persistentWatchRemoved: 7,
} as const
export type WatchEventName = keyof typeof WatchEventType

const eventByCode: ReadonlyMap<number, WatchEventName> = new Map(
  Object.entries(WatchEventType).map(([name, code]) => [code, name as WatchEventName]),
)
export function watchEventName(code: number): WatchEventName | undefined {
  return eventByCode.get(code)
}

/** Permission bits of an ACL (ZooDefs.Perms). */
export const Permission = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const
