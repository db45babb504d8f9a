/**
 * Where a lesson first says a word of the glossary: there, and only there, it becomes a link. Pure; the longest name wins,
 * so that "ephemeral znode" is not taken for "znode".
 */
import type { Language } from '../i18n/language.ts'
import { GLOSSARY, type Term } from './glossary.ts'
import type { Lesson } from './lesson.ts'

/** A word as a text has it, and what it means. */
export type Mention = { readonly word: string; readonly term: Term }
/** A text in pieces: plain, `code`, **strong**, and words to be explained. */
export type Piece = {
  readonly text: string
  readonly kind: 'plain' | 'code' | 'strong'
  readonly term?: Term
}

function formsOf({ name, forms }: Term, language: Language): readonly string[] {
  const own = language === 'en' ? [name.en] : [name['zh-CN']]
  return [...own, ...(forms?.[language] ?? [])]
}

type Found = Mention & { readonly at: number }
/** The first word of the glossary in `text` that is not among `known`. */
function firstIn(
  text: string,
  kind: 'plain' | 'strong',
  language: Language,
  known: ReadonlySet<string>,
): Found | undefined {
  let best: Found | undefined
  for (const term of GLOSSARY) {
    if (known.has(term.id)) continue
    for (const form of formsOf(term, language)) {
      const wanted = form.replaceAll('*', '')
      // Such a form is a common word: only where it stands alone between stars it is the term.
      if (wanted !== form && (kind !== 'strong' || text !== wanted)) continue
      const at = placeOf(text, wanted, language)
      if (at < 0) continue
      const word = text.slice(at, at + wanted.length)
      if (best === undefined || at < best.at || (at === best.at && word.length > best.word.length))
        best = { at, word, term }
    }
  }
  return best
}
function placeOf(text: string, form: string, language: Language): number {
  if (language === 'zh-CN') return text.indexOf(form)
  const escaped = form.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.search(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, form === form.toUpperCase() ? '' : 'i'))
}

/** The text in pieces; words that are not in `known` are marked once each, and join it. */
export function pieces(text: string, language: Language, known: Set<string>): readonly Piece[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).flatMap((part): readonly Piece[] => {
    if (part === '') return []
    if (part.startsWith('`')) return [codeOf(part.slice(1, -1), known)]
    if (part.startsWith('**')) return marked(part.slice(2, -2), 'strong', language, known)
    return marked(part, 'plain', language, known)
  })
}
/** A command or a field that has the word's own name. */
function codeOf(text: string, known: Set<string>): Piece {
  const term = GLOSSARY.find(({ id, name }) => name.en === text && !known.has(id))
  if (term === undefined) return { text, kind: 'code' }
  known.add(term.id)
  return { text, kind: 'code', term }
}
function marked(text: string, kind: 'plain' | 'strong', language: Language, known: Set<string>): readonly Piece[] {
  const out: Piece[] = []
  let rest = text
  for (;;) {
    const found = firstIn(rest, kind, language, known)
    if (found === undefined) break
    known.add(found.term.id)
    if (found.at > 0) out.push({ text: rest.slice(0, found.at), kind })
    out.push({ text: found.word, kind, term: found.term })
    rest = rest.slice(found.at + found.word.length)
  }
  return rest === '' ? out : [...out, { text: rest, kind }]
}

/** The words that the lesson has said before this step's text (`part` text), or before its reason (`part` why). */
export function saidBefore(lesson: Lesson, step: number, part: 'text' | 'why', language: Language): Set<string> {
  const known = new Set<string>()
  for (const { text, why } of lesson.steps.slice(0, step))
    for (const one of [text, why]) pieces(one[language], language, known)
  const here = lesson.steps[step]
  if (part === 'why' && here !== undefined) pieces(here.text[language], language, known)
  return known
}
/** The words that a lesson explains, in the order in which it says them. */
export function termsOf(lesson: Lesson, language: Language): readonly Term[] {
  const known = saidBefore(lesson, lesson.steps.length, 'text', language)
  return GLOSSARY.filter(({ id }) => known.has(id))
}
/** For each lesson the words that it is the first to say, in the order of the contents. */
export function taught(lessons: readonly Lesson[], language: Language): ReadonlyMap<string, readonly Term[]> {
  const known = new Set<string>()
  return new Map(
    lessons.map(({ id, steps }) => {
      const before = new Set(known)
      for (const { text, why } of steps) for (const one of [text, why]) pieces(one[language], language, known)
      return [id, GLOSSARY.filter((term) => known.has(term.id) && !before.has(term.id))]
    }),
  )
}
