/** Above the stage: what was broken, while the world stands still at it; and that this ensemble is a sandbox. */
import { PROVOCATIONS } from '../../guarantees/provocations.ts'
import { backToSound } from '../../guarantees/provoke.ts'
import { factsOf, findingText, guaranteesOf } from '../../i18n/guarantees.ts'
import { goOn, useAlarm, useStopped } from '../../store/alarm.ts'
import { useApp } from '../../store/app.ts'
import { showPane } from '../../store/panes.ts'
import { useSandbox } from '../../store/sandbox.ts'
import { formatAt } from '../story/sentences.ts'
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
  const bug = PROVOCATIONS.find((one) => one.family === family)
  return (
    <aside className="sandbox-notice" aria-label={words.label}>
      <strong>{words.label}</strong>
      <span>{bug?.says[language]}</span>
      <span className="sandbox-phase">
        {phase === 'provoking' ? words.provoking : phase === 'provoked' ? words.provoked : ''}
      </span>
      {refusal === undefined ? null : (
        <span className="status-refusal" lang="en">
          {refusal}
        </span>
      )}
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

function Alarm() {
  const language = useApp((state) => state.settings.language)
  const words = guaranteesOf(language)
  const violation = useAlarm()
  const stopped = useStopped()
  if (violation === undefined) return null
  const { checker, happening, reason } = violation
  const { alarm } = words
  const finding = findingText(language, reason)
  const facts = factsOf(finding.words)
  const { title, doc } = words.families[checker]
  return (
    <section className="alarm" role="alert" aria-label={alarm.title(title)}>
      <h2>
        <Lamp state="broken" /> {alarm.title(title)}
      </h2>
      <ul className="alarm-facts" aria-label={alarm.facts} lang={finding.lang}>
        {facts.length > 1 ? null : <li lang={language}>{doc}</li>}
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <p className="alarm-at">
        <span className="mono">{alarm.at(happening.node, happening.event.type, formatAt(happening.at))}</span>{' '}
        {stopped ? alarm.still : ''}
      </p>
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
