/** Answers to writes, frames, and the table of operations. */
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../ground/base/hex.ts'
import { applyTxn } from '../../ground/data/apply.ts'
import { emptyDatabase } from '../../ground/data/tree.ts'
import { sessionIdFrom, zxidFrom } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { type Txn, txnOpCode } from '../../ground/jute/txns.ts'
import { decodeResult, encodeBody } from './conversationCodec.suite.ts'
import { answerWrite, encodeNotification, encodeReply, type Reply } from './reply.ts'
import { isRead, needsCommit, ops, pathOfRequest } from './request.ts'

const SESSION = sessionIdFrom(1n)

/** Applies `txns` one after the other on an empty tree, and gives the answer to the last. */
function answerTo(...txns: readonly Txn[]): Reply {
  const db = emptyDatabase()
  let reply: Reply = { error: 'unimplemented', body: undefined }
  txns.forEach((txn, index) => {
    const header = { clientId: SESSION, cxid: 1, zxid: zxidFrom(BigInt(index + 1)), time: 5, type: txnOpCode(txn) }
    const request = { session: SESSION, cxid: 1, op: header.type, body: new Uint8Array(), identities: [] }
    reply = answerWrite(db, request, header, txn, applyTxn(db, header, txn))
  })
  return reply
}
function result(op: string, reply: Reply): object {
  return decodeResult(op, new Reader(reply.body ?? new Uint8Array()), (stat) => stat)
}
function create(path: string, withStat: boolean, parentCVersion: number = 1): Txn {
  return { type: 'create', withStat, path, data: null, acl: OPEN_ACL, ephemeral: false, parentCVersion }
}
const SET: Txn = { type: 'setData', path: '/a', data: Uint8Array.of(1, 2), version: 1 }

describe('a write is answered with what its operation promises', () => {
  test('create gives the path, create2 the stat as well', () => {
    expect(result('create', answerTo(create('/a', false)))).toEqual({ path: '/a' })
    expect(answerTo(create('/a', false)).body).toHaveLength(6)
    expect(result('create2', answerTo(create('/a', true)))).toMatchObject({
      path: '/a',
      stat: { czxid: 1n, mtime: 5n },
    })
  })
  test('containers and TTL nodes give path and stat', () => {
    const fields = { path: '/a', data: null, acl: OPEN_ACL, parentCVersion: 1 }
    for (const txn of [
      { type: 'createContainer', ...fields },
      { type: 'createTTL', ...fields, ttl: 7 },
    ] as const) {
      expect(result('create2', answerTo(txn))).toMatchObject({ path: '/a', stat: { ephemeralOwner: 0n } })
    }
  })
  test('setData and setACL give the stat after the change', () => {
    expect(result('setData', answerTo(create('/a', false), SET))).toMatchObject({ stat: { version: 1, dataLength: 2 } })
    const setAcl: Txn = { type: 'setACL', path: '/a', acl: OPEN_ACL, version: 3 }
    expect(result('setACL', answerTo(create('/a', false), setAcl))).toMatchObject({ stat: { aversion: 3, mzxid: 1n } })
  })
  test('delete and closeSession have nothing to say', () => {
    expect(answerTo(create('/a', false), { type: 'delete', path: '/a' })).toEqual({ error: 'ok', body: undefined })
    expect(answerTo({ type: 'closeSession', paths: [] })).toEqual({ error: 'ok', body: undefined })
  })
  test('an error transaction is its error', () => {
    expect(answerTo({ type: 'error', err: -110 })).toEqual({ error: 'nodeExists', body: undefined })
  })
  test('each part of a multi shows the stat as it was after that part', () => {
    const again: Txn = { type: 'setData', path: '/a', data: null, version: 2 }
    const reply = answerTo({ type: 'multi', txns: [create('/a', false), SET, again, { type: 'delete', path: '/a' }] })
    const set = (version: number, dataLength: number): object => ({ op: 'setData', stat: { version, dataLength } })
    const results = [{ op: 'create', path: '/a' }, set(1, 2), set(2, 0), { op: 'delete' }]
    expect(result('multi', reply)).toMatchObject({ results })
  })
  test('a multi that failed is answered ok: its parts say what went wrong', () => {
    const failed: Txn = { type: 'error', err: -101 }
    const rest: Txn = { type: 'error', err: -2 }
    const reply = answerTo({ type: 'multi', txns: [create('/a', false), failed, rest] })
    expect(reply.error).toBe('ok')
    expect(result('multi', reply)).toEqual({
      results: [{ err: 'OK' }, { err: 'NONODE' }, { err: 'RUNTIMEINCONSISTENCY' }],
    })
  })
})

describe('frames, byte by byte', () => {
  test('a ping reply', () => {
    expect(toHex(encodeReply(-2, zxidFrom(0x100000007n), 'ok', undefined))).toBe(
      '00000010fffffffe000000010000000700000000',
    )
  })
  test('nothing follows an error, unless there is something to say (a multiRead that broke off)', () => {
    const bytes = encodeReply(5, zxidFrom(3n), 'noNode', undefined)
    expect(toHex(bytes)).toBe('00000010000000050000000000000003ffffff9b')
  })
  test('a notification has xid and zxid -1 and says SyncConnected', () => {
    expect(toHex(encodeNotification('nodeDataChanged', '/a'))).toBe(
      '0000001effffffffffffffffffffffff0000000000000003000000030000000' + '22f61',
    )
  })
})

describe('the table of operations', () => {
  test('every operation is a write, a read, a sync or about the connection; a bare check is none of them', () => {
    expect([...ops.values()].filter((op) => op.kind === 'sync').map((op) => op.name)).toEqual(['sync'])
    expect(ops.has(OpCode.check)).toBe(false)
    for (const [code, op] of ops)
      expect([needsCommit(code), isRead(code)], op.name).toEqual([op.kind === 'write', op.kind === 'read'])
    expect([needsCommit(4711), isRead(4711)]).toEqual([false, false])
  })
  test('the path of a request is told where there is one, and garbage has none', () => {
    const body = encodeBody({ op: 'setData', path: '/a/b', data: 'x' })
    expect(pathOfRequest({ op: OpCode.setData, body })).toBe('/a/b')
    expect(pathOfRequest({ op: OpCode.multi, body })).toBeUndefined()
    expect(pathOfRequest({ op: 4711, body })).toBeUndefined()
    for (const hex of ['', '00', '0000000a2f61', 'fffffffe', 'ffffffff', '7fffffff']) {
      expect(pathOfRequest({ op: OpCode.getData, body: fromHex(hex) }), hex).toBeUndefined()
    }
  })
})
