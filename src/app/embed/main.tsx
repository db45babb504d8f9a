/**
 * The page in a frame starts here: what was asked for from the address, the host beside it, the ensemble when it is seen.
 * Nothing of it needs storage; it is asked for with `persist=local` only.
 */
import type { FrameMessage } from '../../embed/messages.ts'
import { createEngine } from '../../hosts/page/engine.ts'
import { draw } from '../draw.ts'
import { isLink } from '../share/shareStore.ts'
import { createLock, plantTree } from '../store/acts.ts'
import { store } from '../store/app.ts'
import { connect } from '../store/bridge.ts'
import { lessonPlace } from '../store/lessonPlace.ts'
import { hopFor } from '../store/settings.ts'
import { autopause, whenSeen } from './autopause.ts'
import { EmbedApp } from './EmbedApp.tsx'
import { type EmbedSettings, readEmbed } from './embedSettings.ts'
import { embedStore } from './embedStore.ts'
import { joinHost } from './hostPort.ts'
import { actAsHost, lookOnly } from './readonly.ts'
import '../theme/tokens.css'
import '../theme/base.css'

const NAMES: readonly string[] = ['A', 'B', 'C', 'D', 'E', 'F']
const VERSION = '1'

const asked = readEmbed(location.search, navigator.languages)
for (const name of asked.unknown) console.info(`zk-playground: there is no parameter ${name}; it is ignored`)
embedStore.setState({ asked, accent: asked.accent })
store.setState({ settings: asked.settings })
lessonPlace.setState(asked.place, true)
if (asked.readonly) lookOnly()

/** What a host that joins has to hear first, and what it hears from then on. */
let stands: FrameMessage | undefined
const host = joinHost((init, port) => {
  void Promise.all([import('./talk.ts'), import('./telling.ts')]).then(([{ talk }, { tellHost }]) => {
    talk(host, init, port)
    resized(height)
    if (stands !== undefined) host.tell(stands)
    tellHost(host)
  })
})
/** The last layout: a host that joins shows the frame once it has drawn itself. */
let height = 0
const resized = (next: number) => {
  if (next === 0) return
  height = next
  host.tell({ type: 'resize', height })
}
const stand = (message: FrameMessage) => {
  stands = message
  host.tell(message)
}

void draw(<EmbedApp onShare={(url) => host.tell({ type: 'share', url })} onHeight={resized} />, asked.settings.language)
void begin(asked)

async function begin(settings: EmbedSettings): Promise<void> {
  await wanted(settings.load)
  embedStore.setState({ started: true })
  try {
    await start(settings)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    store.setState({ engine: { type: 'failed', reason } })
    stand({ type: 'error', code: 'failed', reason })
  }
}

/** Plays what the address holds; what is wrong with a link is told in the status line, and the first ensemble goes on. */
async function playsLink(): Promise<boolean> {
  const { openAddress } = await import('../share/open.ts')
  if (await openAddress(true)) return true
  store.setState({ refusal: 'the link to a session is damaged, or of another version' })
  return false
}

/** Ends when servers are wanted. */
function wanted(load: EmbedSettings['load']): Promise<void> {
  if (load === 'immediate') return Promise.resolve()
  if (load === 'visible') return whenSeen()
  return new Promise((start) => {
    const stop = embedStore.subscribe(({ started }) => {
      if (!started) return
      stop()
      start()
    })
  })
}

async function start({ settings, seed, persist, autopause: pauses, place, scenario }: EmbedSettings): Promise<void> {
  const { servers, observers, clients, speed, finalizeEarly, switches } = settings
  const engine = await createEngine({
    servers,
    observers,
    clients: NAMES.slice(0, clients),
    hopMs: hopFor(speed),
    speed,
    config: { finalizeEarly, ...switches },
    ...(seed === undefined ? {} : { seed }),
    ...(persist === 'local' ? {} : { disk: 'memory' }),
  })
  connect(engine)
  if (pauses) autopause()
  const { disk, transport } = engine.capabilities()
  const capabilities = {
    storage: disk === 'opfs',
    opfs: disk === 'opfs',
    broadcastChannel: transport !== 'messagePort',
  }
  stand({ type: 'ready', version: VERSION, capabilities })
  // A shared link brings a session of its own, as a lesson brings its tree.
  if (isLink(location.hash) && (await playsLink())) return
  if (place.type === 'lesson' || clients === 0 || scenario === 'empty') return
  await actAsHost(() => plantTree('A'))
  if (scenario === 'lock') await actAsHost(createLock)
}
