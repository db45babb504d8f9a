/** One guarantee: what it promises and why that matters, what would break it, what was seen last, and the way to break it. */

import type { Evidence, Verdict } from '../../../hosts/checkers/verdict.ts'
import { PROVOCATION_OF } from '../../guarantees/provocations.ts'
import { canSave, startSandbox } from '../../guarantees/provoke.ts'
import { evidenceText, guaranteesOf } from '../../i18n/guarantees.ts'
import { useApp } from '../../store/app.ts'
import { useSandbox } from '../../store/sandbox.ts'
import { formatAt } from '../story/formatAt.ts'
import { Lamp } from './Lamp.tsx'
import { showMoment } from './moment.ts'
import { Picture } from './Picture.tsx'

export function FamilyDetail({ verdict }: { readonly verdict: Verdict }) {
  const language = useApp((state) => state.settings.language)
  const words = guaranteesOf(language)
  const { checker, state, count, allowed, evidence } = verdict
  const { title, doc } = words.families[checker]
  const seen = evidenceText(language, verdict)
  return (
    <article className="guarantee-detail" aria-label={title}>
      <div className="guarantee-words">
        <h3>
          <Lamp state={state} /> {title}
        </h3>
        <p className="guarantee-doc">{doc}</p>
        <p className="guarantee-meaning">{words.meanings[checker]}</p>
        <p className="guarantee-seen">
          <strong>{words.states[state]}</strong> · {words.tested(count)}
          {allowed === 0 ? null : ` · ${words.seen(allowed)}`}
        </p>
        {seen === undefined ? (
          <p className="guarantee-evidence">{words.noEvidence}</p>
        ) : (
          <p className="guarantee-evidence">
            <span lang={seen.lang}>{seen.words}</span> <Moment evidence={evidence} />
          </p>
        )}
      </div>
      <div className="guarantee-break">
        <Picture family={checker} />
        <BreakIt verdict={verdict} />
      </div>
    </article>
  )
}

function Moment({ evidence }: { readonly evidence: Evidence | undefined }) {
  const words = guaranteesOf(useApp((state) => state.settings.language))
  if (evidence === undefined) return null
  return (
    <button
      type="button"
      className="guarantee-moment"
      onClick={() => showMoment(evidence.at, evidence.node, 'spaceTime')}
    >
      {words.showMoment} <span className="mono">{formatAt(evidence.at)}</span>
    </button>
  )
}

function BreakIt({ verdict: { checker } }: { readonly verdict: Verdict }) {
  const language = useApp((state) => state.settings.language)
  const { pane } = guaranteesOf(language)
  const one = PROVOCATION_OF[checker]
  const phase = useSandbox((state) => state.phase)
  const isThis = useSandbox((state) => state.family === checker)
  const keeps = useApp((state) => canSave(state.cluster))
  const isBusy = phase === 'starting' || phase === 'leaving'
  return (
    <div className="guarantee-act">
      <button type="button" className="button button-loud" disabled={isBusy} onClick={() => void startSandbox(one)}>
        {isThis && phase === 'starting' ? pane.starting : isThis ? pane.breakAgain : pane.breakIt}
      </button>
      <dl>
        <dt>{pane.bug}</dt>
        <dd>{one.says[language]}</dd>
        <dt>{pane.plan}</dt>
        <dd>{one.plan[language]}</dd>
      </dl>
      {phase === 'none' ? <p className="guarantee-note">{keeps ? pane.replaces : pane.loses}</p> : null}
    </div>
  )
}
