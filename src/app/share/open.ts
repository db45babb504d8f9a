/** Scenarios come in, from the address or from a file, and are played on the page's ensemble. */
import type { Command } from '../../hosts/command.ts'
import type { Engine } from '../../hosts/engine.ts'
import { readFragment } from '../../hosts/page/scenarioLink.ts'
import { type Pace, type Progress, play } from '../../hosts/scenario/play.ts'
import { readScenarioText } from '../../hosts/scenario/scenarioText.ts'
import { SCENARIO_BOUNDS, type Scenario } from '../../hosts/scenario.ts'
import { select } from '../store/app.ts'
import { theEngine } from '../store/bridge.ts'
import { goTo, lessonPlace } from '../store/lessonPlace.ts'
import { followAddress, forgetAddress } from './address.ts'
import { asFirstTree } from './recorder.ts'
import { shareStore } from './shareStore.ts'

const POLL_MS = 15

/**
 * Opens the scenario in the address. One that came with a fresh page is played at once; after a reload it is offered: what
 * was done since may still be there. Ends with whether it is played.
 */
export async function openAddress(isFresh: boolean): Promise<boolean> {
  const read = await readFragment(location.hash)
  if (read === undefined) return false
  if (!read.ok) {
    shareStore.setState({ type: 'broken', source: 'link', problem: read.error }, true)
    return false
  }
  if (isFresh) void playScenario(read.value)
  else shareStore.setState({ type: 'offered', scenario: read.value }, true)
  return isFresh
}

/** Opens a scenario's file: offered, or what is wrong with it. */
export async function openScenarioFile(file: Blob): Promise<void> {
  const max = SCENARIO_BOUNDS.textLength
  const problem = { type: 'tooLong', path: '', max } as const
  if (file.size > 3 * max) return shareStore.setState({ type: 'broken', source: 'file', problem }, true)
  const read = readScenarioText(await file.text())
  if (read.ok) shareStore.setState({ type: 'offered', scenario: read.value }, true)
  else shareStore.setState({ type: 'broken', source: 'file', problem: read.error }, true)
}

/** Rises with each play: the one before is called off. */
let plays = 0

/** Plays it from the beginning, in place of the present ensemble. */
export async function playScenario(scenario: Scenario): Promise<void> {
  const engine = theEngine()
  if (engine === undefined) return
  plays += 1
  const mine = plays
  const pace: Pace = { until: (holds) => until(() => mine !== plays, holds) }
  if (lessonPlace.getState().type === 'lesson') goTo({ type: 'closed' })
  select(undefined)
  let latest: Progress = { phase: 'making', done: 0, answers: [], judgements: [] }
  const show = (type: 'playing' | 'over', refusal?: string): void =>
    shareStore.setState({ type, scenario, progress: latest, refusal }, true)
  show('playing')
  const played = await play(planting(engine), scenario, pace, (progress) => {
    latest = progress
    // An answer may come when all is over.
    if (mine === plays) show(shareStore.getState().type === 'over' ? 'over' : 'playing')
  })
  if (mine !== plays || played.type === 'calledOff') return
  show('over', played.type === 'refused' ? played.reason : undefined)
  followAddress()
}

/** Ends the play where it stands; the ensemble goes on. */
export function endPlay(): void {
  plays += 1
  shareStore.setState({ type: 'none' }, true)
  forgetAddress()
}

/** The first tree of a scenario is a first tree in the recording, too. */
function planting(engine: Engine): Engine {
  const isMaking = (): boolean => {
    const shared = shareStore.getState()
    return shared.type === 'playing' && shared.progress.phase === 'making'
  }
  return {
    ...engine,
    intervene: (command: Command) =>
      engine.intervene(isMaking() && command.type === 'submit' ? asFirstTree(command) : command),
  }
}

function until(isOff: () => boolean, holds: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isOff()) resolve(false)
      else if (holds()) resolve(true)
      else setTimeout(look, POLL_MS)
    }
    look()
  })
}
