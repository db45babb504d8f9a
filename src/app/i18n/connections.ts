/** The words of the connections, apart from the others: they come with their pane. */
import { type ConnectionsDictionary, connectionsEn } from './connections.en.ts'
import { connectionsZh } from './connections.zh.ts'
import type { Language } from './language.ts'

export function connectionsDictionary(language: Language): ConnectionsDictionary {
  return language === 'en' ? connectionsEn : connectionsZh
}
