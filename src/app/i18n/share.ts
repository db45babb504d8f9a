/** The words about sharing, apart from the others: they come with the dialog. */
import type { Language } from './language.ts'
import { type ShareDictionary, shareEn } from './share.en.ts'
import { shareZh } from './share.zh.ts'

export function shareDictionary(language: Language): ShareDictionary {
  return language === 'en' ? shareEn : shareZh
}
