/** Whatever a client sends: an answer or an error, never an exception, and never a change that was not asked for. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { treeDigest } from '../../ground/data/tree.ts'
import { noWatches } from '../../ground/data/watches.ts'
import { linkId } from '../../ground/ids.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import { encodeTxnRecord } from '../../ground/jute/txns.ts'
import { encodeBody, type Step } from './conversationCodec.suite.ts'
import { ANN, applyAll, ask, given, leader, NOBODY, PLAIN } from './preparing.suite.ts'
import { answerRead } from './reads.ts'
import { ops, pathOfRequest } from './request.ts'

const STEPS: readonly Step[] = [
  { op: 'create', path: '/plain/a', data: 'x', flags: 3 },
  { op: 'createTTL', path: '/t', data: null, flags: 5, ttl: 1000 },
  { op: 'delete', path: '/plain', version: 0 },
  { op: 'setData', path: '/plain', data: 'x' },
  { op: 'setACL', path: '/plain', acl: 'creator' },
  { op: 'getData', path: '/plain', watch: true },
  { op: 'getEphemerals', path: '/' },
  { op: 'addWatch', path: '/plain', mode: 1 },
  { op: 'removeWatches', path: '/plain', type: 3 },
  { op: 'setWatches2', zxid: 1, data: ['/plain'], exist: ['/no'], child: ['/'], persistent: ['/p'], recursive: ['/'] },
  { op: 'multi', ops: [PLAIN, { op: 'check', path: '/plain' }, { op: 'delete', path: '/plain' }] },
  {
    op: 'multiRead',
    ops: [
      { op: 'getData', path: '/plain' },
      { op: 'getChildren', path: '/' },
    ],
  },
]

/** A real body in which some bytes are others, and the end may be missing. */
const spoiled: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(...STEPS), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }), fc.nat(150))
  .map(([step, changes, length]) => {
    const body = encodeBody(step).slice(0, length)
    for (const [at, byte] of changes) if (at < body.length) body[at] = byte
    return body
  })
const body: fc.Arbitrary<Uint8Array> = fc.oneof(spoiled, fc.uint8Array({ maxLength: 60 }))
const op: fc.Arbitrary<number> = fc.oneof(fc.constantFrom(...ops.keys()), fc.integer())

test('any operation with any body becomes a transaction that can be logged and applied', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(op, body), { maxLength: 8 }), (requests) => {
      const it = given(PLAIN)
      for (const [code, bytes] of requests) {
        const name = ops.get(code)?.name ?? 'error'
        const record = ask(it, { op: name }, ANN, bytes)
        expect(encodeTxnRecord(record).length).toBeGreaterThan(32)
      }
      const predicted = it.outstanding.predicted?.digest ?? it.db.tree.digest
      applyAll(it)
      expect(it.db.tree.digest).toBe(predicted)
      expect(it.db.tree.digest).toBe(treeDigest(it.db.tree))
    }),
    { numRuns: 500 },
  )
})

test('any operation with any body is answered as a read, and changes nothing', () => {
  fc.assert(
    fc.property(op, body, (code, bytes) => {
      const { db } = leader()
      const before = structuredClone(db)
      const request = { session: ANN, cxid: 1, op: code, body: bytes, identities: NOBODY }
      pathOfRequest(request)
      const answer = answerRead(db, noWatches(), linkId('ann'), request)
      // A multiRead that breaks off gives the results that it had, beside its error.
      if (answer.error !== 'ok' && code !== OpCode.multiRead) expect(answer.body).toBeUndefined()
      expect(db).toEqual(before)
    }),
    { numRuns: 500 },
  )
})
