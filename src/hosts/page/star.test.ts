import { expect, test } from 'vitest'
import { serverId, serverNode } from '../../ground/ids.ts'
import type { Envelope } from '../workerMessages.ts'
import { ignoreCarry } from './star.ts'

const s1 = serverNode(serverId(1))
const s2 = serverNode(serverId(2))
const s3 = serverNode(serverId(3))
const envelope: Envelope = { instance: 'here', from: s1, incarnation: 1, to: s2, flights: [] }

test('the page carries what a node sends in its own name', () => {
  expect(ignoreCarry(envelope, 'here', s1, s2)).toBeUndefined()
})
test('and nothing in the name of another, of another page, or out of shape', () => {
  expect(ignoreCarry(envelope, 'here', s3, s2)).toBe('in the name of another node')
  expect(ignoreCarry(envelope, 'elsewhere', s1, s2)).toBe('of another page')
  expect(ignoreCarry({ ...envelope, flights: 'none' }, 'here', s1, s2)).toBe('not an envelope')
})
