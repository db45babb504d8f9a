/** The Measures: what clients do now and how elections went, and the official failure benchmark, run live. */
import { useEffect, useState } from 'react'
import { isBusy, useBench } from '../../measures/benchStore.ts'
import { watch } from '../../measures/liveStore.ts'
import { useApp } from '../../store/app.ts'
import { BenchView } from './BenchView.tsx'
import { LiveView } from './LiveView.tsx'
import { useMeasuresText } from './useMeasuresText.ts'
import './measures.css'

export function MeasuresPanel() {
  const text = useMeasuresText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const [chosen, setChosen] = useState<'live' | 'bench'>('live')
  const busy = isBusy(useBench())
  useEffect(watch, [])
  return (
    <section className="pane measures-pane" aria-label={text.region}>
      <h2 className="pane-title">{text.region}</h2>
      {isRemote ? null : (
        <fieldset className="measures-views" aria-label={text.views}>
          {(['live', 'bench'] as const).map((view) => (
            <button key={view} type="button" aria-pressed={chosen === view} onClick={() => setChosen(view)}>
              {text[view]}
              {view === 'bench' && busy ? ' …' : null}
            </button>
          ))}
        </fieldset>
      )}
      {chosen === 'live' || isRemote ? <LiveView /> : <BenchView />}
    </section>
  )
}
