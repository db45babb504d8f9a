/** Messages that somebody made up or spoiled: each is read, refused in words, or nobody's; nothing is thrown, nothing gets in. */
import { assert } from '../ground/base/assert.ts'
import { below, type Rng } from '../ground/base/rng.ts'
import { chance, type Gate, oddText, oneOf } from '../hosts/fuzzing.ts'
import { parseHostMessage } from './parse.ts'

const GOOD: readonly [object, ...object[]] = [
  { type: 'init', theme: 'dark', lang: 'zh-CN' },
  { type: 'setTheme', theme: 'light', accent: '7c4fb0' },
  { type: 'run', op: { type: 'create', path: '/a', data: 'x', mode: 'ephemeral', client: 'A' } },
  { type: 'run', op: { type: 'partition', groups: [[1, 2], [3]] } },
  { type: 'run', op: { type: 'watch', path: '/a', mode: 'persistent' } },
  { type: 'goto', lesson: 'lock', step: 2 },
  {
    type: 'loadSnapshot',
    snapshot: { version: 1, servers: [{ id: 1, files: [{ name: 'myid', base64: 'MQ' }] }], clients: ['A'] },
  },
]

/** A value with one part of it replaced, at any depth. */
function bent(rng: Rng, value: unknown): unknown {
  if (chance(rng, 25) || typeof value !== 'object' || value === null) return oddValue(rng)
  if (Array.isArray(value)) {
    if (value.length === 0) return [oddValue(rng)]
    const at = below(rng, value.length)
    return value.map((one: unknown, index) => (index === at ? bent(rng, one) : one))
  }
  const entries = Object.entries(value)
  const at = below(rng, Math.max(1, entries.length))
  return Object.fromEntries(entries.map(([name, one], index) => [name, index === at ? bent(rng, one) : one]))
}
function oddValue(rng: Rng): unknown {
  return oneOf<unknown>(rng, [
    undefined,
    null,
    Number.NaN,
    -1,
    2 ** 53,
    1n,
    oddText(rng),
    'x'.repeat(5000),
    [],
    Array.from({ length: 300 }, () => 1),
    { toString: 'no' },
    new Map([['type', 'kill']]),
    new Date(0),
    new Uint8Array(8),
    JSON.parse('{"__proto__":{"type":"kill"}}'),
  ])
}

export const embedGate: Gate = {
  name: 'embed',
  doc: 'what a host page posts to an embed: read, refused in words, or nobody’s',
  episode: async (rng: Rng, meter) => {
    for (let count = 0; count < 50; count++) {
      const message = { ns: 'zk-playground', v: 1, id: below(rng, 9), ...oneOf(rng, GOOD) }
      const spoiled = chance(rng, 85) ? bent(rng, message) : message
      const before = meter.now()
      const parsed = parseHostMessage(spoiled)
      meter.slowestMs = Math.max(meter.slowestMs, meter.now() - before)
      if (parsed.type === 'refused') assert(parsed.reason.length > 5, 'a refusal has its words')
      // What got in can be said again, and means the same.
      if (parsed.type === 'message') {
        const again = parseHostMessage({ ns: 'zk-playground', v: 1, id: parsed.id, ...parsed.message })
        assert(JSON.stringify(again) === JSON.stringify(parsed), 'what was read is read again as the same')
      }
    }
    return 50
  },
}
