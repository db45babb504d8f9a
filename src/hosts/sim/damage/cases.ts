/** Runs many damages one after the other and counts what came of them. */
import { createVictim, type DamageCase, damageAll, damageOne, type Outcome, type Victim } from './damage.ts'

export type DamageTotal = {
  readonly counts: Map<Outcome, number>
  readonly failures: { readonly one: DamageCase; readonly reason: string }[]
}
/** An ensemble remembers every start of its victim: after so many it is made anew. */
const STARTS_MAX = 100

/** Each of `cases` on all servers alike. */
export function damageAllServers(
  victim: Victim,
  cases: Iterable<DamageCase>,
  each: () => void = () => {},
): DamageTotal {
  const total: DamageTotal = { counts: new Map(), failures: [] }
  for (const one of cases) {
    count(total, one, damageAll(victim, one))
    each()
  }
  return total
}
/** Each of `cases` on one server of three. */
export function damageOneServer(cases: Iterable<DamageCase>, each: () => void = () => {}): DamageTotal {
  const total: DamageTotal = { counts: new Map(), failures: [] }
  let victim = createVictim()
  let starts = 0
  for (const one of cases) {
    const report = damageOne(victim, one)
    count(total, one, report)
    if (report.outcome !== 'no change') starts += 1
    if (report.failure !== undefined || starts >= STARTS_MAX) {
      victim = createVictim()
      starts = 0
    }
    each()
  }
  return total
}

function count(total: DamageTotal, one: DamageCase, { outcome, failure }: ReturnType<typeof damageAll>): void {
  total.counts.set(outcome, (total.counts.get(outcome) ?? 0) + 1)
  if (failure !== undefined) total.failures.push({ one, reason: failure })
}
