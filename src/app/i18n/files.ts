/** The words about files, apart from the others: they come with the dialog. */
import { type FilesDictionary, filesEn } from './files.en.ts'
import { filesZh } from './files.zh.ts'
import type { Language } from './language.ts'

export function filesDictionary(language: Language): FilesDictionary {
  return language === 'en' ? filesEn : filesZh
}
