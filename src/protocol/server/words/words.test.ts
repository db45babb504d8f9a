import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../../ground/base/utf8.ts'
import { linkId, serverId } from '../../../ground/ids.ts'
import { inbox, pour } from '../../../ground/jute/frames.ts'
import { type ServerConfig, serverConfig, type WordName, wordNames } from '../../config.ts'
import type { Effect } from '../../seam.ts'
import { createServer, step } from '../server.ts'
import { decimalText } from '../stats.ts'
import { wordIn } from './words.ts'

const CLIENT = linkId('t1')
/** What a lone server answers to the word of a fresh connection, and whether it hangs up then. */
function told(word: string, config: Partial<ServerConfig> = {}): { readonly text: string; readonly over: boolean } {
  const self = serverId(1)
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' }) as const)
  const server = createServer(serverConfig(self, members, config))
  const out: Effect[] = []
  step(server, 0, { type: 'started', files: [] }, out)
  const opened = { channel: 'client', peer: undefined, dialled: false, address: '127.0.0.1:40000' } as const
  step(server, 1, { type: 'opened', link: CLIENT, ...opened }, out)
  step(server, 2, { type: 'received', link: CLIENT, bytes: encodeUtf8(word) }, out)
  const texts = out.flatMap((effect) => (effect.type === 'send' && effect.link === CLIENT ? [effect.bytes] : []))
  return {
    text: texts.map((bytes) => decodeUtf8(bytes)).join(''),
    over: out.some((effect) => effect.type === 'close' && effect.link === CLIENT),
  }
}

test('a server without a leader answers for itself only', () => {
  expect(told('ruok')).toEqual({ text: 'imok', over: true })
  expect(told('isro')).toEqual({ text: 'null', over: true })
  expect(told('envi').text).toMatch(/^Environment:\n/)
  for (const word of wordNames) {
    if (['ruok', 'isro', 'envi', 'gtmk', 'stmk'].includes(word)) continue
    expect(told(word)).toEqual({ text: 'This ZooKeeper instance is not currently serving requests\n', over: true })
  }
})

test('a word that the whitelist lacks is not executed, and the answer says so', () => {
  const wordsAllowed: readonly WordName[] = ['srvr']
  expect(told('ruok', { wordsAllowed })).toEqual({
    text: 'ruok is not executed because it is not in the whitelist.\n',
    over: true,
  })
})

test('the trace mask is told, and set by the eight bytes behind its word', () => {
  expect(told('gtmk')).toEqual({ text: '306', over: true })
  expect(told('stmk')).toEqual({ text: '', over: false })
  expect(told('stmk\0\0\0\0\0\0\u0001\u0002')).toEqual({ text: '258', over: true })
})

test('in read-only mode everybody may ask whether a server is read-only', () => {
  expect(told('isro', { wordsAllowed: [], readOnlyMode: true }).text).toBe('null')
})

test('what follows a word is ignored, half a word is waited for', () => {
  expect(told('ruok\n').text).toBe('imok')
  expect(told('ruo')).toEqual({ text: '', over: false })
})

test.each([
  ['ruok', 'ruok'],
  ['help', undefined],
  ['\0\0\0\u0029', undefined],
])('of the bytes %j the word is %s', (text, word) => {
  const box = inbox()
  for (const letter of text) pour(box, encodeUtf8(letter))
  expect(wordIn(box)).toBe(word)
})

test.each([
  [0, '0.0'],
  [141, '141.0'],
  [41 / 7, '5.8571'],
  [2.5, '2.5'],
])('the mean %d is printed as %s', (value, text) => {
  expect(decimalText(value)).toBe(text)
})
