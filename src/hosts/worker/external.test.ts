import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { externalNode, linkId, serverId } from '../../ground/ids.ts'
import { addressOf } from '../links.ts'
import { answerMs, externalCore } from './external.ts'

/** A core with a note of what reached the program. */
function program() {
  const heard: string[] = []
  const self = externalNode(7, '127.0.0.1:53422')
  const core = externalCore(self, serverId(2), {
    write: (bytes) => void heard.push(`wrote ${bytes.length}`),
    close: (reset, reason) => void heard.push(`${reset ? 'reset' : 'closed'}: ${reason}`),
  })
  return { core, heard, link: linkId(self) }
}
const HANDSHAKE = new Uint8Array([0, 0, 0, 45, 0, 0])

describe('a connection from outside', () => {
  test('is one link to the server whose port it reached, and carries bytes both ways', () => {
    const { core, heard, link } = program()
    expect(core.step(0, { type: 'started' })).toEqual([{ type: 'dial', link, channel: 'client', peer: 2 }])
    expect(core.step(1, { type: 'brought', bytes: HANDSHAKE })).toEqual([{ type: 'send', link, bytes: HANDSHAKE }])
    expect(core.step(2, { type: 'received', link, bytes: new Uint8Array(41) })).toEqual([])
    expect(heard).toEqual(['wrote 41'])
  })
  test('has its own address at the server', () => {
    const { link } = program()
    expect(addressOf(externalNode(7, '127.0.0.1:53422'), 'client', link)).toBe('127.0.0.1:53422')
  })
  test('ends for the program when its server dies, and its node with it', () => {
    const { core, heard, link } = program()
    core.step(0, { type: 'started' })
    const effects = core.step(1, { type: 'closed', link, reason: 'closed by s2' })
    expect(effects).toEqual([{ type: 'exit', reason: 'closed by s2' }])
    expect(heard).toEqual(['closed: closed by s2'])
    expect(core.step(2, { type: 'brought', bytes: HANDSHAKE })).toEqual([])
  })
  test('is closed at the server at once where a program with a session ends', () => {
    const { core, link } = program()
    core.step(0, { type: 'started' })
    core.step(1, { type: 'brought', bytes: HANDSHAKE })
    expect(core.step(2, { type: 'ended' }).map(({ type }) => type)).toEqual(['close', 'exit'])
    expect(core.step(3, { type: 'received', link, bytes: HANDSHAKE })).toEqual([])
  })
  test('waits for the answer to a word whose asker sends no more, but not for ever', () => {
    const { core, heard, link } = program()
    core.step(0, { type: 'started' })
    core.step(1, { type: 'brought', bytes: encodeUtf8('ruok') })
    expect(core.step(2, { type: 'ended' })).toEqual([])
    expect(core.nextDeadline()).toBe(2 + answerMs)
    core.step(3, { type: 'received', link, bytes: encodeUtf8('imok') })
    expect(heard).toEqual(['wrote 4'])
    expect(core.step(2 + answerMs, { type: 'deadline' }).map(({ type }) => type)).toEqual(['close', 'exit'])
    expect(heard.at(-1)).toBe('closed: no answer')
    expect(core.nextDeadline()).toBe(Number.POSITIVE_INFINITY)
  })
})
