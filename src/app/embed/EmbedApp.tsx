/**
 * The page in a frame: the stage, a lesson beside it where one is asked for, and panes behind tabs. Places depend on the
 * frame's own size (container queries), down to 320×360.
 */
import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useEffect, useState } from 'react'
import { useDocument } from '../hooks/useDocument.ts'
import { useSize } from '../hooks/useSize.ts'
import { useApp, useText } from '../store/app.ts'
import { useLessonPlace } from '../store/lessonPlace.ts'
import { ErrorBoundary } from '../views/ErrorBoundary.tsx'
import { LiveRegion } from '../views/LiveRegion.tsx'
import { useWords } from '../views/lesson/useWords.ts'
import { Stage } from '../views/stage/Stage.tsx'
import { EmbedBar } from './EmbedBar.tsx'
import { EmbedStatus } from './EmbedStatus.tsx'
import type { EmbedPane } from './embedSettings.ts'
import { embedStore, useEmbed } from './embedStore.ts'
import { WORDS } from './words.ts'
import './embed.css'

const PANELS: { readonly [K in EmbedPane]: LazyExoticComponent<ComponentType> } = {
  tree: lazy(() => import('../views/tree/TreePanel.tsx').then((module) => ({ default: module.TreePanel }))),
  timeline: lazy(() =>
    import('../views/spacetime/SpaceTimePanel.tsx').then((module) => ({ default: module.SpaceTimePanel })),
  ),
  console: lazy(() => import('../views/console/ConsolePanel.tsx').then((module) => ({ default: module.ConsolePanel }))),
  story: lazy(() => import('../views/story/StoryPanel.tsx').then((module) => ({ default: module.StoryPanel }))),
  connections: lazy(() =>
    import('../views/connections/ConnectionsPanel.tsx').then((module) => ({ default: module.ConnectionsPanel })),
  ),
}
const LessonPanel = lazy(() =>
  import('../views/lesson/LessonPanel.tsx').then((module) => ({ default: module.LessonPanel })),
)
const Keys = lazy(() => import('./Keys.tsx').then((module) => ({ default: module.Keys })))
/** From this width on the tree stands beside the stage, unless panes were asked for. */
const ROOM_FOR_TREE = 860

type Props = { readonly onShare: (url: string) => void; readonly onHeight: (height: number) => void }

export function EmbedApp({ onShare, onHeight }: Props) {
  const asked = useEmbed((state) => state.asked)
  const started = useEmbed((state) => state.started)
  const accent = useEmbed((state) => state.accent)
  const hasLesson = useLessonPlace((place) => place.type !== 'closed')
  const [element, { width, height }] = useSize<HTMLDivElement>()
  useDocument()
  useEscape()
  useEffect(() => {
    const { style } = document.documentElement
    if (accent === undefined) style.removeProperty('--accent')
    else style.setProperty('--accent', `#${accent}`)
  }, [accent])
  useEffect(() => onHeight(height), [height, onHeight])
  const auto = width >= ROOM_FOR_TREE && !hasLesson ? TREE_ONLY : NO_PANES
  const { stage, panes } = asked.view === 'auto' ? { stage: true, panes: auto } : asked.view
  return (
    <div className="embed" ref={element} tabIndex={-1} data-lesson={hasLesson} data-panes={panes.length > 0}>
      {asked.controls === 'none' ? null : <EmbedBar asked={asked} onShare={onShare} />}
      <div className="embed-body">
        {hasLesson ? <View className="embed-lesson" panel={LessonPanel} /> : null}
        {stage ? <main className="embed-stage">{started ? <Picture /> : <Start />}</main> : null}
        {panes.length > 0 && started ? <Panes panes={panes} /> : null}
      </div>
      <EmbedStatus />
      <LiveRegion />
      <Suspense>
        <Keys />
      </Suspense>
    </div>
  )
}
const TREE_ONLY: readonly EmbedPane[] = ['tree']
const NO_PANES: readonly EmbedPane[] = []

function Picture() {
  const text = useText()
  const failed = useApp((state) => (state.engine.type === 'failed' ? state.engine.reason : undefined))
  return (
    <>
      {failed === undefined ? null : <p role="alert">{text.frame.failed(failed)}</p>}
      <ErrorBoundary>
        <Stage />
      </ErrorBoundary>
    </>
  )
}

/** With `load=click`: nothing runs before somebody wants it. */
function Start() {
  const say = useWords()
  return (
    <div className="embed-start">
      <p>{say(WORDS.startNote)}</p>
      <button type="button" className="button button-loud" onClick={() => embedStore.setState({ started: true })}>
        {say(WORDS.start)}
      </button>
    </div>
  )
}

type PanesProps = { readonly panes: readonly EmbedPane[] }

function Panes({ panes }: PanesProps) {
  const text = useText()
  const say = useWords()
  const [chosen, setChosen] = useState<EmbedPane>()
  const shown = chosen !== undefined && panes.includes(chosen) ? chosen : panes[0]
  return (
    <div className="embed-panes">
      {panes.length > 1 ? (
        <nav className="embed-tabs" aria-label={say(WORDS.panes)}>
          {panes.map((pane) => (
            <button key={pane} type="button" aria-pressed={pane === shown} onClick={() => setChosen(pane)}>
              {text[pane === 'timeline' ? 'spaceTime' : pane].region}
            </button>
          ))}
        </nav>
      ) : null}
      {shown === undefined ? null : <View key={shown} className="embed-pane" panel={PANELS[shown]} />}
    </div>
  )
}

type ViewProps = { readonly className: string; readonly panel: LazyExoticComponent<ComponentType> }

function View({ className, panel: Panel }: ViewProps) {
  return (
    <div className={className}>
      <ErrorBoundary>
        <Suspense>
          <Panel />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}

/** Esc goes back to where the frame begins: nobody is caught in it. */
function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"], dialog, input'))
        return
      document.querySelector<HTMLElement>('.embed')?.focus({ preventScroll: true })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
