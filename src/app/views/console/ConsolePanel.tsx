/**
 * The console: zkCli's commands, the ensemble's own words and four-letter words in one line; and a tab for code. What is
 * printed is a log: it scrolls with what comes until the reader scrolls up.
 */
import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { actAs } from '../../../hosts/console/console.ts'
import { useApp, useText } from '../../store/app.ts'
import { actorsOf } from '../tree/actions.ts'
import { type ConsoleTab, consoleStore, OWN_CLIENT, theConsole, useConsole } from './consoleStore.ts'
import { Output } from './Output.tsx'
import { Prompt } from './Prompt.tsx'
import { followWatches } from './run.ts'
import { useConsoleText } from './useConsoleText.ts'
import './console.css'

const CodePanel = lazy(() => import('../code/CodePanel.tsx').then((module) => ({ default: module.CodePanel })))
const TABS: readonly ConsoleTab[] = ['commands', 'code']

export function ConsolePanel() {
  const text = useConsoleText()
  const { region } = useText().console
  const tab = useConsole((state) => state.tab)
  useEffect(followWatches, [])
  return (
    <section className="pane console-pane" data-tab={tab} aria-label={region}>
      <header className="console-head">
        <h2 className="pane-title">{region}</h2>
        <fieldset className="console-tabs" aria-label={text.tabs}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              className="console-tab"
              aria-pressed={tab === name}
              onClick={() => consoleStore.setState({ tab: name })}
            >
              {text[name]}
            </button>
          ))}
        </fieldset>
        {tab === 'commands' ? <Acting /> : null}
      </header>
      {tab === 'commands' ? (
        <Commands />
      ) : (
        <Suspense>
          <CodePanel />
        </Suspense>
      )}
    </section>
  )
}

/** Which client types. */
function Acting() {
  const text = useConsoleText()
  const client = useConsole((state) => state.client)
  const actors = useApp(useShallow((state) => actorsOf(state.cluster)))
  const others = actors.filter((name) => name !== OWN_CLIENT)
  return (
    <div className="console-acting">
      <label>
        {text.actAs}{' '}
        <select
          value={client}
          onChange={(event) => {
            actAs(theConsole, event.target.value)
            consoleStore.setState({ client: event.target.value })
          }}
        >
          <option value={OWN_CLIENT}>{text.own(OWN_CLIENT)}</option>
          {others.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="link" onClick={() => consoleStore.setState({ printed: [] })}>
        {text.clear}
      </button>
    </div>
  )
}

function Commands() {
  const printed = useConsole((state) => state.printed)
  const body = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was printed makes the log longer
  useLayoutEffect(() => {
    if (follows.current && body.current !== null) body.current.scrollTop = body.current.scrollHeight
  }, [printed])
  return (
    // A click on the empty part of the log goes to the line: it is where a terminal has it.
    <div
      className="console-body mono"
      ref={body}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < END_PX
      }}
    >
      <Output />
      <Prompt />
    </div>
  )
}
const END_PX = 24
