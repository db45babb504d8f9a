/**
 * `npm run differential`: random conversations with a real ensemble and with ours, and where the answers part.
 *
 *     npm run differential -- [--from 1] [--count 40] [--answers FILE] [--real PORT,PORT,PORT] [--ours PORT,PORT,PORT]
 *
 * `--answers` keeps what the real ensemble said, so that it is asked once only; `--real` and `--ours` (leader first) use
 * ensembles that run already. Ends with 'N passed, M failed'; a difference of `known.ts` is passed and counted beside.
 */
import { parseArgs } from 'node:util'
import { examine, RealStopped, readAnswers, realAnswer, type Sides } from './examine.ts'
import { conversationOf } from './generator.ts'
import { startOurs } from './ours.ts'
import { type Running, startReal, whyNoReal } from './real.ts'
import type { Ensemble } from './talk.ts'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '40' },
    answers: { type: 'string' },
    real: { type: 'string' },
    ours: { type: 'string' },
    'only-real': { type: 'boolean', default: false },
  },
})

function portsOf(text: string | undefined): Ensemble | undefined {
  return text === undefined ? undefined : { ports: text.split(',').map(Number) }
}

async function run(): Promise<number> {
  const why = whyNoReal()
  if (why !== undefined) {
    console.log(`SKIPPED: no conversation was compared, because ${why}`)
    return 0
  }
  let real: Promise<Running> | undefined
  const given = portsOf(values.real)
  const giveUpReal = async (): Promise<void> => {
    await real?.then((running) => running.stop())
    real = undefined
  }
  const needReal = async (): Promise<Ensemble> => {
    if (given !== undefined) return given
    real ??= startReal().catch(startReal)
    return (await real).ensemble
  }
  let running: Running | undefined
  const stopAll = async (): Promise<void> => {
    await Promise.all([giveUpReal(), running?.stop()])
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stopAll().then(() => process.exit(1)))
  }
  try {
    let ours = portsOf(values.ours)
    if (ours === undefined && !values['only-real']) {
      running = await startOurs()
      ours = running.ensemble
    }
    const answers = readAnswers(values.answers)
    const sides: Sides = {
      real: needReal,
      giveUpReal,
      ours: ours ?? { ports: [] },
      answers,
      file: values.answers,
      known: new Map(),
    }
    return await compareAll(sides)
  } finally {
    await stopAll()
  }
}

async function compareAll(sides: Sides): Promise<number> {
  const [from, count] = [Number(values.from), Number(values.count)]
  let [passed, failed] = [0, 0]
  for (let seed = from; seed < from + count; seed++) {
    const work = values['only-real']
      ? realAnswer(sides, conversationOf(seed)).then(() => undefined)
      : examine(sides, seed)
    const failure = await work.catch((error: unknown) => {
      if (error instanceof RealStopped) return `seed ${seed}: the real ensemble stopped: ${error.message}`
      throw error
    })
    if (failure === undefined) passed += 1
    else {
      failed += 1
      console.log(failure)
    }
    if ((seed - from + 1) % 100 === 0) console.log(`${passed + failed} of ${count} held`)
  }
  for (const [name, times] of sides.known) console.log(`known: ${name} (${times} times)`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await run()
