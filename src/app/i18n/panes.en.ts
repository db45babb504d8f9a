/** Words of the panes beside and under the stage: the znode tree and the story. */
export const panesEn = {
  tree: {
    region: 'Znode tree',
  },
  story: {
    region: 'Story',
  },
}
