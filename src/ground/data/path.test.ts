import { describe, expect, test } from 'vitest'
import { joinPath, nameOf, parentOf, pathProblem, shallowProblem } from './path.ts'

describe('full validation', () => {
  test.each(['/', '/a', '/a/b', '/..b', '/...', '/a/.b', '/a b', '/ä', '/a.', '/日本', '/\uffef'])(
    'takes %j',
    (path) => {
      expect(pathProblem(path)).toBeUndefined()
    },
  )

  test.each([
    ['', 'not empty'],
    ['a', 'starts with /'],
    ['/a/', 'end with /'],
    ['//', 'end with /'],
    ['//a', 'between two /'],
    ['/a//b', 'between two /'],
    ['/.', 'relative'],
    ['/a/../b', 'relative'],
    ['/a/..', 'relative'],
    ['/a\0b', 'NUL'],
    ['/\u0001', 'U+0001'],
    ['/\u001f', 'U+001f'],
    ['/\u007f', 'U+007f'],
    ['/\u009f', 'U+009f'],
    ['/\ud83d\ude00', 'U+d83d'],
    ['/\uf8ff', 'U+f8ff'],
    ['/\ufff0', 'U+fff0'],
  ])('refuses %j and says why', (path, reason) => {
    expect(pathProblem(path)).toContain(reason)
  })
})

describe('shallow validation', () => {
  test.each(['', 'abc', '/a\0'])('refuses %j', (path) => {
    expect(shallowProblem(path)).toBeDefined()
  })
  test.each(['/', '/a/', '//', 'a/b', '/.'])('lets %j through: it just will not exist', (path) => {
    expect(shallowProblem(path)).toBeUndefined()
  })
})

test.each([
  ['/', '/', ''],
  ['/x', '/', 'x'],
  ['/x/y', '/x', 'y'],
  ['/x/', '/x', ''],
])('%j has the parent %j and the name %j', (path, parent, name) => {
  expect([parentOf(path), nameOf(path)]).toEqual([parent, name])
})

test('joining undoes taking apart, at the root too', () => {
  for (const path of ['/x', '/x/y', '/x/y/z']) expect(joinPath(parentOf(path), nameOf(path))).toBe(path)
})
