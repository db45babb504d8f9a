/** What runs on the nodes of a swarm: the real server and client, with or without bugs that were put in on purpose. */
import { type BugName, infect } from '../../../ground/base/mut.ts'
import { cutFromBlocks } from '../../../ground/jute/blocks.ts'
import { ZOO_NAMES } from '../../../protocol/zoo.ts'
import type { Programs } from '../program.ts'
import { REAL } from '../real.ts'
import { OTHER_BUGS } from '../zoo/others.ts'

const KNOWN: ReadonlyMap<string, BugName> = new Map([...ZOO_NAMES, ...OTHER_BUGS].map((name) => [name, name]))

/**
 * The programs with these mutants, which hold for the whole thread until others are asked for. Throws RangeError, naming it,
 * where one is not known.
 */
export function programsOf(mutants: readonly string[]): Programs {
  const bugs = mutants.map((name) => {
    const bug = KNOWN.get(name)
    if (bug === undefined) throw new RangeError(`there is no mutant ${name}: ${[...KNOWN.keys()].join(', ')}`)
    return bug
  })
  infect(bugs)
  // What a swarm's thread posts is reports.
  cutFromBlocks(true)
  return REAL
}
