import { expect, test } from 'vitest'
import { linkId, type NodeName, serverId, serverNode } from '../../ground/ids.ts'
import type { Flight } from '../engine.ts'
import { admit, dialsFrom, emptyInbox, inboxMax, lastDueOf, nextDue, takeDue } from './inbox.ts'

const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))
const me = serverNode(serverId(3))
const flight = (from: NodeName, seq: number, dueAt: number, kind: Flight['kind'] = 'data', link = 'l'): Flight => ({
  from,
  to: me,
  seq,
  link: linkId(link),
  channel: 'quorum',
  kind,
  sentAt: 0,
  dueAt,
  bytes: new Uint8Array(),
})
const open = () => true
function inboxWith(...flights: readonly Flight[]) {
  const inbox = emptyInbox()
  for (const each of flights) admit(inbox, { flight: each, local: false })
  return inbox
}

test('flights leave by due time, and in the order of arrival where that is equal', () => {
  const inbox = inboxWith(flight(s1, 1, 20), flight(s2, 2, 10), flight(s1, 3, 20), flight(s2, 4, 10))
  const seqs = [1, 2, 3, 4].map(() => takeDue(inbox, 20, open)?.flight.seq)
  expect(seqs).toEqual([2, 4, 1, 3])
})
test('nothing leaves before it is due', () => {
  const inbox = inboxWith(flight(s1, 1, 20))
  expect(takeDue(inbox, 19.9, open)).toBeUndefined()
  expect(nextDue(inbox, open)).toBe(20)
})
test('what is behind a cut stays, and flights of open ways pass it', () => {
  const inbox = inboxWith(flight(s1, 1, 10), flight(s2, 2, 20))
  const cut = (from: NodeName) => from !== s1
  expect(nextDue(inbox, cut)).toBe(20)
  expect(takeDue(inbox, 30, cut)?.flight.seq).toBe(2)
  expect(takeDue(inbox, 30, cut)).toBeUndefined()
  expect(takeDue(inbox, 30, open)?.flight.seq).toBe(1)
})
test('it knows which links a peer is dialling, and when the last flight of a link is due', () => {
  const inbox = inboxWith(
    flight(s1, 1, 10, 'dial', 'a'),
    flight(s2, 2, 20, 'dial', 'b'),
    flight(s1, 3, 30, 'data', 'a'),
  )
  expect(dialsFrom(inbox, s1)).toEqual(['a'])
  expect(lastDueOf(inbox, linkId('a'))).toBe(30)
  expect(lastDueOf(inbox, linkId('c'))).toBe(0)
})
test('a full inbox takes nothing more and says so', () => {
  const inbox = emptyInbox()
  const one = { flight: flight(s1, 1, 1), local: false }
  for (let i = 0; i < inboxMax; i++) expect(admit(inbox, one) || i).toBe(true)
  expect(admit(inbox, one)).toBe(false)
})
