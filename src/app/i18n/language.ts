/** The languages of the page. English is the shape; a key that Chinese lacks does not compile. */
import { type Dictionary, en } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'en' | 'zh-CN'

export function dictionaryOf(language: Language): Dictionary {
  return language === 'en' ? en : zh
}
