/** The panes' words in Simplified Chinese. */
import { errorsZh } from './errors.zh.ts'
import { faultsZh } from './faults.zh.ts'
import { gatewayZh } from './gateway.zh.ts'
import { keysZh } from './keys.zh.ts'
import type { panesEn } from './panes.en.ts'
import { recipesZh } from './recipes.zh.ts'
import { remoteZh } from './remote.zh.ts'
import { storyZh } from './story.zh.ts'
import { treeZh } from './tree.zh.ts'

export const panesZh: typeof panesEn = {
  recipes: recipesZh,
  tree: treeZh,
  story: storyZh,
  spaceTime: { region: '时空图' },
  errors: errorsZh,
  remote: remoteZh,
  gateway: gatewayZh,
  faults: faultsZh,
  keys: keysZh,
  console: { region: '控制台' },
  connections: { region: '连接' },
  inspector: { region: '检查', inspect: (id) => `检查服务器 ${id}`, tab: (id) => `服务器 ${id}` },
  measures: { region: '测量' },
  guarantees: { region: '保证', broken: (node) => `在 ${node} 被打破` },
}
