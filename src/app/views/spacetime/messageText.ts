/** A message of the diagram in words: its way and its kind, then its times. */
import type { Dictionary } from '../../i18n/en.ts'
import type { SpaceTimeDictionary } from '../../i18n/spaceTime.ts'
import { formatAt } from '../story/formatAt.ts'
import { nodeWords } from '../story/sentences.ts'
import type { Message } from './record.ts'

export function messageText(
  { story, flights }: Dictionary,
  words: SpaceTimeDictionary,
  message: Message,
): readonly [way: string, kind: string, times: string] {
  const way = words.way(nodeWords(story, message.from), nodeWords(story, message.to))
  return [way, flights[message.kind], timesText(words, message)]
}

function timesText(words: SpaceTimeDictionary, { sentAt, endedAt, lost }: Message): string {
  const sent = formatAt(sentAt)
  if (endedAt === undefined) return words.underWay(sent)
  if (lost) return words.lostAt(sent, formatAt(endedAt))
  const took = endedAt - sentAt
  return words.arrived(sent, formatAt(endedAt), took.toFixed(took < 10 ? 1 : 0))
}
