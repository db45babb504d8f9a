/** Requests that no client library sends: what a real 3.8.0 ensemble answered to them in random conversations. */
import { describe, expect, test } from 'vitest'
import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { emptyDatabase } from '../../ground/data/tree.ts'
import { noWatches } from '../../ground/data/watches.ts'
import { linkId } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { codeOf, decodeResult, encodeBody, type Step } from './conversationCodec.suite.ts'
import { ANN, applyAll, ask, errorOf, given, NOBODY, PLAIN } from './preparing.suite.ts'
import { type Answer, answerRead } from './reads.ts'

function read(step: Step): Answer {
  const request = { session: ANN, cxid: 1, op: codeOf(step.op), body: encodeBody(step), identities: NOBODY }
  return answerRead(emptyDatabase(), noWatches(), linkId('ann'), request)
}

describe('a null path', () => {
  // A step without a path sends null.
  test.each<[KeeperErrorName, Step]>([
    ['badArguments', { op: 'setData', data: 'x' }],
    ['badArguments', { op: 'setACL', acl: 'open' }],
    ['badArguments', { op: 'create', flags: 7 }],
    ['marshallingError', { op: 'create' }],
    ['marshallingError', { op: 'delete' }],
  ])('is %s where that check comes first: %j', (error, step) => {
    expect(errorOf(ask(given(), step))).toBe(error)
  })

  test('is no znode that could be read, but sync gives it back', () => {
    expect(read({ op: 'getData' }).error).toBe('marshallingError')
    expect(read({ op: 'exists' }).error).toBe('marshallingError')
    expect(read({ op: 'sync' })).toMatchObject({ error: 'ok' })
    expect(read({ op: 'checkWatches', type: 1 }).error).toBe('noWatcher')
  })

  test('ends a multiRead with what was read before it', () => {
    const step: Step = { op: 'multiRead', ops: [{ op: 'getData', path: '/no' }, { op: 'getChildren' }] }
    const { error, body = new Uint8Array() } = read(step)
    expect(error).toBe('marshallingError')
    expect(decodeResult('multiRead', new Reader(body), (stat) => stat)).toEqual({ results: [{ err: 'NONODE' }] })
  })
})

describe('a multi with a create that asks for a TTL node and has no ttl', () => {
  const miscast: Step = { op: 'create', path: '/ttl', flags: 5 }
  test('fails whole, with nothing of it done', () => {
    const it = given(PLAIN)
    expect(errorOf(ask(it, { op: 'multi', ops: [{ op: 'delete', path: '/plain' }, miscast] }))).toBe('marshallingError')
    expect(errorOf(ask(it, { op: 'setData', path: '/plain', data: 'still there' }))).toBe('ok')
    applyAll(it)
  })

  test('is never looked at behind a part that fails', () => {
    const record = ask(given(), { op: 'multi', ops: [{ op: 'delete', path: '/no' }, miscast] })
    expect(record.txn).toMatchObject({ type: 'multi', txns: [{ err: -101 }, { err: -2 }] })
  })
})

test('an encoded surrogate is one unknown character, as is a sequence that breaks off', () => {
  expect(decodeUtf8(Uint8Array.of(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80))).toBe('\ufffd\ufffd')
  expect(decodeUtf8(Uint8Array.of(0x61, 0xe2, 0x82, 0x62))).toBe('a\ufffdb')
  expect(decodeUtf8(Uint8Array.of(0xc0, 0xaf))).toBe('\ufffd\ufffd')
})
