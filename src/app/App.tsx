/**
 * The frame: toolbar, stage, the tree beside it, the story and a dock under it (space-time, console); on a narrow screen
 * the panes are tabs under the stage.
 */
import { lazy, Suspense, useEffect, useState } from 'react'
import { useDocument } from './hooks/useDocument.ts'
import { useShortcuts } from './hooks/useShortcuts.ts'
import { useShared } from './share/shareStore.ts'
import { useAlarm } from './store/alarm.ts'
import { useApp, useText } from './store/app.ts'
import { setInspectorFront, useInspector } from './store/inspector.ts'
import { useLessonPlace } from './store/lessonPlace.ts'
import { type Pane, panes } from './store/panes.ts'
import { useSandbox } from './store/sandbox.ts'
import { DOCK_PANES, Dock, type DockPane, isDockPane } from './views/Dock.tsx'
import { ErrorBoundary } from './views/ErrorBoundary.tsx'
import { Files } from './views/files/Files.tsx'
import { LiveRegion } from './views/LiveRegion.tsx'
import { RemoteNotice } from './views/RemoteStatus.tsx'
import { StatusBar } from './views/StatusBar.tsx'
import { Stage } from './views/stage/Stage.tsx'
import { StoryPanel } from './views/story/StoryPanel.tsx'
import { Toolbar } from './views/toolbar/Toolbar.tsx'
import { TreePanel } from './views/tree/TreePanel.tsx'

const LessonPanel = lazy(() =>
  import('./views/lesson/LessonPanel.tsx').then((module) => ({ default: module.LessonPanel })),
)

const ScenarioPanel = lazy(() =>
  import('./views/share/ScenarioPanel.tsx').then((module) => ({ default: module.ScenarioPanel })),
)

const GuaranteeStrip = lazy(() =>
  import('./views/guarantees/GuaranteeStrip.tsx').then((module) => ({ default: module.GuaranteeStrip })),
)
const GuaranteeNotice = lazy(() =>
  import('./views/guarantees/GuaranteeNotice.tsx').then((module) => ({ default: module.GuaranteeNotice })),
)

const InspectorPanel = lazy(() =>
  import('./views/inspector/InspectorPanel.tsx').then((module) => ({ default: module.InspectorPanel })),
)

const PANES: readonly Pane[] = ['tree', 'story', ...DOCK_PANES]

export function App() {
  const text = useText()
  const [pane, setPane] = useState<Pane>('tree')
  const [docked, setDocked] = useState<DockPane>('spaceTime')
  const inspected = useInspector((state) => state.server)
  const isInspectorFront = useInspector((state) => state.isFront)
  const show = (wanted: Pane) => {
    setInspectorFront(false)
    setPane(wanted)
    if (isDockPane(wanted)) setDocked(wanted)
  }
  useAsked(show)
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const failed = useApp((state) => (state.engine.type === 'failed' ? state.engine.reason : undefined))
  const hasSide = useSide() !== undefined
  useDocument()
  useShortcuts()
  return (
    <div
      className="frame"
      data-pane={isInspectorFront ? 'inspector' : pane}
      data-inspecting={inspected !== undefined}
      data-remote={isRemote}
      data-lesson={hasSide}
    >
      <Toolbar />
      <Side />
      <main className="frame-stage">
        {failed === undefined ? null : <p role="alert">{text.frame.failed(failed)}</p>}
        <RemoteNotice />
        <Notices />
        <ErrorBoundary>
          <Stage />
        </ErrorBoundary>
      </main>
      <Tabs shown={pane} onShow={show} />
      <div className="frame-tree">
        <ErrorBoundary>
          <TreePanel />
        </ErrorBoundary>
      </div>
      {inspected === undefined ? null : (
        <div className="frame-inspector">
          <ErrorBoundary>
            <Suspense>
              <InspectorPanel />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
      <div className="frame-story">
        <ErrorBoundary>
          <StoryPanel />
        </ErrorBoundary>
      </div>
      <Dock shown={docked} onShow={show} />
      <footer className="frame-foot">
        <ErrorBoundary>
          <Suspense fallback={<div className="frame-lamps" />}>
            <GuaranteeStrip />
          </Suspense>
        </ErrorBoundary>
        <StatusBar />
      </footer>
      <LiveRegion />
      <Files />
    </div>
  )
}

/**
 * Shows the pane that is asked for from elsewhere. Where panes are tabs its tab may be out of sight, and the pane below it:
 * they are brought into view.
 */
function useAsked(show: (pane: Pane) => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` sets state and reads none
  useEffect(() => {
    return panes.subscribe(({ asked }) => {
      if (asked === undefined) return
      show(asked.pane)
      requestAnimationFrame(() => {
        const tab = document.querySelector('.frame-tabs [aria-pressed="true"]')
        tab?.scrollIntoView({ block: 'nearest', inline: 'center' })
      })
    })
  }, [])
}

/** What stands beside the stage: a scenario that came in, or a lesson. */
function useSide(): 'scenario' | 'lesson' | undefined {
  const hasLesson = useLessonPlace((place) => place.type !== 'closed')
  const hasScenario = useShared((shared) => shared.type !== 'none')
  return hasScenario ? 'scenario' : hasLesson ? 'lesson' : undefined
}
function Side() {
  const side = useSide()
  if (side === undefined) return null
  return (
    <div className="frame-lesson">
      <ErrorBoundary>
        <Suspense>{side === 'scenario' ? <ScenarioPanel /> : <LessonPanel />}</Suspense>
      </ErrorBoundary>
    </div>
  )
}

type TabsProps = { readonly shown: Pane; readonly onShow: (pane: Pane) => void }
/** The panes as tabs, where the screen is narrow. */
function Tabs({ shown, onShow }: TabsProps) {
  const text = useText()
  const inspected = useInspector((state) => state.server)
  const isInspectorFront = useInspector((state) => state.isFront)
  return (
    <nav className="frame-tabs" aria-label={text.frame.panes}>
      {inspected === undefined ? null : (
        <button type="button" aria-pressed={isInspectorFront} onClick={() => setInspectorFront(true)}>
          {text.inspector.tab(inspected)}
        </button>
      )}
      {PANES.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={shown === name && !isInspectorFront}
          onClick={() => onShow(name)}
        >
          {text[name].region}
        </button>
      ))}
    </nav>
  )
}

/** What was broken, and that the ensemble is a sandbox: loaded when there is something to say. */
function Notices() {
  const isSandbox = useSandbox((state) => state.phase !== 'none' || state.refusal !== undefined)
  const isAlarm = useAlarm() !== undefined
  if (!isSandbox && !isAlarm) return null
  return (
    <ErrorBoundary>
      <Suspense>
        <GuaranteeNotice />
      </Suspense>
    </ErrorBoundary>
  )
}
