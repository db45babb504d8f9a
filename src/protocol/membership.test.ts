/** Majorities of one membership and of two, and memberships as text. */
import { describe, expect, test } from 'vitest'
import { serverId, ZXID_ZERO, zxidFrom } from '../ground/ids.ts'
import {
  allVoters,
  customaryAddress,
  deciding,
  initialViews,
  isPending,
  isQuorum,
  isQuorumOfAll,
  type Membership,
  peerTypeOf,
  sameMembers,
} from './membership.ts'
import { configText, parseConfig, parseMember } from './membershipText.ts'

const ids = (...numbers: readonly number[]) => numbers.map(serverId)
function membership(version: bigint, voters: readonly number[], observers: readonly number[] = []): Membership {
  const members = [
    ...voters.map((id) => ({ id: serverId(id), type: 'participant' as const })),
    ...observers.map((id) => ({ id: serverId(id), type: 'observer' as const })),
  ]
  return { version: zxidFrom(version), members: members.sort((a, b) => a.id - b.id) }
}

describe('a majority', () => {
  test.each([
    [[1], [], 1],
    [[1, 2], [], 2],
    [[1, 2, 3], [], 2],
    [[1, 2, 3, 4], [], 3],
    [[1, 2, 3, 4, 5], [], 3],
    [[1, 2, 3], [4, 5, 6], 2],
  ])('of voters %j beside observers %j needs %i of them', (voters, observers, needed) => {
    const whole = membership(1n, voters, observers)
    expect(isQuorum(whole, ids(...voters.slice(0, needed)))).toBe(true)
    expect(isQuorum(whole, ids(...voters.slice(0, needed - 1), ...observers, 99))).toBe(false)
  })

  test('counts nobody twice, and of nobody there is none', () => {
    expect(isQuorum(membership(1n, [1, 2, 3]), ids(1, 1, 1))).toBe(false)
    expect(isQuorum(membership(1n, []), [])).toBe(false)
  })
})

describe('while a change is under way', () => {
  const current = membership(1n, [1, 2, 3])
  const lastSeen = membership(2n, [3, 4, 5])
  const views = { current, lastSeen }

  test('the old majority decides nothing alone, nor does the new one', () => {
    expect(isPending(views)).toBe(true)
    expect(isQuorumOfAll(deciding(views), ids(1, 2))).toBe(false)
    expect(isQuorumOfAll(deciding(views), ids(4, 5))).toBe(false)
    expect(isQuorumOfAll(deciding(views), ids(1, 2, 4, 5))).toBe(true)
    // One server may stand in both.
    expect(isQuorumOfAll(deciding(views), ids(1, 3, 5))).toBe(true)
    expect(allVoters(views)).toEqual([1, 2, 3, 4, 5])
  })

  test('when it is over only the new one is asked', () => {
    const after = { current: lastSeen, lastSeen }
    expect(isPending(after)).toBe(false)
    expect(isQuorumOfAll(deciding(after), ids(4, 5))).toBe(true)
    expect(allVoters(after)).toEqual([3, 4, 5])
  })
})

test('who is not listed follows like a participant, and its word counts for nothing', () => {
  const whole = membership(1n, [1, 2], [3])
  expect([1, 3, 9].map((id) => peerTypeOf(whole, serverId(id)))).toEqual(['participant', 'observer', 'participant'])
  expect(isQuorum(whole, ids(1, 9))).toBe(false)
})

describe('as text', () => {
  const addressed = [1, 2].map((id) => ({
    id: serverId(id),
    type: id === 1 ? ('participant' as const) : ('observer' as const),
    address: customaryAddress(serverId(id)),
  }))

  test('each member has a line, and the version comes last, in hex, without a line feed', () => {
    expect(configText({ version: zxidFrom(0x10000000an), members: addressed })).toBe(
      'server.1=zk1:2888:3888:participant;0.0.0.0:2181\nserver.2=zk2:2888:3888:observer;0.0.0.0:2181\nversion=10000000a',
    )
    expect(configText(initialViews([{ id: serverId(7), type: 'participant' }]).current)).toBe(
      'server.7=zk7:2888:3888:participant\nversion=0',
    )
  })

  test('what is printed is read back as it was, IPv6 addresses too', () => {
    const address = { host: '::1', quorumPort: 1, electionPort: 2, client: { host: 'fe80::2', port: 3 } }
    const whole = {
      version: zxidFrom(5n),
      members: [...addressed, { id: serverId(9), type: 'participant', address }],
    } as const
    const parsed = parseConfig(configText(whole))
    expect(parsed).toEqual({ ok: true, value: whole })
    expect(configText(whole)).toContain('server.9=[::1]:1:2:participant;[fe80::2]:3\n')
  })

  test('the lines of a properties file: blanks, comments, the last of two, no version', () => {
    const parsed = parseConfig('\n# members\nserver.2 = b:1:2\r\nserver.1=a:1:2;5\nserver.1=c:3:4:OBSERVER\n')
    expect(parsed.ok && configText(parsed.value)).toBe('server.1=c:3:4:observer\nserver.2=b:1:2:participant\nversion=0')
    expect(parsed.ok && parsed.value.version).toBe(ZXID_ZERO)
  })

  test.each([
    'host',
    'host:1',
    'host:1:1',
    'host:a:2',
    'host:1:2:listener',
    'host:1:2:participant:4',
    'host:1:2;a:b:c',
    'host:1:2;x',
    'host:1:2;1;2',
    'host:70000:2',
  ])('%s is no member', (text) => {
    expect(parseMember('4', text)).toMatchObject({ ok: false })
  })
  test.each(['group.1=1:2', 'hello', 'server.x=a:1:2', 'version=zz', 'tickTime=2000'])(
    '%s is no line of it',
    (line) => {
      expect(parseConfig(line)).toMatchObject({ ok: false })
    },
  )

  test('the same lines are the same members, whatever the version', () => {
    expect(sameMembers(membership(1n, [1, 2]), membership(2n, [1, 2]))).toBe(true)
    expect(sameMembers(membership(1n, [1, 2]), membership(1n, [1], [2]))).toBe(false)
    expect(sameMembers(membership(1n, [1, 2]), membership(1n, [1, 2, 3]))).toBe(false)
  })
})
