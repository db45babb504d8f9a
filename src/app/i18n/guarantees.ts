/** The Guarantees strip in words: what each lamp is called and promises, what its colour says, and what was seen. */
import type { CheckerName } from '../../hosts/checkers/checkers.ts'
import type { LampState, Verdict } from '../../hosts/checkers/verdict.ts'
import type { GroupName } from '../guarantees/groups.ts'
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
  /** The lamps that are always in view. */
  readonly strip: string
  readonly groups: { readonly [K in GroupName]: string }
  readonly summary: (counts: { readonly [K in LampState]: number }, of: number) => string
  readonly list: string
  /** Above the picture of what would break it. */
  readonly never: string
  readonly picture: (title: string) => string
  readonly noEvidence: string
  readonly showMoment: string
  /** On servers that are not the page's own: why there is no lamp. */
  readonly remote: { readonly strip: string; readonly why: string; readonly instead: (lamps: number) => string }
  readonly pane: {
    readonly breakIt: string
    readonly breakAgain: string
    readonly bug: string
    readonly plan: string
    readonly replaces: string
    readonly loses: string
    readonly starting: string
  }
  readonly sandbox: {
    readonly label: string
    readonly provoking: string
    readonly provoked: string
    readonly back: string
    readonly backing: string
    readonly lost: string
  }
  readonly alarm: {
    readonly title: (guarantee: string) => string
    readonly facts: string
    readonly promise: string
    readonly at: (node: string, event: string, seconds: string) => string
    readonly still: string
    readonly goOn: string
    readonly inStory: string
    readonly inSpaceTime: string
    readonly more: string
    readonly here: (node: string) => string
  }
  /** Why it matters, in one sentence. */
  readonly meanings: { readonly [K in CheckerName]: string }
}

export function guaranteesOf(language: Language): GuaranteesWords {
  return language === 'en' ? guaranteesEn : guaranteesZh
}

/** What was seen last, or undefined where nothing was. A sentence that is not known in Chinese stays English, and says so. */
export function evidenceText(language: Language, { evidence }: Verdict): ReasonText | undefined {
  if (evidence === undefined) return undefined
  const { node, index, reason } = evidence
  if (reason === '') return { words: guaranteesOf(language).heldAt(node, index), lang: language }
  return findingText(language, reason)
}

/** What a checker found, in the reader's language where it is known there. */
export function findingText(language: Language, reason: string): ReasonText {
  const translated = language === 'en' ? undefined : findingInChinese(reason)
  return translated === undefined ? { words: reason, lang: 'en' } : { words: translated, lang: 'zh-CN' }
}

/**
 * The facts of a finding that contradict each other: "s1 commits 0x2, but only s1 has it" is two of them. One where the
 * sentence does not set one against the other.
 */
export function factsOf(words: string): readonly string[] {
  const found = /, but |,? while |, and |，(?:但是?|却|而|同时)/.exec(words)
  if (found === null || found.index === 0) return [words]
  return [words.slice(0, found.index), words.slice(found.index + found[0].length)]
}
