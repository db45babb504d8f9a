/**
 * The languages of the page. English is the shape; a key that Chinese lacks does not compile. A reader pays for one of
 * them: each is a part of its own, loaded before the first word is drawn.
 */
import { must } from '../../ground/base/assert.ts'
import type { Dictionary } from './en.ts'
import { loadReasons } from './reasons.ts'

export type Language = 'en' | 'zh-CN'

const PARTS: { readonly [K in Language]: () => Promise<Dictionary> } = {
  en: async () => (await import('./en.ts')).en,
  'zh-CN': async () => {
    void loadReasons()
    return (await import('./zh.ts')).zh
  },
}
const loaded = new Map<Language, Dictionary>()

/** Fetches the words of a language, once. Rejects where they can't be had. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, await PARTS[language]())
}

/** The words of a language that was loaded. */
export function dictionaryOf(language: Language): Dictionary {
  return must(loaded.get(language), 'a language is loaded before it is spoken')
}
