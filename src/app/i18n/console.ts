/** The words of the console and of its code tab, apart from the others: they come with the pane. */
import { codeEn } from './code.en.ts'
import { codeZh } from './code.zh.ts'
import { consoleEn } from './console.en.ts'
import { consoleZh } from './console.zh.ts'
import type { Language } from './language.ts'

export type ConsoleDictionary = typeof consoleEn
export type CodeDictionary = typeof codeEn

export function consoleDictionary(language: Language): ConsoleDictionary {
  return language === 'en' ? consoleEn : consoleZh
}
export function codeDictionary(language: Language): CodeDictionary {
  return language === 'en' ? codeEn : codeZh
}
