/** Words of the panes beside and under the stage: the znode tree, the story, space-time. */
import { errorsEn } from './errors.en.ts'
import { faultsEn } from './faults.en.ts'
import { gatewayEn } from './gateway.en.ts'
import { keysEn } from './keys.en.ts'
import { recipesEn } from './recipes.en.ts'
import { remoteEn } from './remote.en.ts'
import { storyEn } from './story.en.ts'
import { treeEn } from './tree.en.ts'

export const panesEn = {
  recipes: recipesEn,
  tree: treeEn,
  story: storyEn,
  spaceTime: { region: 'Space-time' },
  errors: errorsEn,
  remote: remoteEn,
  gateway: gatewayEn,
  faults: faultsEn,
  keys: keysEn,
  console: { region: 'Console' },
  connections: { region: 'Connections' },
  inspector: {
    region: 'Inspector',
    inspect: (id: number) => `Inspect server ${id}`,
    tab: (id: number) => `Server ${id}`,
  },
  measures: { region: 'Measures' },
  guarantees: { region: 'Guarantees', broken: (node: string) => `Broken at ${node}` },
}
