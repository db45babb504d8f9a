import { expect, test } from 'vitest'
import { crc32 } from '../../../ground/base/checksum.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'
import { decodeJournal, encodeJournal, serverJournal } from '../../journal.ts'
import { create } from '../ops.ts'
import { replayServer } from '../replay.ts'
import type { World } from '../world.ts'
import { cluster } from './cluster.suite.ts'

/** A short life with a death in it. */
function play(seed: number): World {
  const c = cluster(3, { seed, clients: ['A'], jitterMs: 3 })
  c.settle()
  for (let i = 0; i < 5; i++) c.ask('A', create(`/n${i}`))
  const dead = c.kill('leader')
  c.settle()
  c.restart(dead)
  c.settle()
  return c
}

const text = (value: unknown) =>
  JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v instanceof Uint8Array ? [...v] : v))

test('the journal of a server replays to the same state, through its text too', () => {
  const c = play(3)
  for (const id of c.servers) {
    const journal = serverJournal(decodeJournal(encodeJournal(c.journalOf(id))))
    if (journal === undefined) throw new Error('a server’s journal has types')
    const replayed = replayServer(journal)
    expect(replayed.db.tree.digest).toBe(journal.digest)
    expect(replayed).toEqual(c.server(id))
  }
})

test('the same seed gives the same trace, another seed another one', () => {
  const hash = (seed: number) => crc32(encodeUtf8(text(play(seed).trace)))
  expect(hash(3)).toBe(hash(3))
  expect(hash(3)).not.toBe(hash(4))
})
