/** Faults of time: clocks that disagree, and a world that slept. */
import { below, type Rng } from '../../../ground/base/rng.ts'
import { turn } from '../../localClock.ts'
import { planWake } from '../alarm.ts'
import { freeze, isRunning, thaw } from '../faults.ts'
import { after, between, fire, type Nemesis, oneOf, shuffled } from './nemesis.ts'

/** A clock gets another speed (up to 5 % off), or jumps forward by up to two ticks. */
export function clockSkew(nemesis: Nemesis, rng: Rng): void {
  const { machine, options } = nemesis
  const node = oneOf(rng, [...machine.nodes.values()])
  if (node === undefined) return
  const jumps = below(rng, 3) === 0
  const rate = jumps ? node.clock.rate : 1 + between(rng, -50, 50) / 1000
  const jumpMs = jumps ? between(rng, 1, 2 * options.config.tickTime) : 0
  turn(node.clock, machine.now, rate, jumpMs)
  // Its wake-up was planned by the old clock.
  planWake(machine, node)
  fire(nemesis, 'clockSkew', jumps ? `${node.name} jumps by ${jumpMs} ms` : `${node.name} runs at ${rate}`)
}

export function sleepGap(nemesis: Nemesis, rng: Rng): void {
  const { machine } = nemesis
  const awake = [...machine.nodes.values()].filter(isRunning).map((node) => node.name)
  for (const name of awake) freeze(machine, name)
  const ms = between(rng, 500, below(rng, 2) === 0 ? 20_000 : 3000)
  after(nemesis, ms, () => {
    for (const name of shuffled(rng, awake)) thaw(machine, name)
  })
  fire(nemesis, 'sleepGap', `${ms} ms`)
}
