/** All lessons, in the order of the contents. */
import { config } from './config.ts'
import { firstStart } from './firstStart.ts'
import { killLeader } from './killLeader.ts'
import type { Lesson } from './lesson.ts'
import { lock } from './lock.ts'

export const LESSONS: readonly Lesson[] = [firstStart, killLeader, lock, config]

export function lessonById(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id)
}
