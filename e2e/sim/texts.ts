/** What `npm run sim` prints. */
import { FAULT_NAMES } from '../../src/hosts/sim/nemesis/classes.ts'
import { MARK_NAMES } from '../../src/hosts/sim/run/markNames.ts'
import type { Choice, SwarmOptions } from '../../src/hosts/sim/run/options.ts'
import type { Failure, Total } from '../../src/hosts/sim/run/report.ts'

type Spent = { readonly wallMs: number; readonly cpuMs: number; readonly threads: number }

export function progressText(total: Total, wallMs: number): string {
  const speed = Math.round(total.events / (wallMs / 1000))
  return `${Math.round(wallMs / 1000)} s: ${total.seeds} seeds, ${hours(total)} simulated hours, ${speed} events/s, ${total.failures.length} failed`
}

/** All that was seen: a line of sums, then faults and marks. An event is one step of a node. */
export function totalText(total: Total, { wallMs, cpuMs, threads }: Spent): string {
  const perCore = Math.round(total.events / (cpuMs / 1000))
  const rate = (total.acknowledged / (total.simMs / 1000)).toFixed(1)
  const checks = [...total.checks.values()].reduce((sum, count) => sum + count, 0)
  const faults = FAULT_NAMES.map((name) => `${name} ${percent(total.faults[name], total.seeds)}`)
  const marks = MARK_NAMES.map((name) => `${name} ${total.marks.get(name) ?? 0}`)
  return [
    `${total.seeds} seeds, ${hours(total)} simulated hours in ${(wallMs / 1000).toFixed(1)} s on ${threads} threads`,
    `${total.events} events (a delivered message, a deadline, a disk completion or a word to a client: one step of a node), ${perCore} a second and core`,
    `${total.acknowledged} acknowledged operations (${rate} a simulated second), ${checks} checks`,
    `${total.elections} elections (a healed core took ${Math.round(total.electionMsMax)} ms at most), ${total.crashes} crashes`,
    `Faults, by share of seeds: ${faults.join(', ')}`,
    `Marks: ${marks.join(', ')}`,
  ].join('\n')
}

/** A failure with all that one needs to see it again. */
export function failureText(
  seed: number,
  failure: Failure,
  options: SwarmOptions,
  choice: Choice,
  file: string,
): string {
  return [
    `\n✗ seed ${seed}, event ${failure.event}, at ${Math.round(failure.at)} ms: ${failure.checker}: ${failure.reason}`,
    `  options: ${JSON.stringify(options)}`,
    `  again: npm run sim -- --seed ${seed}${choiceText(choice)}`,
    `  picture: ${file}`,
  ].join('\n')
}

/** A failure as `npm test` tells it once more at its end. */
export function failureRow({ seed, failure }: Total['failures'][number]): {
  readonly file: string
  readonly name: string
  readonly error: string
} {
  return { file: '', name: `seed ${seed}`, error: `${failure.checker}: ${failure.reason}` }
}

function hours({ simMs }: Total): string {
  return (simMs / 3_600_000).toFixed(2)
}
function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`
}

/** What was chosen beside the seed, as it is typed. */
function choiceText({ faults = {}, mutants = [] }: Choice): string {
  const switched = FAULT_NAMES.flatMap((name) => {
    const on = faults[name]
    return on === undefined ? [] : [` --fault ${name}=${on ? 'on' : 'off'}`]
  })
  return [...mutants.map((name) => ` --mutant ${name}`), ...switched].join('')
}
