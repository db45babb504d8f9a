import { expect, test } from 'vitest'
import { serverId } from '../ground/ids.ts'
import { partitionLinks } from './cutting.ts'

const five = [1, 2, 3, 4, 5].map(serverId)
const group = (...ids: readonly number[]) => ids.map(serverId)

test('a partition cuts every link between two groups, and none within one', () => {
  const links = partitionLinks(five, [group(1, 2)])
  expect(links).toEqual([
    ['s1', 's3'],
    ['s1', 's4'],
    ['s1', 's5'],
    ['s2', 's3'],
    ['s2', 's4'],
    ['s2', 's5'],
  ])
  expect(partitionLinks(five, [group(1, 2), group(3, 4, 5)])).toEqual(links)
})
test('three groups part three ways, and who is not named is one more group', () => {
  expect(partitionLinks(five, [group(1), group(2)])).toHaveLength(4 + 3)
})
test('what divides nothing, and who stands on two sides, is told', () => {
  expect(partitionLinks(five, [five])).toBe('one group holds all servers: nothing is divided')
  expect(partitionLinks(five, [group(1, 2), group(2, 3)])).toBe('server 2 can not be in two groups')
})
