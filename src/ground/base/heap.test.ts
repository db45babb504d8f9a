import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heapOf, peek, pop, push } from './heap.ts'

test('items come out by time, and those of one moment in the order they were put in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const heap = heapOf<number>()
      for (const [i, at] of times.entries()) push(heap, at, i)
      const wanted = times.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i)
      expect(peek(heap)?.value).toBe(wanted[0]?.i)
      expect(wanted.map(() => pop(heap)?.value)).toEqual(wanted.map(({ i }) => i))
      expect(pop(heap)).toBeUndefined()
    }),
  )
})
