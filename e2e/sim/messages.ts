/** What the conductor of a simulation and its threads say to each other. */
import type { Choice } from '../../src/hosts/sim/run/options.ts'
import type { SeedReport } from '../../src/hosts/sim/run/report.ts'

/** Run this seed; `twice`: two times, and compare the prints of the traces. */
export type Task = { readonly seed: number; readonly choice: Choice; readonly twice: boolean }
export type Done = { readonly report: SeedReport }
