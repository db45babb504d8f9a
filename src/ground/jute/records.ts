/** Every record of the client protocol (zookeeper.jute, 3.8.0), type and schema side by side, fields in wire order. */
import type { SessionId, Zxid } from '../ids.ts'
import type { Writer } from './cursor.ts'
import {
  boolean,
  buffer,
  int,
  long,
  longNumber,
  nullableString,
  presentVector,
  record,
  requestVector,
  type Schema,
  stringOrEmpty,
  ustring,
  vector,
} from './schema.ts'

const zxid: Schema<Zxid> = long<Zxid>()
const time: Schema<number> = longNumber()
const sessionId: Schema<SessionId> = long<SessionId>()
const path: Schema<string> = ustring
/** PathUtils.validatePath refuses null and the empty path with the same error; other checks take null for no request at all. */
const checkedPath: Schema<string> = stringOrEmpty

export type Id = { readonly scheme: string | null; readonly id: string | null }
export const id: Schema<Id> = record<Id>(
  { scheme: nullableString, id: nullableString },
  {
    read: (r) => ({ scheme: r.ustring(), id: r.ustring() }),
    write: (w, v) => {
      w.ustring(v.scheme)
      w.ustring(v.id)
    },
  },
)
/** `perms`: bits of `Permission`. */
export type Acl = { readonly perms: number; readonly id: Id }
export const acl: Schema<Acl> = record<Acl>(
  { perms: int, id },
  {
    read: (r) => ({ perms: r.int(), id: id.read(r) }),
    write: (w, v) => {
      w.int(v.perms)
      id.write(w, v.id)
    },
  },
)
/** world:anyone may do everything. */
export const OPEN_ACL: readonly Acl[] = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]

/** What a client sees of a znode, 68 bytes; times in milliseconds since 1970. `cversion` is computed (creates + deletes). */
export type Stat = {
  readonly czxid: Zxid
  readonly mzxid: Zxid
  readonly ctime: number
  readonly mtime: number
  readonly version: number
  readonly cversion: number
  readonly aversion: number
  readonly ephemeralOwner: SessionId
  readonly dataLength: number
  readonly numChildren: number
  readonly pzxid: Zxid
}
export const stat: Schema<Stat> = record<Stat>(
  {
    czxid: zxid,
    mzxid: zxid,
    ctime: time,
    mtime: time,
    version: int,
    cversion: int,
    aversion: int,
    ephemeralOwner: sessionId,
    dataLength: int,
    numChildren: int,
    pzxid: zxid,
  },
  {
    read: (r) => ({
      czxid: zxid.read(r),
      mzxid: zxid.read(r),
      ctime: time.read(r),
      mtime: time.read(r),
      version: r.int(),
      cversion: r.int(),
      aversion: r.int(),
      ephemeralOwner: sessionId.read(r),
      dataLength: r.int(),
      numChildren: r.int(),
      pzxid: zxid.read(r),
    }),
    write: (w, v) => {
      writeOrigin(w, v)
      w.int(v.version)
      w.int(v.cversion)
      w.int(v.aversion)
      w.long(v.ephemeralOwner)
      w.int(v.dataLength)
      w.int(v.numChildren)
      w.long(v.pzxid)
    },
  },
)

/** How both kinds of stat begin: which transactions made and changed it, and when. */
function writeOrigin(w: Writer, v: Pick<Stat, 'czxid' | 'mzxid' | 'ctime' | 'mtime'>): void {
  w.long(v.czxid)
  w.long(v.mzxid)
  w.longNumber(v.ctime)
  w.longNumber(v.mtime)
}
/** What a snapshot stores of a znode, 60 bytes; `cversion` is the raw creation counter. */
export type StatPersisted = {
  readonly czxid: Zxid
  readonly mzxid: Zxid
  readonly ctime: number
  readonly mtime: number
  readonly version: number
  readonly cversion: number
  readonly aversion: number
  readonly ephemeralOwner: SessionId
  readonly pzxid: Zxid
}
export const statPersisted: Schema<StatPersisted> = record<StatPersisted>(
  {
    czxid: zxid,
    mzxid: zxid,
    ctime: time,
    mtime: time,
    version: int,
    cversion: int,
    aversion: int,
    ephemeralOwner: sessionId,
    pzxid: zxid,
  },
  {
    read: (r) => ({
      czxid: zxid.read(r),
      mzxid: zxid.read(r),
      ctime: time.read(r),
      mtime: time.read(r),
      version: r.int(),
      cversion: r.int(),
      aversion: r.int(),
      ephemeralOwner: sessionId.read(r),
      pzxid: zxid.read(r),
    }),
    write: (w, v) => {
      writeOrigin(w, v)
      w.int(v.version)
      w.int(v.cversion)
      w.int(v.aversion)
      w.long(v.ephemeralOwner)
      w.long(v.pzxid)
    },
  },
)

/** First frame of a client, without a header; the `readOnly` byte may be missing (handshake.ts). */
export type ConnectRequest = {
  readonly protocolVersion: number
  readonly lastZxidSeen: Zxid
  readonly timeOut: number
  readonly sessionId: SessionId
  readonly passwd: Uint8Array | null
}
export const connectRequest: Schema<ConnectRequest> = record<ConnectRequest>({
  protocolVersion: int,
  lastZxidSeen: zxid,
  timeOut: int,
  sessionId,
  passwd: buffer,
})
/** The answer: `timeOut` 0 says that the session is invalid or expired. */
export type ConnectResponse = {
  readonly protocolVersion: number
  readonly timeOut: number
  readonly sessionId: SessionId
  readonly passwd: Uint8Array | null
}
export const connectResponse: Schema<ConnectResponse> = record<ConnectResponse>({
  protocolVersion: int,
  timeOut: int,
  sessionId,
  passwd: buffer,
})

export type RequestHeader = { readonly xid: number; readonly type: number }
export const requestHeader: Schema<RequestHeader> = record<RequestHeader>(
  { xid: int, type: int },
  {
    read: (r) => ({ xid: r.int(), type: r.int() }),
    write: (w, v) => {
      w.int(v.xid)
      w.int(v.type)
    },
  },
)
export type ReplyHeader = { readonly xid: number; readonly zxid: Zxid; readonly err: number }
export const replyHeader: Schema<ReplyHeader> = record<ReplyHeader>(
  { xid: int, zxid, err: int },
  {
    read: (r) => ({ xid: r.int(), zxid: zxid.read(r), err: r.int() }),
    write: (w, v) => {
      w.int(v.xid)
      w.long(v.zxid)
      w.int(v.err)
    },
  },
)
export type WatcherEvent = { readonly type: number; readonly state: number; readonly path: string }
export const watcherEvent: Schema<WatcherEvent> = record<WatcherEvent>({ type: int, state: int, path })

/** A null path is looked at after flags and ttl only: then it counts as no request at all. */
export type CreateRequest = {
  readonly path: string | null
  readonly data: Uint8Array | null
  readonly acl: readonly Acl[]
  readonly flags: number
}
export const createRequest: Schema<CreateRequest> = record<CreateRequest>({
  path: nullableString,
  data: buffer,
  acl: requestVector(acl),
  flags: int,
})
export type CreateTtlRequest = CreateRequest & { readonly ttl: number }
export const createTtlRequest: Schema<CreateTtlRequest> = record<CreateTtlRequest>({
  path: nullableString,
  data: buffer,
  acl: requestVector(acl),
  flags: int,
  ttl: longNumber(),
})
export type CreateResponse = { readonly path: string }
export const createResponse: Schema<CreateResponse> = record<CreateResponse>({ path })
export type Create2Response = { readonly path: string; readonly stat: Stat }
export const create2Response: Schema<Create2Response> = record<Create2Response>({ path, stat })
export type PathVersionRequest = { readonly path: string; readonly version: number }
export const deleteRequest: Schema<PathVersionRequest> = record<PathVersionRequest>({ path, version: int })
export const checkVersionRequest: Schema<PathVersionRequest> = record<PathVersionRequest>({
  path: checkedPath,
  version: int,
})
/** exists, getData, getChildren and getChildren2 ask alike. */
export type PathWatchRequest = { readonly path: string; readonly watch: boolean }
export const pathWatchRequest: Schema<PathWatchRequest> = record<PathWatchRequest>({ path, watch: boolean })
/** exists, setData and setACL answer alike. */
export type StatResponse = { readonly stat: Stat }
export const statResponse: Schema<StatResponse> = record<StatResponse>({ stat })
export type GetDataResponse = { readonly data: Uint8Array | null; readonly stat: Stat }
export const getDataResponse: Schema<GetDataResponse> = record<GetDataResponse>({ data: buffer, stat })
export type SetDataRequest = { readonly path: string; readonly data: Uint8Array | null; readonly version: number }
export const setDataRequest: Schema<SetDataRequest> = record<SetDataRequest>({
  path: checkedPath,
  data: buffer,
  version: int,
})
export type PathRequest = { readonly path: string }
export const pathRequest: Schema<PathRequest> = record<PathRequest>({ path })
export type GetAclResponse = { readonly acl: readonly Acl[]; readonly stat: Stat }
export const getAclResponse: Schema<GetAclResponse> = record<GetAclResponse>({ acl: vector(acl), stat })
export type SetAclRequest = { readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
export const setAclRequest: Schema<SetAclRequest> = record<SetAclRequest>({
  path: checkedPath,
  acl: requestVector(acl),
  version: int,
})
export type GetChildrenResponse = { readonly children: readonly string[] }
export const getChildrenResponse: Schema<GetChildrenResponse> = record<GetChildrenResponse>({
  children: vector(ustring),
})
export type GetChildren2Response = { readonly children: readonly string[]; readonly stat: Stat }
export const getChildren2Response: Schema<GetChildren2Response> = record<GetChildren2Response>({
  children: vector(ustring),
  stat,
})
/** sync asks and answers with a path that nobody validates, null too. */
export type SyncRequest = { readonly path: string | null }
export const syncRequest: Schema<SyncRequest> = record<SyncRequest>({ path: nullableString })
export const syncResponse: Schema<SyncRequest> = syncRequest

export type ReconfigRequest = {
  readonly joiningServers: string | null
  readonly leavingServers: string | null
  readonly newMembers: string | null
  readonly curConfigId: bigint
}
export const reconfigRequest: Schema<ReconfigRequest> = record<ReconfigRequest>({
  joiningServers: nullableString,
  leavingServers: nullableString,
  newMembers: nullableString,
  curConfigId: long<bigint>(),
})
export type AuthPacket = { readonly type: number; readonly scheme: string | null; readonly auth: Uint8Array | null }
export const authPacket: Schema<AuthPacket> = record<AuthPacket>({ type: int, scheme: nullableString, auth: buffer })
export type SaslToken = { readonly token: Uint8Array | null }
export const saslToken: Schema<SaslToken> = record<SaslToken>({ token: buffer })
export type SetWatches = {
  readonly relativeZxid: Zxid
  readonly dataWatches: readonly string[]
  readonly existWatches: readonly string[]
  readonly childWatches: readonly string[]
}
export const setWatches: Schema<SetWatches> = record<SetWatches>({
  relativeZxid: zxid,
  dataWatches: presentVector(path),
  existWatches: presentVector(path),
  childWatches: presentVector(path),
})
export type SetWatches2 = SetWatches & {
  readonly persistentWatches: readonly string[]
  readonly persistentRecursiveWatches: readonly string[]
}
export const setWatches2: Schema<SetWatches2> = record<SetWatches2>({
  relativeZxid: zxid,
  dataWatches: presentVector(path),
  existWatches: presentVector(path),
  childWatches: presentVector(path),
  persistentWatches: presentVector(path),
  persistentRecursiveWatches: presentVector(path),
})
/** `mode` 0 persistent, 1 persistent recursive. */
export type AddWatchRequest = { readonly path: string; readonly mode: number }
export const addWatchRequest: Schema<AddWatchRequest> = record<AddWatchRequest>({ path, mode: int })
/** checkWatches and removeWatches: `type` 1 children, 2 data, 3 any. */
export type WatchTypeRequest = { readonly path: string; readonly type: number }
export const watchTypeRequest: Schema<WatchTypeRequest> = record<WatchTypeRequest>({ path: stringOrEmpty, type: int })
export type GetEphemeralsRequest = { readonly prefixPath: string | null }
export const getEphemeralsRequest: Schema<GetEphemeralsRequest> = record<GetEphemeralsRequest>({
  prefixPath: nullableString,
})
export type GetEphemeralsResponse = { readonly ephemerals: readonly string[] }
export const getEphemeralsResponse: Schema<GetEphemeralsResponse> = record<GetEphemeralsResponse>({
  ephemerals: vector(ustring),
})
export type GetAllChildrenNumberResponse = { readonly totalNumber: number }
export const getAllChildrenNumberResponse: Schema<GetAllChildrenNumberResponse> = record<GetAllChildrenNumberResponse>({
  totalNumber: int,
})
export type ClientInfo = { readonly authScheme: string | null; readonly user: string | null }
export const clientInfo: Schema<ClientInfo> = record<ClientInfo>({ authScheme: nullableString, user: nullableString })
export type WhoAmIResponse = { readonly clientInfo: readonly ClientInfo[] }
export const whoAmIResponse: Schema<WhoAmIResponse> = record<WhoAmIResponse>({ clientInfo: vector(clientInfo) })
export type ErrorResponse = { readonly err: number }
export const errorResponse: Schema<ErrorResponse> = record<ErrorResponse>({ err: int })
export type MultiHeader = { readonly type: number; readonly done: boolean; readonly err: number }
export const multiHeader: Schema<MultiHeader> = record<MultiHeader>({ type: int, done: boolean, err: int })
