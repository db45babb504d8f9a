/** All gates, of all rooms. */
import { archiveGate } from '../../src/app/files/fuzzGate.suite.ts'
import { programGate } from '../../src/app/views/code/fuzzGate.suite.ts'
import { embedGate } from '../../src/embed/fuzzGate.suite.ts'
import { consoleGate } from '../../src/hosts/console/fuzzGate.ts'
import type { Gate } from '../../src/hosts/fuzzing.ts'
import { guardGate } from '../../src/hosts/node/gateway/fuzzGate.ts'
import { linkGate, scenarioGate } from '../../src/hosts/scenario/fuzzGate.ts'
import { GATES } from '../../src/hosts/sim/fuzz/gates.ts'

export const ALL_GATES: readonly Gate[] = [
  ...GATES,
  consoleGate,
  guardGate,
  programGate,
  archiveGate,
  scenarioGate,
  linkGate,
  embedGate,
]
