/** All lessons, in the order of the contents. */
import { basics } from './basics.ts'
import { config } from './config.ts'
import { disk } from './disk.ts'
import { firstStart } from './firstStart.ts'
import { group } from './group.ts'
import { guarantees } from './guarantees.ts'
import { killLeader } from './killLeader.ts'
import { kinds } from './kinds.ts'
import type { Lesson } from './lesson.ts'
import { lock } from './lock.ts'
import { majority } from './majority.ts'
import { naming } from './naming.ts'
import { recipes } from './recipes.ts'
import { talk } from './talk.ts'
import { watches } from './watches.ts'

export const LESSONS: readonly Lesson[] = [
  basics,
  kinds,
  watches,
  firstStart,
  killLeader,
  majority,
  guarantees,
  lock,
  config,
  naming,
  group,
  talk,
  disk,
  recipes,
]

export function lessonById(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id)
}
