import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { memberText } from '../../protocol/membershipText.ts'
import { addressBehind } from './addresses.ts'

const line = (first: string | null | undefined, id: number) =>
  memberText({ id: serverId(id), type: 'participant', address: addressBehind(first, serverId(id)) })

test('behind a gateway a server is told with the port that reaches it from outside', () => {
  expect(line('12181', 1)).toBe('zk1:2888:3888:participant;127.0.0.1:12181')
  expect(line('12181', 3)).toBe('zk3:2888:3888:participant;127.0.0.1:12183')
})
test.each([undefined, null, '', '0', 'x', '65535', '99999', '-1'])(
  '%s is no port that a second server could have',
  (first) => {
    expect(line(first, 2)).toBe('zk2:2888:3888:participant;0.0.0.0:2181')
  },
)
