/**
 * The core gives its reasons in English, as part of the trace. Here the known ones are said in Chinese; a reason that is
 * not in the table stays English and is marked as English, so that it is read (and spoken) as what it is.
 */
import type { Language } from './language.ts'
import type { Rule } from './reasons.zh.ts'

export type ReasonText = { readonly words: string; readonly lang: 'en' | 'zh-CN' }

let rules: readonly Rule[] = []

/** Fetches the table. Where it can't be had, reasons stay English, and are marked so. */
export async function loadReasons(): Promise<void> {
  rules = await import('./reasons.zh.ts').then(
    ({ RULES }) => RULES,
    () => [],
  )
}

/** A reason of the table, also as a part of another one; undefined: it is not in there. */
export function inChinese(words: string): string | undefined {
  for (const [pattern, say] of rules) {
    const found = pattern.exec(words)
    if (found !== null) return say(found[1] ?? '', found[2] ?? '')
  }
  return undefined
}

/** `words` in `language` where they are known there, else in English. */
export function reasonText(language: Language, words: string): ReasonText {
  const translated = language === 'zh-CN' ? inChinese(words) : undefined
  return translated === undefined ? { words, lang: 'en' } : { words: translated, lang: 'zh-CN' }
}
