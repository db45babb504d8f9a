/**
 * Whether two transactions are one, field by field. It is asked of each transaction at each server: to compare their bytes
 * would mean to write them again each time.
 * Law: what is the same here has the same bytes. (Not the other way round: the wire knows fewer texts than we do.)
 */
import type { Acl } from '../../ground/jute/records.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'

export function isSameHeader(a: TxnHeader, b: TxnHeader): boolean {
  if (a === b) return true
  return a.cxid === b.cxid && a.zxid === b.zxid && a.time === b.time && a.type === b.type && a.clientId === b.clientId
}

export function isSameTxn(a: Txn, b: Txn): boolean {
  if (a === b) return true
  switch (a.type) {
    case 'createSession':
      return b.type === a.type && a.timeOut === b.timeOut
    case 'closeSession':
      return b.type === a.type && areSame(a.paths, b.paths, isSame)
    case 'create':
      if (b.type !== a.type || a.withStat !== b.withStat || a.ephemeral !== b.ephemeral) return false
      return isSameCreate(a, b)
    case 'createContainer':
      return b.type === a.type && isSameCreate(a, b)
    case 'createTTL':
      return b.type === a.type && a.ttl === b.ttl && isSameCreate(a, b)
    case 'delete':
    case 'deleteContainer':
      return b.type === a.type && a.path === b.path
    case 'setData':
    case 'reconfig':
      return b.type === a.type && a.path === b.path && a.version === b.version && isSameData(a.data, b.data)
    case 'setACL':
      return b.type === a.type && a.path === b.path && a.version === b.version && areSame(a.acl, b.acl, isSameAcl)
    case 'check':
      return b.type === a.type && a.path === b.path && a.version === b.version
    case 'error':
      return b.type === a.type && a.err === b.err
    case 'multi':
      return b.type === a.type && areSame(a.txns, b.txns, isSameTxn)
  }
}

type Create = Extract<Txn, { type: 'createContainer' | 'create' | 'createTTL' }>
function isSameCreate(a: Create, b: Create): boolean {
  if (a.path !== b.path || a.parentCVersion !== b.parentCVersion) return false
  return isSameData(a.data, b.data) && areSame(a.acl, b.acl, isSameAcl)
}

function isSame<T>(a: T, b: T): boolean {
  return a === b
}
function isSameAcl(a: Acl, b: Acl): boolean {
  return a.perms === b.perms && a.id.scheme === b.id.scheme && a.id.id === b.id.id
}
function areSame<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (const [index, one] of a.entries()) {
    const other = b[index]
    if (other === undefined || !same(one, other)) return false
  }
  return true
}

/** No data and empty data are two things. */
export function isSameData(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
