/** Above the stage: what was broken, while the world stands still at it; and that this ensemble is a sandbox. */
import { useEffect } from 'react'
import { PROVOCATION_OF } from '../../guarantees/provocations.ts'
import { backToSound } from '../../guarantees/provoke.ts'
import { factsOf, findingText, type GuaranteesWords, guaranteesOf } from '../../i18n/guarantees.ts'
import { goOn, useAlarm } from '../../store/alarm.ts'
import { useApp, useText } from '../../store/app.ts'
import { showPane } from '../../store/panes.ts'
import { type SandboxState, useSandbox } from '../../store/sandbox.ts'
import { lookAt, returnToLive } from '../spacetime/viewStore.ts'
import { formatAt } from '../story/formatAt.ts'
import { nodeWords } from '../story/sentences.ts'
import { choose } from './guaranteesView.ts'
import { Lamp } from './Lamp.tsx'
import { showMoment } from './moment.ts'
import './guarantees.css'

export function GuaranteeNotice() {
  return (
    <>
      <SandboxNotice />
      <Alarm />
    </>
  )
}

function SandboxNotice() {
  const language = useApp((state) => state.settings.language)
  const { sandbox: words } = guaranteesOf(language)
  const { family, phase, refusal } = useSandbox((state) => state)
  if (phase === 'none')
    return refusal === undefined ? null : (
      <p className="sandbox-notice" role="alert">
        {words.lost} <span lang="en">{refusal}</span>
      </p>
    )
  const bug = family === undefined ? undefined : PROVOCATION_OF[family]
  return (
    <aside className="sandbox-notice" aria-label={words.label}>
      <div className="sandbox-words">
        <strong>{words.label}</strong>
        <span>{bug?.says[language]}</span>
        <span className="sandbox-phase">{phaseWords(words, phase)}</span>
        {refusal === undefined ? null : (
          <span className="status-refusal" lang="en">
            {refusal}
          </span>
        )}
      </div>
      <button
        type="button"
        className="button"
        disabled={phase !== 'provoking' && phase !== 'provoked'}
        onClick={() => void backToSound()}
      >
        {phase === 'leaving' ? words.backing : words.back}
      </button>
    </aside>
  )
}

function phaseWords(words: GuaranteesWords['sandbox'], phase: SandboxState['phase']): string {
  if (phase === 'provoking') return words.provoking
  return phase === 'provoked' ? words.provoked : ''
}

function Alarm() {
  const text = useText()
  const language = useApp((state) => state.settings.language)
  const words = guaranteesOf(language)
  const violation = useAlarm()
  const paused = useApp((state) => state.clock.paused)
  // The diagram shows the bad event while the world stands still, and the present again when it goes on.
  const at = violation?.happening.at
  useEffect(() => {
    if (at === undefined) return
    lookAt(at)
    return returnToLive
  }, [at])
  if (violation === undefined) return null
  const { checker, happening, reason } = violation
  const { alarm } = words
  const finding = findingText(language, reason)
  const facts = factsOf(finding.words)
  const { title, doc } = words.families[checker]
  return (
    <section className="alarm" role="alert" aria-label={alarm.title(title)}>
      <h2>
        <Lamp state="broken" /> <span className="alarm-title">{alarm.title(title)}</span>
        <span className="alarm-at">
          {alarm.at(nodeWords(text.story, happening.node), happening.event.type, formatAt(happening.at))}{' '}
          {paused ? alarm.still : ''}
        </span>
      </h2>
      <ul className="alarm-facts" aria-label={alarm.facts} lang={finding.lang}>
        {facts.length > 1 ? null : <li lang={language}>{doc}</li>}
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <div className="alarm-acts">
        <button type="button" className="button" onClick={() => void goOn()}>
          {alarm.goOn}
        </button>
        <button type="button" className="button" onClick={() => showMoment(happening.at, happening.node, 'story')}>
          {alarm.inStory}
        </button>
        <button type="button" className="button" onClick={() => showMoment(happening.at, happening.node, 'spaceTime')}>
          {alarm.inSpaceTime}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            choose(checker)
            showPane('guarantees')
          }}
        >
          {alarm.more}
        </button>
      </div>
    </section>
  )
}
