/**
 * A scenario that came in, beside the stage: what it is, its steps with their times, and what came of them while it is
 * played. Never modal: whoever wants to step in may.
 */

import { textOfBytes } from '../../../hosts/scenario/json.ts'
import type { Judgement } from '../../../hosts/scenario/judge.ts'
import { type Progress, treeOf } from '../../../hosts/scenario/play.ts'
import type { Expectation, Scenario } from '../../../hosts/scenario.ts'
import { reasonText } from '../../i18n/reasons.ts'
import type { ShareDictionary } from '../../i18n/share.en.ts'
import { endPlay, playScenario } from '../../share/open.ts'
import { type Shared, useShared } from '../../share/shareStore.ts'
import { useApp } from '../../store/app.ts'
import { StepList } from './StepList.tsx'
import { useShareText } from './useShare.ts'
import '../lesson/lesson.css'
import './share.css'

export function ScenarioPanel() {
  const { play, close } = useShareText()
  const shared = useShared((one) => one)
  if (shared.type === 'none') return null
  return (
    <section className="pane scenario" aria-label={play.region}>
      <header className="share-head">
        <h2 className="share-title">
          {shared.type === 'broken' ? play.untitled : (shared.scenario.title ?? play.untitled)}
        </h2>
        <button type="button" className="button" onClick={endPlay}>
          {close}
        </button>
      </header>
      <div className="scenario-body">
        {shared.type === 'broken' ? <Broken shared={shared} /> : <Whole shared={shared} />}
      </div>
    </section>
  )
}

/** What was wrong, and what was kept; nothing else. */
function Broken({ shared: { source, problem } }: { readonly shared: Extract<Shared, { type: 'broken' }> }) {
  const text = useShareText()
  return (
    <div role="alert">
      <p className="share-warning">
        <strong>{text.broken[source]}</strong> {problem.path === '' ? null : text.broken.at(problem.path)}
        {text.problem(problem)}.
      </p>
      <p className="share-about">{text.broken.kept}</p>
    </div>
  )
}

type WholeProps = { readonly shared: Extract<Shared, { scenario: Scenario }> }

function Whole({ shared }: WholeProps) {
  const { play } = useShareText()
  const { scenario } = shared
  const { servers, observers, clients, steps } = scenario
  const progress = shared.type === 'offered' ? undefined : shared.progress
  return (
    <>
      <p className="share-about">
        {play.ensemble(servers, observers, clients)} · {play.tree(treeOf(scenario).length)}
      </p>
      <State shared={shared} />
      <StepList steps={steps} done={progress?.done ?? 0} answers={progress?.answers ?? []} />
      <Expected expected={scenario.expect} judgements={progress?.judgements ?? []} isOver={shared.type === 'over'} />
    </>
  )
}

function State({ shared }: WholeProps) {
  const { play } = useShareText()
  const { scenario } = shared
  const language = useApp((state) => state.settings.language)
  const start = () => void playScenario(scenario)
  if (shared.type === 'offered')
    return (
      <>
        <p className="share-warning">{play.offer}</p>
        <div className="share-acts">
          <button type="button" className="button button-primary" onClick={start}>
            {play.play}
          </button>
          <button type="button" className="button" onClick={endPlay}>
            {play.cancel}
          </button>
        </div>
      </>
    )
  const { refusal, progress } = shared
  return (
    <>
      <p className="scenario-state" role="status">
        {refusal === undefined
          ? stateText(play, progress, scenario)
          : play.refused(reasonText(language, refusal).words)}
      </p>
      <div className="share-acts">
        {shared.type === 'over' ? (
          <button type="button" className="button" onClick={start}>
            {play.again}
          </button>
        ) : (
          <button type="button" className="button" onClick={endPlay}>
            {play.stop}
          </button>
        )}
      </div>
    </>
  )
}
function stateText(play: ShareDictionary['play'], { phase, done }: Progress, { steps }: Scenario): string {
  if (phase === 'making') return play.making
  if (phase === 'playing') return play.playing(done, steps.length)
  return phase === 'judging' ? play.judging : play.over(steps.length)
}

type ExpectedProps = {
  readonly expected: readonly Expectation[]
  readonly judgements: readonly Judgement[]
  readonly isOver: boolean
}
function Expected({ expected, judgements, isOver }: ExpectedProps) {
  const text = useShareText()
  if (expected.length === 0) return null
  return (
    <>
      <h3 className="share-heading">{text.play.expectations}</h3>
      <ul className="share-steps">
        {expected.map((one, index) => {
          const judged = judgements[index]
          const line = expectationText(text.expected, one)
          return (
            <li key={line} data-done={judged !== undefined}>
              <code>{line}</code>
              {judged === undefined || (!judged.holds && !isOver) ? null : (
                <span className="share-answer" data-ok={judged.holds}>
                  {judged.holds ? text.play.met : text.play.unmet(shortened(judged.found))}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
function expectationText(words: ShareDictionary['expected'], one: Expectation): string {
  switch (one.type) {
    case 'leader':
      return words.leader(one.server === undefined ? '' : String(one.server))
    case 'noLeader':
    case 'agreement':
      return words[one.type]
    case 'role':
      return words.role(one.server, one.role)
    case 'client':
      return words.client(one.client, one.state)
    case 'znode':
      return words.znode(one.path, one.data === undefined ? '' : dataText(one.data))
    case 'noZnode':
      return words.noZnode(one.path)
    case 'answer':
      return words.answer(one.step, one.answer)
  }
}
/** Data may be long; what differs is mostly seen at once. */
function shortened(found: string): string {
  return found.length > 80 ? `${found.slice(0, 80)}…` : found
}
function dataText(data: Uint8Array | null): string {
  return data === null ? 'null' : JSON.stringify(textOfBytes(data)?.slice(0, 80) ?? `${data.length} B`)
}
