import { expect, test } from 'vitest'
import { linkId, nodeName, serverId, zxidFrom } from '../ground/ids.ts'
import { serverConfig } from '../protocol/config.ts'
import type { Input } from '../protocol/seam.ts'
import { decodeJournal, encodeJournal, journalOf, record, recorder, serverJournal } from './journal.ts'

const self = serverId(1)
const config = serverConfig(self, [{ id: self, type: 'participant' }])

function journal() {
  const book = recorder<typeof config, Input>(nodeName('s1'), config)
  record(book, 0, { type: 'started', files: [{ name: 'version-2/log.1', bytes: Uint8Array.of(0, 255) }] })
  record(book, 1.5, { type: 'received', link: linkId('s2.1.1'), bytes: Uint8Array.of(7) })
  return journalOf(book, zxidFrom(0x100000002n), 0xffff_ffff_ffff_ffffn)
}

test('a journal comes back from its text as it was, bytes and 64-bit integers too', () => {
  const before = journal()
  const after = decodeJournal(encodeJournal(before))
  expect(after).toEqual(before)
  expect(serverJournal(after)?.config.self).toBe(1)
})
test('a text that is no journal is refused', () => {
  expect(() => decodeJournal('[]')).toThrow(RangeError)
  expect(() => decodeJournal(encodeJournal(journal()).replace('"at"', '"when"'))).toThrow(RangeError)
})
test('a journal with an input that no server knows is not a server’s', () => {
  const text = encodeJournal(journal()).replace('"received"', '"submit"')
  expect(serverJournal(decodeJournal(text))).toBeUndefined()
})
