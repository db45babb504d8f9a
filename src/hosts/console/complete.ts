/**
 * Completion: what may stand at the cursor, from the tables of the languages, the names of the stage and the znodes that the
 * page knows. Pure: the same line gives the same list.
 */
import { type WordName, wordNames } from '../../protocol/config.ts'
import { isVerb, type Named, type VerbName, verbNames, verbs } from '../vocabulary.ts'
import { lineCharsMax, ownWords } from './console.ts'
import { commands, isSessionCommand, sessionCommandNames } from './zkcli.ts'

/** The names of a znode's children, in order; none where the page does not know it. */
export type Children = (path: string) => readonly string[]
/** `from` is where the word at the cursor begins; each choice replaces it as a whole. */
export type Completion = { readonly from: number; readonly choices: readonly Choice[] }
/** `hint`: what stands behind a word; `open`: more may follow at once (a folder). */
export type Choice = { readonly text: string; readonly hint: string; readonly open: boolean }

/** Choices offered at most. */
export const choicesMax: number = 50

/** What fits at `cursor` in `line`. */
export function complete(line: string, cursor: number, named: Named, children: Children): Completion {
  const before = line.slice(0, cursor)
  if (line.length > lineCharsMax) return { from: cursor, choices: [] }
  const from = wordStart(before)
  const word = before.slice(from)
  const said = before
    .slice(0, from)
    .trim()
    .split(/\s+/)
    .filter((each) => each !== '')
  const all = said.length === 0 ? firstWords() : laterWords(said, word, named, children)
  const fitting = all.filter((choice) => choice.text.startsWith(word))
  return { from, choices: fitting.slice(0, choicesMax) }
}

/** Where the word at the end of `text` begins. A search for white space up to the end would try each of its characters. */
function wordStart(text: string): number {
  let at = text.length
  while (at > 0 && !/\s/.test(text.charAt(at - 1))) at -= 1
  return at
}

function firstWords(): readonly Choice[] {
  const rows: (readonly [string, string])[] = [
    ...sessionCommandNames.map((name) => [name, commands[name].usage] as const),
    ...Object.entries(ownWords),
    ...verbNames.map((name) => [name, verbs[name].usage] as const),
    ...wordNames.filter((name) => name !== 'stat').map((name) => [name, '[leader | SERVER]'] as const),
  ]
  return rows
    .map(([text, hint]) => closed(text, hint))
    .toSorted((a, b) => (a.text.toLowerCase() < b.text.toLowerCase() ? -1 : 1))
}

function laterWords(said: readonly string[], word: string, named: Named, children: Children): readonly Choice[] {
  const [verb = '', ...rest] = said
  if (isSessionCommand(verb)) {
    const { options, path } = commands[verb]
    if (word.startsWith('-')) return options.all.map((option) => closed(`-${option.name}`, option.text ?? ''))
    return path === undefined ? [] : paths(word, children)
  }
  if (isVerb(verb)) return aboutVerb(verb, rest.length, named)
  if (isWord(verb)) return rest.length === 0 ? servers(named) : []
  return verb === 'printwatches' ? [closed('on', ''), closed('off', '')] : []
}

function aboutVerb(verb: VerbName, index: number, named: Named): readonly Choice[] {
  const { who, choices = [] } = verbs[verb]
  const words = choices.map((each) => closed(each, ''))
  if (verb === 'partition') return servers(named)
  if (verb === 'cut' || verb === 'delay' || verb === 'stall' || verb === 'heal')
    return index < 2 ? servers(named) : words
  if (verb === 'move' && index === 1) return servers(named)
  if (index > 0) return words
  if (who === 'client') return clients(named)
  if (who === 'either') return [...servers(named), ...clients(named)]
  return who === 'server' ? servers(named) : words
}
function servers(named: Named): readonly Choice[] {
  return [
    closed('leader', named.leader === undefined ? '' : String(named.leader)),
    ...named.servers.map((id) => closed(String(id), '')),
  ]
}
function clients(named: Named): readonly Choice[] {
  return named.clients.map((name) => closed(name, ''))
}

function paths(word: string, children: Children): readonly Choice[] {
  if (!word.startsWith('/')) return word === '' ? [{ text: '/', hint: '', open: true }] : []
  const slash = word.lastIndexOf('/')
  const folder = slash === 0 ? '/' : word.slice(0, slash)
  const start = word.slice(0, slash + 1)
  return children(folder)
    .filter((name) => !/["'\s]/.test(name) && name.startsWith(word.slice(slash + 1)))
    .slice(0, choicesMax)
    .map((name) => ({ text: start + name, hint: '', open: children(start + name).length > 0 }))
}

function closed(text: string, hint: string): Choice {
  return { text, hint, open: false }
}
function isWord(text: string): text is WordName {
  return wordNames.some((name) => name === text)
}

/** The longest beginning that all choices share: what Tab fills in. */
export function sharedStart({ choices }: Completion): string {
  const [first = '', ...others] = choices.map((choice) => choice.text)
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}
