/**
 * The strip of lamps, always in view: one button for each group opens the pane at it; a narrow screen has one for all. Servers
 * that are not the page's own have none: what would be judged is not told.
 */
import { memo } from 'react'
import { GROUP_NAMES, type GroupName, inGroup, tally, worst } from '../../guarantees/groups.ts'
import { guaranteesOf } from '../../i18n/guarantees.ts'
import { useApp } from '../../store/app.ts'
import { useVerdicts } from '../../store/guarantees.ts'
import { showPane } from '../../store/panes.ts'
import { choose } from './guaranteesView.ts'
import { Lamp } from './Lamp.tsx'
import './guarantees.css'

export function GuaranteeStrip() {
  const words = guaranteesOf(useApp((state) => state.settings.language))
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const verdicts = useVerdicts()
  if (isRemote)
    return (
      <nav className="lamps" aria-label={words.strip}>
        <button type="button" className="lamps-off" onClick={() => showPane('guarantees')}>
          {words.remote.strip}
        </button>
      </nav>
    )
  const summary = words.summary(tally(verdicts), verdicts.length)
  return (
    <nav className="lamps" aria-label={words.strip}>
      <button type="button" className="lamps-all" onClick={() => showPane('guarantees')}>
        <Lamp state={worst(verdicts)} />
        <span>{`${words.region}: ${summary}`}</span>
      </button>
      {GROUP_NAMES.map((name) => (
        <Group key={name} name={name} />
      ))}
      <span className="lamps-summary">{summary}</span>
    </nav>
  )
}

const Group = memo(function Group({ name }: { readonly name: GroupName }) {
  const words = guaranteesOf(useApp((state) => state.settings.language))
  const verdicts = inGroup(useVerdicts(), name)
  const lines = verdicts.map(({ checker, state }) => `${words.families[checker].title}: ${words.states[state]}`)
  return (
    <button
      type="button"
      className="lamp-group"
      aria-label={`${words.groups[name]}. ${lines.join('. ')}`}
      title={lines.join('\n')}
      onClick={() => {
        const [first] = verdicts
        const gravest = verdicts.find(({ state }) => state === worst(verdicts)) ?? first
        if (gravest !== undefined) choose(gravest.checker)
        showPane('guarantees')
      }}
    >
      <span>{words.groups[name]}</span>
      {verdicts.map(({ checker, state }) => (
        <Lamp key={checker} state={state} />
      ))}
    </button>
  )
})
