/** Hand-made histories of what clients asked and were told, and the tables of them that tests are made from. */
import { describe, expect, test } from 'vitest'
import { findingInChinese } from '../../app/i18n/guarantees.reasons.zh.ts'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { type NodeName, SESSION_NONE, type SessionId, type Zxid } from '../../ground/ids.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL, type Stat } from '../../ground/jute/records.ts'
import type { Txn } from '../../ground/jute/txns.ts'
import { opNameOf, pathOf } from '../../protocol/client/requests.ts'
import type { ClientOp, CreateOp, DeleteOp, OpOutcome, SetDataOp } from '../../protocol/client/seam.ts'
import { CHECKER_NAMES, type CheckerName } from './checkers.ts'
import * as h from './histories.suite.ts'
import { cA, cB, s1, s2, sessionA, sessionB, z } from './histories.suite.ts'

export type Bad = readonly [name: string, reason: RegExp, history: h.History]
export type Good = readonly [name: string, history: h.History]
export type BadTable = { readonly [K in CheckerName]?: readonly Bad[] }

// ── Requests and transactions ───────────────────────────────────────────────────────────────────────────────────────────

export const bytes = (text: string): Uint8Array => encodeUtf8(text)
export const make = (path: string, text = '', mode: CreateMode = 'persistent'): CreateOp => ({
  type: 'create',
  path,
  data: bytes(text),
  mode,
  acl: OPEN_ACL,
})
export const put = (path: string, text: string, version = -1): SetDataOp => ({
  type: 'setData',
  path,
  data: bytes(text),
  version,
})
export const remove = (path: string, version = -1): DeleteOp => ({ type: 'delete', path, version })
export const read = (path: string): ClientOp => ({ type: 'getData', path, watch: false })
export const look = (path: string): ClientOp => ({ type: 'exists', path, watch: false })
export const list = (path: string): ClientOp => ({ type: 'getChildren', path, watch: false })
export const sync: ClientOp = { type: 'sync', path: '/' }

export const made = (path: string, text = '', parentCVersion = 1, ephemeral = false): Txn => ({
  type: 'create',
  withStat: false,
  path,
  data: bytes(text),
  acl: OPEN_ACL,
  ephemeral,
  parentCVersion,
})
export const wrote = (path: string, text: string, version: number): Txn => ({
  type: 'setData',
  path,
  data: bytes(text),
  version,
})
export const gone = (path: string): Txn => ({ type: 'delete', path })
export const failed = (err: number): Txn => ({ type: 'error', err })
export const NO_NODE = -101
export const BAD_VERSION = -103
export const NODE_EXISTS = -110
export const NOT_EMPTY = -111

// ── What clients ask and are told ───────────────────────────────────────────────────────────────────────────────────────

export const done: OpOutcome = { ok: true }
export const no = (error: KeeperErrorName): OpOutcome => ({ ok: false, error })
/** The stat of a znode that `czxid` made and nobody changed, but for `changes`. */
export const stat = (czxid: Zxid, changes: Partial<Stat> = {}): Stat => ({
  czxid,
  mzxid: czxid,
  pzxid: czxid,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: SESSION_NONE,
  dataLength: 0,
  numChildren: 0,
  ...changes,
})
const sessionOf = (client: NodeName): SessionId => (client === cB ? sessionB : sessionA)
export const asksFor = (client: NodeName, xid: number, request: ClientOp): h.Line => [
  client,
  { type: 'sent', xid, op: opNameOf(request), path: pathOf(request), request },
]
export const gets = (client: NodeName, xid: number, request: ClientOp, zxid: Zxid, outcome: OpOutcome): h.Line => [
  client,
  {
    type: 'answered',
    xid,
    op: opNameOf(request),
    path: pathOf(request),
    error: outcome.ok ? 'ok' : outcome.error,
    zxid,
    tookMs: 1,
    outcome,
  },
]
/** s1, which leads, proposes and commits what `client` asked for. */
export const becomes = (client: NodeName, xid: number, zxid: Zxid, txn: Txn): readonly h.Line[] => [
  h.proposes(s1, zxid, txn, { session: sessionOf(client), xid }),
  h.commits(s1, zxid),
]
/** A write from its request to its answer. */
export const does = (
  client: NodeName,
  xid: number,
  request: ClientOp,
  zxid: Zxid,
  txn: Txn,
  outcome: OpOutcome = txn.type === 'error' ? no('noNode') : done,
): readonly h.Line[] => [
  asksFor(client, xid, request),
  ...becomes(client, xid, zxid, txn),
  gets(client, xid, request, zxid, outcome),
]
/** A read and its answer. */
export const reads = (
  client: NodeName,
  xid: number,
  request: ClientOp,
  zxid: Zxid,
  outcome: OpOutcome,
): readonly h.Line[] => [asksFor(client, xid, request), gets(client, xid, request, zxid, outcome)]

/** An empty ensemble that s1 leads with s2; A is connected to s2, B to s1. */
export const calm: h.History = [...h.allBoot(), ...h.reign(s1, s2, 1), h.connects(cA, s2), h.connects(cB, s1, sessionB)]
/** /a holds "0", made by A as 1:1. */
export const withA: h.History = [...calm, ...does(cA, 1, make('/a', '0'), z(1, 1), made('/a', '0'))]

// ── Judging ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each history is rejected by its family, for its reason, at its last line: nothing before it is held against anybody. */
export function rejectAll(tables: BadTable): void {
  for (const [name, table] of Object.entries(tables)) {
    const checker = h.nameOf(name)
    describe(checker, () => {
      test.each(table)('rejects: %s', (_, reason, history) => {
        const finding = h.findingOf(checker, history)
        expect(finding?.reason).toMatch(reason)
        // People read it in Chinese, too.
        expect(findingInChinese(finding?.reason ?? '')).toBeDefined()
        expect(finding?.line).toBe(h.happenings(history).length - 1)
      })
    })
  }
}

/** None of `families` finds anything. Short stories leave out what the others ask for: each judges its own. */
export function acceptAll(histories: readonly Good[], families: readonly CheckerName[] = CHECKER_NAMES): void {
  test.each(histories)('accepts: %s', (_, history) => {
    expect(families.flatMap((name) => h.findingOf(name, history)?.reason ?? [])).toEqual([])
  })
}
