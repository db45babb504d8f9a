import { expect, test } from 'vitest'
import { encodeUtf8 } from '../ground/base/utf8.ts'
import { linkId, nodeName, serverId } from '../ground/ids.ts'
import { addressOf, endpoint, peerGone, post, receive, refuse } from './links.ts'

const one = () => endpoint(nodeName('s1'))
const two = () => endpoint(nodeName('s2'))
const link = linkId('s1.1.1')
const dial = { type: 'dial', link, channel: 'quorum', peer: serverId(2) } as const
const ms = (delay: number) => () => delay

/** A link from s1 to s2 that is up on both sides at time 2. */
function connected() {
  const [a, b] = [one(), two()]
  const [call] = post(a, 0, dial, ms(1))
  if (call === undefined) throw new Error('a dial is a flight')
  const [accept] = receive(b, 1, call, ms(1)).replies
  if (accept === undefined) throw new Error('a dial is accepted')
  receive(a, 2, accept, ms(1))
  return { a, b }
}

test('a dial opens the link at the receiver at once, and at the dialler when the accept comes back', () => {
  const [a, b] = [one(), two()]
  const [call] = post(a, 0, dial, ms(1))
  expect(call).toMatchObject({ from: 's1', to: 's2', kind: 'dial', seq: 1, sentAt: 0, dueAt: 1 })
  if (call === undefined) return
  const there = receive(b, 1, call, ms(1))
  expect(there.inputs).toMatchObject([{ type: 'opened', peer: 1, dialled: false, channel: 'quorum' }])
  const [accept] = there.replies
  if (accept === undefined) throw new Error('a dial is accepted')
  const back = receive(a, 2, accept, ms(1))
  expect(back.inputs).toMatchObject([{ type: 'opened', peer: 2, dialled: true, address: '10.0.0.2:2888' }])
})

test('a faster message never overtakes a slower one of its link', () => {
  const { a } = connected()
  const slow = post(a, 10, { type: 'send', link, bytes: encodeUtf8('slow') }, ms(50))
  const fast = post(a, 11, { type: 'send', link, bytes: encodeUtf8('fast') }, ms(1))
  expect([slow[0]?.dueAt, fast[0]?.dueAt]).toEqual([60, 60])
})

test('whoever gets bytes for a link that it does not know answers with a close', () => {
  const { a } = connected()
  const restarted = two()
  const [data] = post(a, 10, { type: 'send', link, bytes: encodeUtf8('hello') }, ms(1))
  if (data === undefined) throw new Error('the link is up')
  const there = receive(restarted, 11, data, ms(1))
  expect(there.inputs).toEqual([])
  const [reset] = there.replies
  if (reset === undefined) throw new Error('unknown bytes are answered')
  expect(receive(a, 12, reset, ms(1)).inputs).toEqual([{ type: 'closed', link, reason: 'closed by s2' }])
  expect(refuse(restarted, 12, reset, ms(1))).toEqual([])
})

test('a dial that is refused closes as a refused connection', () => {
  const [a, dead] = [one(), two()]
  const [call] = post(a, 0, dial, ms(1))
  if (call === undefined) throw new Error('a dial is a flight')
  const [refusal] = refuse(dead, 1, call, ms(1))
  if (refusal === undefined) throw new Error('a dial is answered')
  expect(receive(a, 2, refusal, ms(1)).inputs).toEqual([{ type: 'closed', link, reason: 'connection refused by s2' }])
})

test('after a close nothing is sent on the link and nothing is heard of it', () => {
  const { a, b } = connected()
  const [close] = post(a, 5, { type: 'close', link, reason: 'done' }, ms(1))
  if (close === undefined) throw new Error('a close is a flight')
  expect(post(a, 6, { type: 'send', link, bytes: encodeUtf8('late') }, ms(1))).toEqual([])
  expect(receive(b, 6, close, ms(1)).inputs).toEqual([{ type: 'closed', link, reason: 'closed by s1' }])
  expect(receive(b, 7, close, ms(1))).toEqual({ inputs: [], replies: [] })
})

test('when a peer is gone each of its links closes once, oldest first', () => {
  const { a } = connected()
  const other = linkId('s1.1.2')
  post(a, 3, { type: 'dial', link: other, channel: 'election', peer: serverId(2) }, ms(1))
  post(a, 3, { type: 'dial', link: linkId('s1.1.3'), channel: 'election', peer: serverId(3) }, ms(1))
  const gone = peerGone(a, nodeName('s2'), 'the process ended')
  expect(gone.map((input) => input.link)).toEqual([link, other])
  expect(peerGone(a, nodeName('s2'), 'again')).toEqual([])
})

test('a server is seen at its port, a client at an address of its own', () => {
  expect(addressOf(nodeName('s3'), 'election', undefined)).toBe('10.0.0.3:3888')
  expect(addressOf(nodeName('cA'), 'client', linkId('cA.1.1'))).toMatch(/^10\.0\.1\.\d+:\d{5}$/)
})
