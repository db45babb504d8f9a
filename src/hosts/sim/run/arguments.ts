/** The command line of `npm run sim`, read strictly: what is not understood is an error in words, never a guess. */
import { FAULT_NAMES, type FaultClass, isFault } from '../nemesis/classes.ts'
import type { Choice } from './options.ts'

export type SimArguments = {
  /** Run these seeds: `count` of them from `first` on, or as many as fill `hours` simulated hours. */
  readonly first: number
  readonly count: number | undefined
  readonly hours: number | undefined
  readonly choice: Choice
  /** Whether the demands of the gate hold: every fault, mark and checker at work, enough acknowledged. */
  readonly gate: boolean
  /** One seed only, with its picture written whatever it comes to. */
  readonly single: boolean
  readonly threads: number | undefined
  /** A file for the counts, as JSON. */
  readonly report: string | undefined
}
export type Parsed =
  | { readonly type: 'run'; readonly arguments: SimArguments }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly reason: string }

export const USAGE: string = `npm run sim -- [options]
  --seeds N          run N seeds (200)
  --seed S           run seed S alone and write its picture; with --seeds: the first seed
  --hours H          run as many seeds as fill H simulated hours
  --mutant NAME      put a known bug into the protocol; may be given several times
  --fault CLASS=on   switch a fault on or off in every seed; may be given several times
  --gate             ask of the run what npm test asks: every fault, mark and checker at work (200 seeds or more)
  --threads N        threads (one a core)
  --report FILE      write the counts as JSON
Faults: ${FAULT_NAMES.join(', ')}`

const SEEDS_DEFAULT = 200

type Draft = {
  seed: number | undefined
  seeds: number | undefined
  hours: number | undefined
  threads: number | undefined
  report: string | undefined
  gate: boolean
  readonly faults: Partial<Record<FaultClass, boolean>>
  readonly mutants: string[]
}

/** Reads the words behind `npm run sim --`. */
export function parseArguments(words: readonly string[]): Parsed {
  const draft: Draft = {
    seed: undefined,
    seeds: undefined,
    hours: undefined,
    threads: undefined,
    report: undefined,
    gate: false,
    faults: {},
    mutants: [],
  }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help' || word === '-h') return { type: 'help' }
    if (word === '--gate') {
      draft.gate = true
      continue
    }
    const reason = take(draft, word, rest.shift())
    if (reason !== undefined) return { type: 'wrong', reason }
  }
  return { type: 'run', arguments: finished(draft) }
}

/** Takes one option with its value. Returns why it can't. */
function take(draft: Draft, word: string, value: string | undefined): string | undefined {
  switch (word) {
    case '--seed':
    case '--seeds':
    case '--threads': {
      const least = word === '--seed' ? 0 : 1
      if (value === undefined || !/^\d{1,9}$/.test(value) || Number(value) < least)
        return `${word} takes a whole number from ${least}, not ${value ?? 'nothing'}`
      draft[word === '--seed' ? 'seed' : word === '--seeds' ? 'seeds' : 'threads'] = Number(value)
      return undefined
    }
    case '--hours':
      if (value === undefined || !/^\d+(?:\.\d+)?$/.test(value) || Number(value) <= 0)
        return `--hours takes a number above 0, not ${value ?? 'nothing'}`
      draft.hours = Number(value)
      return undefined
    case '--mutant':
      if (value === undefined || value.startsWith('--')) return '--mutant takes a name'
      draft.mutants.push(value)
      return undefined
    case '--report':
      if (value === undefined || value.startsWith('--')) return '--report takes the name of a file'
      draft.report = value
      return undefined
    case '--fault':
      return takeFault(draft, value)
    default:
      return `there is no option ${word}`
  }
}

function takeFault(draft: Draft, value: string | undefined): string | undefined {
  const [name = '', state] = (value ?? '').split('=')
  if (!isFault(name)) return `there is no fault ${name || '(nothing)'}: ${FAULT_NAMES.join(', ')}`
  if (state !== 'on' && state !== 'off') return `--fault takes ${name}=on or ${name}=off`
  draft.faults[name] = state === 'on'
  return undefined
}

function finished(draft: Draft): SimArguments {
  const { seed, seeds, hours, faults, mutants } = draft
  const single = seed !== undefined && seeds === undefined && hours === undefined
  const count = single ? 1 : (seeds ?? (hours === undefined ? SEEDS_DEFAULT : undefined))
  return {
    first: seed ?? 1,
    count,
    hours,
    choice: { faults, mutants },
    gate: draft.gate,
    single,
    threads: draft.threads,
    report: draft.report,
  }
}
