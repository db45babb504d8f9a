/** The glossary is complete in both languages, and lesson texts lead to it where a word first appears. */
import { expect, test } from 'vitest'
import { LESSONS, lessonById } from './catalog.ts'
import { GLOSSARY } from './glossary.ts'
import { pieces, saidBefore, termsOf } from './terms.ts'

test('each word is named once, and has one sentence in each language', () => {
  expect(new Set(GLOSSARY.map(({ id }) => id)).size).toBe(GLOSSARY.length)
  for (const { meaning, lesson } of GLOSSARY) {
    expect(meaning.en).toMatch(/^[A-Z][^.]*\.$/)
    expect(meaning['zh-CN']).toMatch(/^[^。]*[\u4e00-\u9fff][^。]*。$/)
    expect(lessonById(lesson), lesson).toBeDefined()
  }
})
test('a word is explained where a lesson first says it, and not again', () => {
  const known = new Set<string>()
  const first = pieces('A **znode** has a zxid; `zxid` is told. An ephemeral znode is another.', 'en', known)
  expect(first.filter(({ term }) => term).map(({ text, term }) => [text, term?.id])).toEqual([
    ['znode', 'znode'],
    ['zxid', 'zxid'],
    ['ephemeral znode', 'ephemeral'],
  ])
  expect(first.map(({ text }) => text).join('')).toBe(
    'A znode has a zxid; zxid is told. An ephemeral znode is another.',
  )
  expect(pieces('One more znode.', 'en', known)).toEqual([{ text: 'One more znode.', kind: 'plain' }])
  expect(pieces('把**临时节点**删除', 'zh-CN', new Set()).find(({ term }) => term)?.text).toBe('临时节点')
})
test('every word is said by a lesson, in both languages', () => {
  for (const language of ['en', 'zh-CN'] as const) {
    const said = new Set(LESSONS.flatMap((lesson) => termsOf(lesson, language).map(({ id }) => id)))
    expect(GLOSSARY.map(({ id }) => id).filter((id) => !said.has(id))).toEqual([])
  }
})
test('what was said in an earlier step is known in the next', () => {
  const lock = LESSONS.find(({ id }) => id === 'lock') ?? LESSONS[0]
  expect(lock).toBeDefined()
  if (lock === undefined) return
  expect(saidBefore(lock, 0, 'text', 'en').size).toBe(0)
  expect(saidBefore(lock, 1, 'text', 'en').has('znode')).toBe(true)
})
