/** What recipes tell, in sentences. */
import { unreachable } from '../../../ground/base/assert.ts'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import type { RecipeDeed } from '../../../protocol/recipes/seam.ts'
import type { Dictionary } from '../../i18n/en.ts'
import type { DeedWords } from '../../i18n/recipes.en.ts'
import type { SessionTale } from './tale.ts'

/** Data in a sentence is cut after so many characters. */
const TEXT_LENGTH_MAX = 60

type RecipeTale = Extract<SessionTale, { type: 'recipe' | 'recipeDid' }>
export function recipeSentence({ recipes }: Dictionary, tale: RecipeTale): string {
  const { client, recipe, path } = tale
  if (tale.type === 'recipe')
    return recipes.states[tale.state](client, recipes.names[recipe], tale.node ?? path, tale.behind ?? path)
  return recipes.deeds[tale.deed.type](client, wordsOf(tale.deed, path, recipes.gone))
}

function wordsOf(deed: RecipeDeed, path: string, gone: string): DeedWords {
  const said = { path, text: '', number: 0 }
  switch (deed.type) {
    case 'members':
      return { ...said, text: deed.members.join(', ') }
    case 'configApplied':
      return { ...said, text: deed.data === undefined ? gone : textOf(deed.data) }
    case 'configWritten':
      return { ...said, text: textOf(deed.data) }
    case 'itemPut':
    case 'itemTaken':
    case 'resolved':
      return { ...said, path: deed.node ?? path, text: textOf(deed.data) }
    case 'counted':
      return { ...said, number: deed.value }
    case 'passed':
      return said
    case 'voted':
      return { ...said, text: `${deed.site} ${deed.vote}` }
    case 'decided':
      return { ...said, text: deed.decision }
    default:
      return unreachable(deed)
  }
}

function textOf(data: Uint8Array | null): string {
  const text = data === null ? '' : decodeUtf8(data).replaceAll(/\s+/g, ' ')
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text
}
