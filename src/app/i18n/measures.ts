/** The words of the Measures pane: loaded with it, in both languages. */
import type { Language } from './language.ts'
import { measuresEn } from './measures.en.ts'
import { measuresZh } from './measures.zh.ts'

export type MeasuresText = typeof measuresEn
export function measuresOf(language: Language): MeasuresText {
  return language === 'zh-CN' ? measuresZh : measuresEn
}
