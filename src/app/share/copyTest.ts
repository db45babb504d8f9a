/** A scenario as a test case of this project: vitest, the simulator's ensemble, and what is expected. */

import { scenarioText } from '../../hosts/scenario/scenarioText.ts'
import type { Scenario } from '../../hosts/scenario.ts'

/** The text of a test file in `src/hosts/scenario/`. */
export function testText(scenario: Scenario): string {
  const title = scenario.title ?? 'what was done in the playground comes out the same'
  const indented = scenarioText(scenario)
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
  return `import { expect, test } from 'vitest'
import { playInSimulator } from '../sim/playScenario.ts'

test(${JSON.stringify(title)}, async () => {
  const scenario: unknown =
${indented}
  expect(await playInSimulator(scenario)).toEqual([])
})
`
}
