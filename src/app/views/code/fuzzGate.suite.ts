/**
 * What a program may say to the page: a message that is no message is none, a wish that does not fit is refused in words,
 * and an operation that is taken can be sent.
 */
import { assert } from '../../../ground/base/assert.ts'
import { CreateFlag } from '../../../ground/jute/opcodes.ts'
import { bent, type Gate, oddValue, oneOf, timed } from '../../../hosts/fuzzing.ts'
import { encodeOp, refuseOp } from '../../../protocol/client/requests.ts'
import { readProgram } from './programMessages.ts'

const OPS = [
  { type: 'create', path: '/a', data: new Uint8Array(3), mode: 'persistentWithTtl', ttl: 1000 },
  {
    type: 'create',
    path: '/a',
    data: null,
    mode: 'ephemeral',
    acl: [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }],
  },
  { type: 'setData', path: '/a', data: null, version: 1 },
  { type: 'delete', path: '/a', version: -1 },
  { type: 'getData', path: '/a', watch: true },
  { type: 'addWatch', path: '/a', mode: 'persistent' },
  { type: 'sync', path: '/a' },
] as const
const NAMES = [
  'type',
  'what',
  'op',
  'path',
  'ttl',
  'mode',
  'version',
  'perms',
  'data',
  'constructor',
  'client',
] as const
const INPUTS = 40

export const programGate: Gate = {
  name: 'program',
  doc: 'messages of programs: refused in words, or operations that can be sent',
  episode: (rng, meter) => {
    for (let count = 0; count < INPUTS; count++) {
      const good = { type: 'ask', id: 1, what: 'submit', client: 'A', op: oneOf<unknown>(rng, [...OPS]) }
      const message = timed(meter, () => readProgram(count % 5 === 0 ? oddValue(rng, NAMES) : bent(rng, good, NAMES)))
      if (message?.type !== 'ask') continue
      if (!message.wish.ok) assert(message.wish.error !== '', 'who is refused is told why')
      else if (message.wish.value.what === 'submit') {
        const { op } = message.wish.value
        assert(op.type !== 'create' || Object.hasOwn(CreateFlag, op.mode), 'a mode is one of ours')
        if (refuseOp(op) === undefined) encodeOp(1, op)
      }
    }
    return INPUTS
  },
}
