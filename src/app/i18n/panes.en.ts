/** Words of the panes beside and under the stage: the znode tree and the story. */
import { errorsEn } from './errors.en.ts'
import { storyEn } from './story.en.ts'
import { treeEn } from './tree.en.ts'

export const panesEn = { tree: treeEn, story: storyEn, errors: errorsEn }
