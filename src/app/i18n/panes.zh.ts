/** The panes' words in Simplified Chinese. */
import { errorsZh } from './errors.zh.ts'
import type { panesEn } from './panes.en.ts'
import { spaceTimeZh } from './spaceTime.zh.ts'
import { storyZh } from './story.zh.ts'
import { treeZh } from './tree.zh.ts'

export const panesZh: typeof panesEn = { tree: treeZh, story: storyZh, spaceTime: spaceTimeZh, errors: errorsZh }
