import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test('a seed alone is looked at, many are counted', () => {
  expect(parseArguments(['--seed', '7'])).toMatchObject({ arguments: { first: 7, count: 1, single: true } })
  expect(parseArguments(['--seed', '7', '--seeds', '3'])).toMatchObject({
    arguments: { first: 7, count: 3, single: false },
  })
  expect(parseArguments(['--hours', '1.5'])).toMatchObject({ arguments: { count: undefined, hours: 1.5 } })
  expect(parseArguments(['--fault', 'crash=off', '--mutant', 'm'])).toMatchObject({
    arguments: { count: 200, choice: { faults: { crash: false }, mutants: ['m'] } },
  })
})

test.each([
  [['--seeds', '0'], '--seeds takes a whole number from 1, not 0'],
  [['--seed'], '--seed takes a whole number from 0, not nothing'],
  [['--seed', '1e3'], '--seed takes a whole number from 0, not 1e3'],
  [['--hours', '-1'], '--hours takes a number above 0, not -1'],
  [['--fault', 'crash'], '--fault takes crash=on or crash=off'],
  [['--fault', 'crush=on'], 'there is no fault crush: '],
  [['--mutant', '--gate'], '--mutant takes a name'],
  [['--report'], '--report takes the name of a file'],
  [['7'], 'there is no option 7'],
])('what is not understood is said, not guessed: %j', (words, reason) => {
  const parsed = parseArguments(words)
  expect(parsed.type === 'wrong' ? parsed.reason : parsed.type).toContain(reason)
})
