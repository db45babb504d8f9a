/** Goes to a moment: the diagram is centred on it, the story scrolls to it, and its node is chosen on the stage. */
import { clientNode, type Millis, type NodeName, serverOf } from '../../../ground/ids.ts'
import { select, store } from '../../store/app.ts'
import { showPane } from '../../store/panes.ts'
import { lookAt } from '../spacetime/viewStore.ts'
import { storyStore } from '../story/storyStore.ts'

export function showMoment(at: Millis, node: NodeName, pane: 'story' | 'spaceTime'): void {
  lookAt(at)
  storyStore.setState({ filter: 'all', sought: { at } })
  const { servers, clients } = store.getState().cluster
  const id = serverOf(node)
  const name = [...clients.keys()].find((one) => clientNode(one) === node)
  if (id !== undefined && servers.has(id)) select({ type: 'server', id })
  else if (name !== undefined) select({ type: 'client', name })
  showPane(pane)
}
