/** The official failure benchmark: what it is, the question before it starts, the run, and what came of it. */
import { useState } from 'react'
import type { MeasuresText } from '../../i18n/measures.ts'
import { ask, type BenchState, begin, cancel, type End, forget, useBench } from '../../measures/benchStore.ts'
import type { Pace } from '../../measures/plan.ts'
import { BenchRun } from './BenchRun.tsx'
import { SaveResult } from './SaveResult.tsx'
import { useMeasuresText } from './useMeasuresText.ts'

const PACES: readonly Pace[] = ['short', 'usual', 'long']

export function BenchView() {
  const state = useBench()
  const text = useMeasuresText()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className="bench" tabIndex={0}>
      <Head state={state} />
      {state.type === 'running' ? <BenchRun record={state.record} /> : null}
      {state.type === 'done' && state.record !== undefined && state.record.samples.length > 0 ? (
        <BenchRun record={state.record} />
      ) : null}
      {state.type === 'idle' || state.type === 'asking' ? <p className="measures-note">{text.about}</p> : null}
    </div>
  )
}

function Head({ state }: { readonly state: BenchState }) {
  const text = useMeasuresText()
  switch (state.type) {
    case 'idle':
      return <Begin label={text.start} />
    case 'asking':
      return (
        <fieldset className="bench-question" aria-label={text.start}>
          <p>{text.question}</p>
          <button type="button" className="button" onClick={() => void begin(state.pace)}>
            {text.yes}
          </button>
          <button type="button" className="button" onClick={forget}>
            {text.no}
          </button>
        </fieldset>
      )
    case 'starting':
    case 'running':
      return (
        <div className="bench-head">
          <p role="status">{state.type === 'starting' ? text.starting : null}</p>
          <button type="button" className="button" onClick={cancel}>
            {text.cancel}
          </button>
        </div>
      )
    case 'done':
      return (
        <div className="bench-head">
          <p role="status" className="bench-end" data-end={state.end.type}>
            {endText(text, state.end)}
          </p>
          <Begin label={text.again} />
          {state.record === undefined || state.record.samples.length === 0 ? null : (
            <SaveResult record={state.record} />
          )}
        </div>
      )
  }
}

function endText(text: MeasuresText, end: End): string {
  switch (end.type) {
    case 'stuck':
      return text.ends.stuck(end.missing)
    case 'failed':
      return text.ends.failed(end.reason)
    default:
      return text.ends[end.type]
  }
}

function Begin({ label }: { readonly label: string }) {
  const text = useMeasuresText()
  const [pace, setPace] = useState<Pace>('usual')
  return (
    <div className="bench-head">
      <button type="button" className="button" onClick={() => ask(pace)}>
        {label}
      </button>
      <label className="bench-pace">
        <span>{text.pace}</span>
        <select value={pace} onChange={(event) => setPace(PACES.find((one) => one === event.target.value) ?? 'usual')}>
          {PACES.map((one) => (
            <option key={one} value={one}>
              {text.paces[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
