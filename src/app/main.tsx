/** The page starts here: settings from the address, the frame at once, the ensemble behind it. */
import { remoteFragment } from '../hosts/gateway/place.ts'
import { createEngine } from '../hosts/page/engine.ts'
import { App } from './App.tsx'
import { draw } from './draw.ts'
import { openToConsole } from './forTheConsole.ts'
import { recorded } from './share/recorder.ts'
import { isLink } from './share/shareStore.ts'
import { plantTree } from './store/acts.ts'
import { store } from './store/app.ts'
import { connect } from './store/bridge.ts'
import { lessonPlace, readPlace } from './store/lessonPlace.ts'
import { hopFor, readSettings } from './store/settings.ts'
import { TREE_CLIENT } from './views/tree/remote/remoteFeed.ts'
import './theme/tokens.css'
import './theme/base.css'
import './theme/frame.css'

const CLIENT_NAMES: readonly string[] = ['A', 'B', 'C', 'D', 'E', 'F']
/** On a real ensemble: one that reads the tree for the panel, and one to act with. */
const REMOTE_CLIENTS: readonly string[] = [TREE_CLIENT, 'A']

async function startEnsemble(): Promise<void> {
  // `npm start -- --connect` marks its address.
  if (location.hash.slice(1).split('&').includes(remoteFragment)) return startRemote()
  const { servers, observers, clients, speed, finalizeEarly, switches } = store.getState().settings
  try {
    const names = CLIENT_NAMES.slice(0, clients)
    const made = await createEngine({
      servers,
      observers,
      clients: names,
      hopMs: hopFor(speed),
      speed,
      config: { finalizeEarly, ...switches },
    })
    const engine = recorded(made, { servers, observers, idle: false, clients: names })
    connect(engine)
    openToConsole(engine)
    // In somebody else's page it rests out of view, as an embed does.
    if (window.parent !== window) void import('./embed/autopause.ts').then(({ autopause }) => autopause())
    void import('./store/guarantees.ts').then(({ guard }) => guard())
    // A lesson that the address names brings its own tree, and so does a scenario.
    if (lessonPlace.getState().type === 'lesson' || (await playsLink())) return
    if (clients > 0) await plantTree('A')
  } catch (error) {
    store.setState({ engine: { type: 'failed', reason: error instanceof Error ? error.message : String(error) } })
  }
}

/** Opens the scenario that the address holds; whether it is played at once, in place of the first ensemble. */
async function playsLink(): Promise<boolean> {
  window.addEventListener('hashchange', () => void openLink(false))
  const [navigation] = performance.getEntriesByType('navigation')
  const isAgain = navigation instanceof PerformanceNavigationTiming && navigation.type !== 'navigate'
  return openLink(!isAgain)
}
async function openLink(isFresh: boolean): Promise<boolean> {
  if (!isLink(location.hash)) return false
  const { openAddress } = await import('./share/open.ts')
  return openAddress(isFresh)
}

async function startRemote(): Promise<void> {
  try {
    const { createRemoteEngine } = await import('../hosts/remote/engine.ts')
    const engine = await createRemoteEngine({ clients: REMOTE_CLIENTS })
    connect(engine)
    openToConsole(engine)
  } catch (error) {
    store.setState({ engine: { type: 'failed', reason: error instanceof Error ? error.message : String(error) } })
  }
}

store.setState({ settings: readSettings(location.search, navigator.languages) })
lessonPlace.setState(readPlace(location.search), true)
void draw(<App />, store.getState().settings.language)
void startEnsemble()
