/** The Guarantees strip in words: what each lamp is called and promises, what its colour says, and what was seen. */
import type { CheckerName } from '../../hosts/checkers/checkers.ts'
import type { LampState, Verdict } from '../../hosts/checkers/verdict.ts'
import { guaranteesEn } from './guarantees.en.ts'
import { findingInChinese } from './guarantees.reasons.zh.ts'
import { guaranteesZh } from './guarantees.zh.ts'
import type { Language } from './language.ts'
import type { ReasonText } from './reasons.ts'

export type GuaranteesWords = {
  readonly region: string
  /** `title` names a lamp, `doc` says in one line what is promised. */
  readonly families: { readonly [K in CheckerName]: { readonly title: string; readonly doc: string } }
  readonly states: { readonly [K in LampState]: string }
  readonly tested: (times: number) => string
  readonly seen: (times: number) => string
  /** Where it was last put to the test, and nothing is wrong. */
  readonly heldAt: (node: string, index: number) => string
}

export function guaranteesOf(language: Language): GuaranteesWords {
  return language === 'en' ? guaranteesEn : guaranteesZh
}

/** What was seen last, or undefined where nothing was. A sentence that is not known in Chinese stays English, and says so. */
export function evidenceText(language: Language, { evidence }: Verdict): ReasonText | undefined {
  if (evidence === undefined) return undefined
  const { node, index, reason } = evidence
  if (reason === '') return { words: guaranteesOf(language).heldAt(node, index), lang: language }
  const translated = language === 'en' ? undefined : findingInChinese(reason)
  return translated === undefined ? { words: reason, lang: 'en' } : { words: translated, lang: 'zh-CN' }
}
