/** Why a line failed, in the reader's language, beside the words of zkCli. */
import { unreachable } from '../../../ground/base/assert.ts'
import { KeeperErrors } from '../../../ground/jute/errors.ts'
import type { ConsoleEnding } from '../../../hosts/console/console.ts'
import { type SpeechProblem, usageOf } from '../../../hosts/vocabulary.ts'
import { consoleDictionary } from '../../i18n/console.ts'
import type { Dictionary } from '../../i18n/en.ts'
import type { Language } from '../../i18n/language.ts'
import { type ReasonText, reasonText } from '../../i18n/reasons.ts'

type Failed = Exclude<ConsoleEnding, { type: 'done' }>
/** `own`: zkCli's line, if it has one. `plain`: the sentence beside it. `at`: the place in the line, if there is one. */
export type EndingText = {
  readonly own: string | undefined
  readonly plain: ReasonText | undefined
  readonly at: number | undefined
}

export function endingText(text: Dictionary, language: Language, ending: Failed): EndingText {
  const said = (words: string): ReasonText => ({ words, lang: language })
  switch (ending.type) {
    case 'failed': {
      const { text: own, error, at } = ending.failure
      if (error === undefined) return { own, plain: undefined, at }
      const { definite } = KeeperErrors[error]
      return { own, plain: said(consoleDictionary(language).keeper(text.errors[error], definite)), at }
    }
    case 'misspoken':
      return { own: undefined, plain: said(problemWords(language, ending.problem)), at: ending.problem.at }
    case 'refused': {
      const { words, lang } = reasonText(language, ending.reason)
      return { own: undefined, plain: { words: text.frame.refused(words), lang }, at: undefined }
    }
    default:
      return unreachable(ending)
  }
}

function problemWords(language: Language, problem: SpeechProblem): string {
  const { problems } = consoleDictionary(language)
  const { word } = problem
  const withUsage = (words: string): string =>
    'verb' in problem ? `${words} ${problems.usage(usageOf(problem.verb))}` : words
  switch (problem.type) {
    case 'noSuchServer':
      return problems.noSuchServer(word, problem.servers.join(', '))
    case 'noSuchClient':
      return problems.noSuchClient(word, problem.clients.join(', ') || problems.nobody)
    case 'noLeader':
      return problems.noLeader
    case 'missing':
      return withUsage(problems.missing)
    case 'tooMuch':
      return withUsage(problems.tooMuch(word))
    case 'notOneOf':
      return withUsage(problems.notOneOf(word, problem.choices.join(', ')))
    case 'noNumber':
      return withUsage(problems.noNumber(word))
    default:
      return unreachable(problem)
  }
}
