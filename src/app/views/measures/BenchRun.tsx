/** A run of the benchmark: where it stands, its servers, the chart, the table of events and what the machine is limited by. */
import type { MeasuresText } from '../../i18n/measures.ts'
import type { Record } from '../../measures/benchStore.ts'
import { FAILURES, type Run, servingLeader } from '../../measures/plan.ts'
import { totalsOf } from '../../measures/result.ts'
import { EventTable } from './EventTable.tsx'
import { ThroughputChart } from './ThroughputChart.tsx'
import { useMeasuresText } from './useMeasuresText.ts'

export function BenchRun({ record }: { readonly record: Record }) {
  const text = useMeasuresText()
  const { run, disk, cores, latestMs } = record
  const totals = totalsOf(record)
  const [reads, writes] = [totals.readMs, totals.writeMs].map((all) =>
    all.map((ms) => (ms === undefined ? '–' : text.ms(ms))),
  )
  return (
    <>
      <div className="bench-state">
        <progress aria-label={text.progress} max={2 * FAILURES.length + 1} value={stepsOf(run)} />
        <span>{phaseText(text, run)}</span>
        <Servers run={run} />
      </div>
      <ThroughputChart record={record} />
      <p className="bench-totals">
        {text.totals(Math.round(totals.perSecond), Math.round(totals.writePercent), totals.failed)}
        {[reads, writes].map((all, i) => (
          <span key={i === 0 ? 'reads' : 'writes'} className="mono">
            {text.percentiles(
              i === 0 ? text.kinds.reads : text.kinds.writes,
              all?.[0] ?? '–',
              all?.[1] ?? '–',
              all?.[2] ?? '–',
            )}
          </span>
        ))}
      </p>
      <EventTable record={record} />
      <p className="measures-note">{text.limits(cores, text.disks[disk], Math.round(latestMs))}</p>
    </>
  )
}

/** Steps that are done: each event has two, its failure and its recovery. */
function stepsOf({ marks, phase }: Run): number {
  const recovered = marks.filter(({ recoveredAt }) => recoveredAt !== undefined).length
  return marks.length + recovered + (phase.type === 'over' ? 1 : 0)
}

function phaseText(text: MeasuresText, { phase, marks }: Run): string {
  const victims = (marks.at(-1)?.victims ?? []).join(', ')
  switch (phase.type) {
    case 'starting':
      return text.phase.starting
    case 'resting':
      return marks.length < FAILURES.length ? text.phase.resting(marks.length + 1) : text.phase.last
    case 'down':
      return text.phase.down(victims)
    case 'returning':
      return text.phase.returning(victims)
    default:
      return text.phase.last
  }
}

function Servers({ run }: { readonly run: Run }) {
  const text = useMeasuresText()
  const leader = servingLeader(run)
  return (
    <ul className="bench-servers" aria-label={text.servers}>
      {[...run.servers].map(([id, { up, serving, role }]) => {
        const state = !up ? 'down' : id === leader ? 'leader' : serving && role === 'following' ? 'follower' : 'looking'
        return (
          <li key={id} data-state={state} aria-label={text.server(id, text.states[state])} title={text.states[state]}>
            {id}
          </li>
        )
      })}
    </ul>
  )
}
