import { expect, test } from 'vitest'
import { naturally } from './treeView.ts'

test('names sort as people count: a2 before a10', () => {
  expect(['a10', 'b', 'a2', 'a', 'a02'].sort(naturally)).toEqual(['a', 'a02', 'a2', 'a10', 'b'])
})
