/** Words of the story, in English. */
export const storyEn = {
  region: 'Story',
}
