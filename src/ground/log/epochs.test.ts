import { expect, test } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { epoch, serverId } from '../ids.ts'
import { decodeEpoch, decodeMyid, encodeEpoch, encodeMyid } from './epochs.ts'
import { file, readFolder } from './testdata.suite.ts'

test('an epoch is a decimal number without line end, as a real server writes it', () => {
  expect(encodeEpoch(epoch(2))).toEqual(file(readFolder('follower'), 'currentEpoch'))
  expect(decodeEpoch(file(readFolder('follower'), 'acceptedEpoch'))).toEqual({ ok: true, value: 2 })
})
test.each(['', 'two', '1.5', '0x1', '99999999999', '2147483648', '-2', '1 2'])('%j is no epoch', (text) => {
  expect(decodeEpoch(encodeUtf8(text))).toEqual({ ok: false, error: `no epoch: '${text}'` })
})
test('what an editor left around a number does not matter', () => {
  expect(decodeEpoch(encodeUtf8(' 3\n'))).toEqual({ ok: true, value: 3 })
})
test('myid is the first line', () => {
  expect(decodeMyid(encodeMyid(serverId(7)))).toEqual({ ok: true, value: 7 })
  expect(decodeMyid(encodeUtf8('3\r\nmy server'))).toEqual({ ok: true, value: 3 })
})
test.each(['', '0', '255', 'one', '-1'])('%j is no server id', (text) => {
  expect(decodeMyid(encodeUtf8(text))).toEqual({ ok: false, error: `no server id: '${text}'` })
})
