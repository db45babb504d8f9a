/** The words of the space-time diagram, apart from the others: they come with its pane. */
import type { Language } from './language.ts'
import { spaceTimeEn } from './spaceTime.en.ts'
import { spaceTimeZh } from './spaceTime.zh.ts'

export type SpaceTimeDictionary = typeof spaceTimeEn

export function spaceTimeDictionary(language: Language): SpaceTimeDictionary {
  return language === 'en' ? spaceTimeEn : spaceTimeZh
}
