/** A scenario's file in the simulator: what of it did not come about, in words; the same every time. */
import { assert } from '../../ground/base/assert.ts'
import { type Pace, play } from '../scenario/play.ts'
import { readScenario } from '../scenario/scenarioText.ts'
import { type SimEngine, simEngine } from './engine.ts'
import { REAL } from './real.ts'

const STRIDE_MS = 10
/** A day of virtual time passes for no test. */
const STRIDES_MAX = 500_000

/** Plays the JSON of a scenario. What is no scenario, or can't be played, is the only thing that is told then. */
export async function playInSimulator(json: unknown): Promise<readonly string[]> {
  const read = readScenario(json)
  if (!read.ok) return [`${read.error.path}: ${read.error.type}`]
  const { servers, seed, clients } = read.value
  const engine = simEngine({ servers, seed, clients, programs: REAL, traceMessages: false, journals: false }, 'later')
  const played = await play(engine, read.value, simPace(engine))
  if (played.type === 'refused') return [played.reason]
  assert(played.type === 'played', 'nobody calls it off')
  return played.progress.judgements
    .filter(({ holds }) => !holds)
    .map(({ expectation, found }) => `${JSON.stringify(expectation, plain)}, but found ${found}`)
}
function plain(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value
}

/** Lets virtual time pass in short strides. */
export function simPace(engine: SimEngine, isOff: () => boolean = () => false): Pace {
  return {
    until: async (holds) => {
      for (let strides = 0; !holds(); strides++) {
        if (isOff()) return false
        assert(strides < STRIDES_MAX, 'it comes about at some time')
        engine.advance(STRIDE_MS)
        // Whoever waits for an answer goes on before time does.
        await Promise.resolve()
      }
      return true
    },
  }
}
