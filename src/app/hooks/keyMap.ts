/** The page's keys as a table: what listens to them and the sheet that tells them read the same one. */
import { setTempo } from '../store/acts.ts'
import { store, switchLanguage, switchTheme } from '../store/app.ts'
import { intervene } from '../store/bridge.ts'
import { toggleInspector } from '../store/inspector.ts'
import { lastDown } from '../store/model.ts'
import { showOverlay } from '../store/overlay.ts'
import { tempoBeside } from '../store/tempo.ts'

export const keyNames = [
  'play',
  'step',
  'slower',
  'faster',
  'auto',
  'kill',
  'restart',
  'resume',
  'inspect',
  'partition',
  'heal',
  'client',
  'language',
  'theme',
  'help',
] as const
export type KeyName = (typeof keyNames)[number]
type Key = {
  /** As `KeyboardEvent.key` in lower case; what is told of it in the sheet is `cap`. */
  readonly key: string
  readonly cap: string
  readonly shift?: true
  readonly act: () => unknown
}

export const keyMap: { readonly [K in KeyName]: Key } = {
  play: { key: ' ', cap: '␣', act: () => intervene({ type: store.getState().clock.paused ? 'play' : 'pause' }) },
  step: { key: '.', cap: '.', act: () => intervene({ type: 'step' }) },
  slower: { key: '[', cap: '[', act: () => setTempo(tempoBeside(store.getState().clock.speed, -1)) },
  faster: { key: ']', cap: ']', act: () => setTempo(tempoBeside(store.getState().clock.speed, 1)) },
  auto: { key: 'a', cap: 'A', act: () => setTempo('auto') },
  kill: { key: 'k', cap: 'K', act: killChosen },
  restart: { key: 'r', cap: 'R', act: restartLast },
  resume: { key: 'r', cap: 'Shift R', shift: true, act: resumeAll },
  inspect: { key: 'i', cap: 'I', act: toggleInspector },
  partition: { key: 'p', cap: 'P', act: () => showOverlay('partition') },
  heal: { key: 'h', cap: 'H', act: () => intervene({ type: 'heal' }) },
  client: { key: 'c', cap: 'C', act: () => intervene({ type: 'addClient' }) },
  language: { key: 'l', cap: 'L', act: switchLanguage },
  theme: { key: 't', cap: 'T', act: switchTheme },
  help: { key: '?', cap: '?', act: () => showOverlay('keys') },
}

/** What a key does; undefined for one that means nothing here. */
export function keyOf(key: string, shift: boolean): Key | undefined {
  const wanted = key.toLowerCase()
  const fits = Object.values(keyMap).filter((one) => one.key === wanted)
  return fits.find((one) => (one.shift ?? false) === shift) ?? fits.find((one) => one.shift === undefined)
}

/** The chosen server where one is chosen and runs, or the leader. */
function killChosen(): unknown {
  const { selection, cluster } = store.getState()
  const chosen = selection?.type === 'server' ? cluster.servers.get(selection.id) : undefined
  return intervene(
    chosen === undefined || chosen.life === 'down' ? { type: 'kill' } : { type: 'kill', server: chosen.id },
  )
}

function restartLast(): unknown {
  const down = lastDown(store.getState().cluster)
  return down === undefined ? undefined : intervene({ type: 'restart', server: down.id, disk: 'keep' })
}

/** Starts every server that is down, and wakes every one that is paused. */
async function resumeAll(): Promise<void> {
  const servers = [...store.getState().cluster.servers.values()]
  const down = servers.filter(({ life }) => life === 'down')
  const frozen = servers.filter(({ life }) => life === 'frozen')
  await Promise.all([
    ...down.map(({ id }) => intervene({ type: 'restart', server: id, disk: 'keep' })),
    ...frozen.map(({ id }) => intervene({ type: 'thaw', server: id })),
  ])
}
