/** Words of the story, in Simplified Chinese. */
import type { storyEn } from './story.en.ts'

export const storyZh: typeof storyEn = {
  region: '事件',
}
