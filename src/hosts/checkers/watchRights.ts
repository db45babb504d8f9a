/**
 * Who may hear of a znode (CVE-2024-23944): a watch fires only for those who may read what changed. Judged is what the trace
 * tells: ACLs of worlds and digests that were seen to be set, and identities that a client of our own has proved.
 */
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { allows, digestIdentity } from '../../ground/data/acl.ts'
import type { NodeName, Zxid } from '../../ground/ids.ts'
import { Permission } from '../../ground/jute/opcodes.ts'
import type { Acl, Id } from '../../ground/jute/records.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { ensure, partsOf, remember } from './checker.ts'

/** ACLs that hide something, by path; those of what the last transaction deleted are still asked for. */
type Hidden = {
  readonly acls: Map<string, readonly Acl[]>
  gone: Map<string, readonly Acl[]>
  goneAt: Zxid | undefined
}
export type WatchRights = {
  readonly hidden: Map<NodeName, Hidden>
  /** What each client has proved; undefined where it may be anything. */
  readonly identities: Map<NodeName, readonly Id[] | undefined>
}

export function createWatchRights(): WatchRights {
  return { hidden: new Map(), identities: new Map() }
}

/** A client proves an identity: from now on it may have it. */
export function noteAuth(rights: WatchRights, client: NodeName, request: ClientOp): void {
  if (request.type !== 'addAuth') return
  const known = rights.identities.has(client) ? rights.identities.get(client) : []
  const name = decodeUtf8(request.auth)
  const isPlain = request.scheme === 'digest' && !name.startsWith('super:')
  const proved: Id = { scheme: 'digest', id: isPlain ? digestIdentity(name) : '' }
  remember(rights.identities, client, known === undefined || !isPlain ? undefined : [...known, proved])
}

/** Follows who may read what; whether the transaction hides anything from anybody. */
export function noteAcls(rights: WatchRights, node: NodeName, zxid: Zxid, txn: Txn): void {
  if (txn.type === 'multi') for (const part of partsOf(txn)) noteAcl(rights, node, zxid, part)
  else noteAcl(rights, node, zxid, txn)
}
function noteAcl(rights: WatchRights, node: NodeName, zxid: Zxid, part: Txn): void {
  const acl = aclOf(part)
  if (acl?.some(isClosed) === true && 'path' in part) {
    const hidden = ensure(rights.hidden, node, none)
    remember(hidden.acls, part.path, acl)
  } else {
    const known = rights.hidden.get(node)
    if (known !== undefined) leave(known, zxid, part)
  }
}
/** The ACL that a transaction gives to its znode. */
export function aclOf(txn: Txn): readonly Acl[] | undefined {
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
    case 'setACL':
      return txn.acl
    default:
      return undefined
  }
}
function none(): Hidden {
  return { acls: new Map(), gone: new Map(), goneAt: undefined }
}
function isClosed({ perms, id }: Acl): boolean {
  return (perms & Permission.read) === 0 || id.scheme !== 'world'
}

/** A znode is deleted, or opened to all. */
function leave(hidden: Hidden, zxid: Zxid, part: Txn): void {
  const isGone = part.type === 'delete' || part.type === 'deleteContainer'
  const paths = isGone || part.type === 'setACL' ? [part.path] : part.type === 'closeSession' ? part.paths : []
  for (const path of paths) {
    const acl = hidden.acls.get(path)
    if (acl === undefined) continue
    if (hidden.goneAt !== zxid) Object.assign(hidden, { gone: new Map(), goneAt: zxid })
    hidden.gone.set(path, acl)
    hidden.acls.delete(path)
  }
}

/** The tree of `node` was read anew: what its ACLs are is unknown. */
export function forgetAcls(rights: WatchRights, node: NodeName): void {
  rights.hidden.delete(node)
}

/** Whether `client` may surely not read `path`, as `node` has it after `zxid`. */
export function isHiddenFrom(rights: WatchRights, node: NodeName, client: NodeName, path: string, zxid: Zxid): boolean {
  const hidden = rights.hidden.get(node)
  if (hidden === undefined) return false
  const acl = hidden.acls.get(path) ?? (hidden.goneAt === zxid ? hidden.gone.get(path) : undefined)
  if (acl === undefined || acl.some(({ id }) => id.scheme !== 'world' && id.scheme !== 'digest')) return false
  const identities = rights.identities.has(client) ? rights.identities.get(client) : []
  return identities !== undefined && !allows(acl, Permission.read, identities)
}
