/**
 * What goes back to clients: the answer to a transaction, and the frames of replies and notifications.
 *
 * Laws: a body follows the header only where the error is ok; a multi that failed is such an answer (its parts say what
 * went wrong). Notifications carry xid and zxid -1 (3.8) and always the state 3, SyncConnected.
 */
import type { Applied } from '../../ground/data/apply.ts'
import { type Database, lookup, statOf } from '../../ground/data/tree.ts'
import { ZXID_NONE, type Zxid } from '../../ground/ids.ts'
import { Writer } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorCode, keeperErrorName } from '../../ground/jute/errors.ts'
import { frameWriter } from '../../ground/jute/frames.ts'
import { SpecialXid, type WatchEventName, WatchEventType } from '../../ground/jute/opcodes.ts'
import {
  create2Response,
  createResponse,
  getDataResponse,
  replyHeader,
  type Stat,
  statResponse,
  watcherEvent,
} from '../../ground/jute/records.ts'
import { encode } from '../../ground/jute/schema.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import { type PartResult, writeResults } from './multi.ts'
import type { Request } from './request.ts'

/** An error and the body that follows the reply's header, if any. */
export type Reply = { readonly error: KeeperErrorName; readonly body: Uint8Array | undefined }

/** KeeperState.SyncConnected: the only state that a server tells. */
const SYNC_CONNECTED = 3

/** The stat right after the change; the tree's where applying did not say one. */
function statAfter(db: Database, applied: Applied, path: string): Stat | undefined {
  if (applied.stat !== undefined) return applied.stat
  const node = lookup(db.tree, path)
  return node === undefined ? undefined : statOf(node)
}

/** What a part of a multi answers. A plain create gives the path only; containers and TTL nodes their stat, too. */
function partResult(db: Database, txn: Txn, applied: Applied): PartResult {
  if (applied.error !== 'ok') return { type: 'error', error: applied.error }
  switch (txn.type) {
    case 'create':
      return { type: 'created', path: txn.path, stat: txn.withStat ? statAfter(db, applied, txn.path) : undefined }
    case 'createContainer':
    case 'createTTL':
      return { type: 'created', path: txn.path, stat: statAfter(db, applied, txn.path) }
    case 'delete':
    case 'deleteContainer':
      return { type: 'deleted' }
    case 'check':
      return { type: 'checked' }
    case 'setData': {
      const stat = statAfter(db, applied, txn.path)
      return stat === undefined ? { type: 'error', error: 'noNode' } : { type: 'dataSet', stat }
    }
    default:
      return { type: 'error', error: 'ok' }
  }
}

/** The reply's error is ok even where the multi failed; then every part is an error part, ok before the one that failed. */
function multiReply(db: Database, txns: readonly Txn[], applied: Applied): Reply {
  const writer = new Writer()
  const isVoid = applied.error !== 'ok'
  const results = txns.map((txn, index): PartResult => {
    const part = applied.results[index]
    if (isVoid || part === undefined) return { type: 'error', error: part?.error ?? 'runtimeInconsistency' }
    return partResult(db, txn, part)
  })
  writeResults(writer, results)
  return { error: 'ok', body: writer.bytes() }
}

/**
 * The answer to a write, right after its transaction was applied here. sessionMoved is never sent: whoever gets it as an
 * error closes the connection. createSession answers with a ConnectResponse, which is not made here.
 */
export function answerWrite(db: Database, _request: Request, _header: TxnHeader, txn: Txn, applied: Applied): Reply {
  if (txn.type === 'error') return { error: keeperErrorName(txn.err) ?? 'runtimeInconsistency', body: undefined }
  if (txn.type === 'multi') return multiReply(db, txn.txns, applied)
  if (applied.error !== 'ok') return { error: applied.error, body: undefined }
  switch (txn.type) {
    case 'create':
    case 'createContainer':
    case 'createTTL': {
      const { path } = txn
      if (txn.type === 'create' && !txn.withStat) return { error: 'ok', body: encode(createResponse, { path }) }
      const stat = statAfter(db, applied, path)
      return stat === undefined
        ? { error: 'noNode', body: undefined }
        : { error: 'ok', body: encode(create2Response, { path, stat }) }
    }
    case 'setData':
    case 'setACL': {
      const stat = statAfter(db, applied, txn.path)
      return stat === undefined
        ? { error: 'noNode', body: undefined }
        : { error: 'ok', body: encode(statResponse, { stat }) }
    }
    case 'reconfig': {
      const stat = statAfter(db, applied, txn.path)
      return stat === undefined
        ? { error: 'noNode', body: undefined }
        : { error: 'ok', body: encode(getDataResponse, { data: txn.data, stat }) }
    }
    default:
      return { error: 'ok', body: undefined }
  }
}

/** A whole reply frame, its length before it. An error has a body only where results came before it. */
export function encodeReply(xid: number, zxid: Zxid, error: KeeperErrorName, body: Uint8Array | undefined): Uint8Array {
  const writer = frameWriter()
  replyHeader.write(writer, { xid, zxid, err: keeperErrorCode(error) })
  if (body !== undefined) writer.raw(body)
  return writer.framed()
}

/** A whole notification frame: watch event `event` at `path`. */
export function encodeNotification(event: WatchEventName, path: string): Uint8Array {
  const writer = frameWriter()
  replyHeader.write(writer, { xid: SpecialXid.notification, zxid: ZXID_NONE, err: 0 })
  watcherEvent.write(writer, { type: WatchEventType[event], state: SYNC_CONNECTED, path })
  return writer.framed()
}
