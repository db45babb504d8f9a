/** What clients do now: rates over the last minute, latency by operation, elections with their phases. */
import { lastSeconds } from '../../measures/live.ts'
import { useLive } from '../../measures/liveStore.ts'
import { ElectionTable } from './ElectionTable.tsx'
import { OpTable } from './OpTable.tsx'
import { RateChart } from './RateChart.tsx'
import { useMeasuresText } from './useMeasuresText.ts'

const KINDS = ['reads', 'writes', 'watches'] as const

export function LiveView() {
  const text = useMeasuresText()
  const { measures, now } = useLive()
  const seconds = lastSeconds(measures, now)
  const last = seconds.at(-1)
  return (
    <div className="measures-live">
      <div className="measures-rates">
        <dl aria-label={text.rates}>
          {KINDS.map((kind) => (
            <div key={kind} data-kind={kind}>
              <dt>{text.kinds[kind]}</dt>
              <dd className="mono">{text.perSecond(last?.[kind] ?? 0)}</dd>
            </div>
          ))}
        </dl>
        <RateChart seconds={seconds} />
        <p className="measures-note">{text.virtual}</p>
      </div>
      <OpTable ops={[...measures.ops.values()]} />
      <ElectionTable elections={measures.elections.toReversed()} />
    </div>
  )
}
