/** The words of the inspector, apart from the others: they come with its sheet. */
import { type InspectorDictionary, inspectorEn } from './inspector.en.ts'
import { inspectorZh } from './inspector.zh.ts'
import type { Language } from './language.ts'

export function inspectorDictionary(language: Language): InspectorDictionary {
  return language === 'en' ? inspectorEn : inspectorZh
}
