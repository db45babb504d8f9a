import { expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { SESSION_NONE, ZXID_ZERO } from '../../ground/ids.ts'
import { createRecipe } from '../../protocol/recipes/recipe.ts'
import type { RecipeDeed } from '../../protocol/recipes/seam.ts'
import { en } from '../i18n/en.ts'
import { zh } from '../i18n/zh.ts'
import { recipeSentence } from '../views/story/recipeText.ts'
import { newClient } from './model.ts'
import { offered, offeredNames } from './recipes.ts'
import { reduceClient } from './reduceClient.ts'

test.each(offeredNames())('what the menu offers as %s can be run', (name) => {
  const start = { id: 1, client: 'A', session: SESSION_NONE, guid: '0123456789abcdef' }
  expect(createRecipe(offered(name, 'A'), start)).toBeDefined()
})

test('a recipe is in the picture from its beginning to its end, each at its own path', () => {
  const event = { type: 'recipe', recipe: 'election', path: '/master', node: undefined, behind: undefined } as const
  const waiting = reduceClient(newClient('A'), { ...event, state: 'waiting', behind: '/master/x' })
  const both = reduceClient(waiting, { ...event, recipe: 'config', path: '/c', state: 'holding' })
  expect(both.recipes.map(({ recipe, state }) => `${recipe} ${state}`)).toEqual(['election waiting', 'config holding'])
  expect(both.lock).toBeUndefined()
  expect(reduceClient(both, { ...event, state: 'released' }).recipes.map(({ recipe }) => recipe)).toEqual(['config'])
})

const DATA = encodeUtf8('port: 1\nlevel: info')
const DEEDS: { readonly [K in RecipeDeed['type']]: Extract<RecipeDeed, { type: K }> } = {
  members: { type: 'members', members: ['A', 'B'] },
  configApplied: { type: 'configApplied', data: DATA, mzxid: ZXID_ZERO },
  configWritten: { type: 'configWritten', data: DATA },
  itemPut: { type: 'itemPut', node: '/q/queue-0000000001', data: DATA },
  itemTaken: { type: 'itemTaken', node: '/q/queue-0000000001', data: DATA },
  resolved: { type: 'resolved', node: '/names/x', data: DATA },
  counted: { type: 'counted', value: 42 },
  passed: { type: 'passed' },
  voted: { type: 'voted', site: 'A', vote: 'commit' },
  decided: { type: 'decided', decision: 'abort' },
}
const TEXT = 'port: 1 level: info'
const ABOUT: { readonly [K in RecipeDeed['type']]: string } = {
  members: 'A, B',
  configApplied: TEXT,
  configWritten: TEXT,
  itemPut: TEXT,
  itemTaken: TEXT,
  resolved: TEXT,
  counted: '42',
  passed: '/here',
  voted: 'A commit',
  decided: 'abort',
}
test.each(Object.values(DEEDS))('$type is told in both languages, with what it was about', (deed) => {
  const tale = { type: 'recipeDid', client: 'C', recipe: 'member', path: '/here', deed } as const
  const [english, chinese] = [recipeSentence(en, tale), recipeSentence(zh, tale)]
  expect(english).toContain('C ')
  expect(chinese).toMatch(/[\u4e00-\u9fff]/)
  expect(english).toContain(ABOUT[deed.type])
  expect(chinese).toContain(ABOUT[deed.type])
})
