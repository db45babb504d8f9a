import { expect, test } from 'vitest'
import { epoch, serverId, zxidOf } from '../../../ground/ids.ts'
import { compareTrees } from './compareTrees.ts'

const at = (counter: number, digest: bigint) => ({ lastZxid: zxidOf(epoch(1), counter), digest })

test('trees at the same zxid are the same or not; at another zxid nothing can be said', () => {
  const others = [
    [serverId(2), at(7, 5n)],
    [serverId(3), at(7, 6n)],
    [serverId(4), at(6, 5n)],
    [serverId(5), undefined],
  ] as const
  expect(compareTrees(at(7, 5n), others).map(({ verdict }) => verdict)).toEqual(['same', 'differs', 'behind', 'down'])
})
