/** A leader without an ensemble, for tests: it prepares now and applies when it is told to. */
import { expect } from 'vitest'
import { type Applied, applyTxn } from '../../ground/data/apply.ts'
import type { Excess } from '../../ground/data/quota.ts'
import { type Database, emptyDatabase } from '../../ground/data/tree.ts'
import { epoch, nextZxid, type SessionId, sessionIdFrom, type Zxid, zxidOf } from '../../ground/ids.ts'
import { type KeeperErrorName, keeperErrorName } from '../../ground/jute/errors.ts'
import type { Id } from '../../ground/jute/records.ts'
import type { TxnRecord } from '../../ground/jute/txns.ts'
import { codeOf, encodeBody, type Step } from './conversationCodec.suite.ts'
import { noOutstanding, type Outstanding, settle } from './outstanding.ts'
import { prepare } from './prep.ts'

/** Two sessions. */
export const ANN = sessionIdFrom(0x0100000000000001n)
export const BOB = sessionIdFrom(0x0100000000000002n)
export const NOBODY: readonly Id[] = [{ scheme: 'ip', id: '10.0.0.1' }]
export const NOTHING_ALLOWED = [[0, 'world', 'anyone']] as const
export const TIME = 1_700_000_000_000

export type Leader = {
  db: Database
  outstanding: Outstanding
  zxid: Zxid
  log: TxnRecord[]
  closing: Set<SessionId>
  extendedTypes: boolean
  isQuotaEnforced: boolean
  /** Limits that were told of. */
  excesses: Excess[]
}

/** A leader of epoch 1 on an empty tree, with the sessions of ANN and BOB. */
export function leader(): Leader {
  const db = emptyDatabase()
  for (const session of [ANN, BOB]) db.sessions.set(session, 10_000)
  const zxid = zxidOf(epoch(1), 0)
  const none = { log: [], excesses: [], closing: new Set<SessionId>() }
  return { db, outstanding: noOutstanding(), zxid, extendedTypes: true, isQuotaEnforced: false, ...none }
}

/** Prepares one request; it is not applied before `apply`. */
export function ask(it: Leader, step: Step, session: SessionId = ANN, body: Uint8Array = encodeBody(step)): TxnRecord {
  it.zxid = nextZxid(it.zxid)
  const { db, outstanding, zxid, extendedTypes } = it
  const closing = (id: SessionId): boolean => it.closing.has(id)
  const onExcess = it.isQuotaEnforced ? (_path: string, excess: Excess) => void it.excesses.push(excess) : undefined
  const context = { db, outstanding, extendedTypes, time: TIME + it.log.length, zxid, closing, onExcess }
  const record = prepare(context, { session, cxid: 7, op: codeOf(step.op), body, identities: NOBODY })
  if (step.op === 'closeSession') it.closing.add(session)
  it.log.push(record)
  return record
}

/** Applies the oldest prepared transaction. */
export function apply(it: Leader): { readonly record: TxnRecord; readonly applied: Applied } | undefined {
  const record = it.log.shift()
  if (record === undefined) return undefined
  const applied = applyTxn(it.db, record.header, record.txn)
  settle(it.outstanding, record.header.zxid)
  return { record, applied }
}
/** Applies everything that was prepared. */
export function applyAll(it: Leader): void {
  while (apply(it) !== undefined) {}
}
/** A leader whose tree already holds what `steps` made. */
export function given(...steps: readonly Step[]): Leader {
  const it = leader()
  for (const step of steps) expect(errorOf(ask(it, step)), JSON.stringify(step)).toBe('ok')
  applyAll(it)
  return it
}

/** The error that a transaction says, `ok` where it is none. */
export function errorOf(record: TxnRecord): KeeperErrorName | undefined {
  return record.txn.type === 'error' ? keeperErrorName(record.txn.err) : 'ok'
}
export function pathOf(record: TxnRecord): string | undefined {
  return 'path' in record.txn ? record.txn.path : undefined
}

export const PLAIN: Step = { op: 'create', path: '/plain', data: '' }
export const SHUT: Step = { op: 'create', path: '/shut', data: '', acl: NOTHING_ALLOWED }
export const MINE: Step = { op: 'create', path: '/mine', data: '', flags: 1 }
export const FULL: readonly Step[] = [
  { op: 'create', path: '/full', data: '' },
  { op: 'create', path: '/full/child', data: '' },
]
