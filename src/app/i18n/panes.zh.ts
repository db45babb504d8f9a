/** The panes' words in Simplified Chinese. */
import type { panesEn } from './panes.en.ts'

export const panesZh: typeof panesEn = {
  tree: {
    region: 'Znode 树',
  },
  story: {
    region: '事件',
  },
}
