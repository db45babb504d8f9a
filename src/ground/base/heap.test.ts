import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heapOf, nextTurn, peek, pop, push, pushInTurn } from './heap.ts'

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

test('who takes a turn before its item is ready comes out in that turn', () => {
  const heap = heapOf<string>()
  push(heap, 5, 'first')
  const turn = nextTurn(heap)
  push(heap, 5, 'third')
  pushInTurn(heap, 5, turn, 'second')
  expect([pop(heap), pop(heap), pop(heap)].map((item) => item?.value)).toEqual(['first', 'second', 'third'])
})
