/** What runs on the nodes of a swarm: the real server and client, with or without bugs that were put in on purpose. */
import type { Programs } from '../program.ts'
import { REAL } from '../real.ts'

/** The programs with these mutants. Throws RangeError, naming it, where one is not known. */
export function programsOf(mutants: readonly string[]): Programs {
  const [unknown] = mutants
  if (unknown !== undefined) throw new RangeError(`there is no mutant ${unknown}`)
  return REAL
}
