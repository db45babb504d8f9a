/** The Guarantees: every family with its lamp, and the one that is chosen with its meaning, its evidence and "Break it". */
import { useRef } from 'react'
import { CHECKER_NAMES } from '../../../hosts/checkers/checkers.ts'
import { GROUP_NAMES, inGroup } from '../../guarantees/groups.ts'
import { guaranteesOf } from '../../i18n/guarantees.ts'
import { useApp } from '../../store/app.ts'
import { useVerdicts } from '../../store/guarantees.ts'
import { FamilyDetail } from './FamilyDetail.tsx'
import { choose, useChosen } from './guaranteesView.ts'
import { Lamp } from './Lamp.tsx'
import './guarantees.css'

/** As the style sheet has it. */
const NARROW = '(max-width: 51.25em)'

export function GuaranteesPanel() {
  const words = guaranteesOf(useApp((state) => state.settings.language))
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  if (!isRemote) return <Guarantees />
  return (
    <section className="pane guarantees-off" aria-label={words.region}>
      <h2 className="pane-title">{words.region}</h2>
      <p>{words.remote.why}</p>
      <p>{words.remote.instead(CHECKER_NAMES.length)}</p>
    </section>
  )
}

function Guarantees() {
  const words = guaranteesOf(useApp((state) => state.settings.language))
  const chosen = useChosen()
  const detail = useRef<HTMLDivElement>(null)
  const verdicts = useVerdicts()
  const verdict = verdicts.find(({ checker }) => checker === chosen)
  return (
    <section className="pane guarantees-pane" aria-label={words.region}>
      <h2 className="pane-title">{words.region}</h2>
      <ul className="guarantee-list" aria-label={words.list}>
        {GROUP_NAMES.flatMap((name) => inGroup(verdicts, name)).map(({ checker, state, count }) => (
          <li key={checker}>
            <button
              type="button"
              className="guarantee-row"
              aria-pressed={checker === chosen}
              aria-label={`${words.families[checker].title}: ${words.states[state]}, ${words.tested(count)}`}
              onClick={() => {
                choose(checker)
                // Where it stands under the list, the reader need not look for it.
                if (matchMedia(NARROW).matches) detail.current?.scrollIntoView({ block: 'start' })
              }}
            >
              <Lamp state={state} />
              <span className="guarantee-title">{words.families[checker].title}</span>
              <span className="guarantee-count mono">{count === 0 ? '–' : count}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="guarantee-beside" ref={detail}>
        {verdict === undefined ? null : <FamilyDetail verdict={verdict} />}
      </div>
    </section>
  )
}
