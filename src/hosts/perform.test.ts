import { expect, test } from 'vitest'
import { encodeUtf8 } from '../ground/base/utf8.ts'
import { linkId } from '../ground/ids.ts'
import type { Effect } from '../protocol/seam.ts'
import { NO_APPLICATION, type Ports, perform } from './perform.ts'

const [a, b] = [linkId('a'), linkId('b')]
const send = (link: typeof a, text: string): Effect => ({ type: 'send', link, bytes: encodeUtf8(text) })
const close: Effect = { type: 'close', link: a, reason: 'done' }

function played(effects: readonly Effect[]): readonly string[] {
  const log: string[] = []
  const ports: Ports = {
    ...NO_APPLICATION,
    post: (e) => log.push(e.type === 'send' ? `${e.link}:${String.fromCharCode(...e.bytes)}` : `${e.type} ${e.link}`),
    disk: (ticket, op) => log.push(`disk ${ticket} ${op.type}`),
    trace: (event) => log.push(event.type),
    exit: (reason) => log.push(`exit ${reason}`),
  }
  perform(effects, ports)
  return log
}

test('what one turn sends on a link leaves as one message', () => {
  expect(played([send(a, 'x'), send(b, '1'), send(a, 'y'), send(b, '2')])).toEqual(['a:xy', 'b:12'])
})
test('a close waits for what was sent before it', () => {
  expect(played([send(a, 'x'), send(a, 'y'), close, send(b, 'z')])).toEqual(['a:xy', 'close a', 'b:z'])
})
test('an exit lets out what was sent before it and nothing after it', () => {
  const effects: Effect[] = [send(a, 'x'), { type: 'exit', reason: 'full disk' }, send(a, 'y')]
  expect(played(effects)).toEqual(['a:x', 'exit full disk'])
})
test('disk operations keep their order', () => {
  const read = (ticket: number): Effect => ({ type: 'disk', ticket, op: { type: 'read' } })
  expect(played([read(1), send(a, 'x'), read(2)])).toEqual(['disk 1 read', 'disk 2 read', 'a:x'])
})
