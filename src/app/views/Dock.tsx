/**
 * The lower right of the page: one of several panes at a time, with a strip to choose. What was opened once stays, behind
 * the others: a picture goes on recording, a console keeps its line. None of them is needed for the first paint.
 */
import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useState } from 'react'
import { useText } from '../store/app.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'

export type DockPane = 'spaceTime' | 'console' | 'connections' | 'guarantees' | 'measures'
export const DOCK_PANES: readonly DockPane[] = ['spaceTime', 'console', 'connections', 'guarantees', 'measures']

const PANELS: { readonly [K in DockPane]: LazyExoticComponent<ComponentType> } = {
  spaceTime: lazy(() =>
    import('./spacetime/SpaceTimePanel.tsx').then((module) => ({ default: module.SpaceTimePanel })),
  ),
  console: lazy(() => import('./console/ConsolePanel.tsx').then((module) => ({ default: module.ConsolePanel }))),
  connections: lazy(() =>
    import('./connections/ConnectionsPanel.tsx').then((module) => ({ default: module.ConnectionsPanel })),
  ),
  guarantees: lazy(() =>
    import('./guarantees/GuaranteesPanel.tsx').then((module) => ({ default: module.GuaranteesPanel })),
  ),
  measures: lazy(() => import('./measures/MeasuresPanel.tsx').then((module) => ({ default: module.MeasuresPanel }))),
}

export function isDockPane(name: string): name is DockPane {
  return Object.hasOwn(PANELS, name)
}

type Props = { readonly shown: DockPane; readonly onShow: (pane: DockPane) => void }

export function Dock({ shown, onShow }: Props) {
  const text = useText()
  const [opened, setOpened] = useState<readonly DockPane[]>([shown])
  // Set while rendering: the pane appears with the very paint that shows it.
  if (!opened.includes(shown)) setOpened([...opened, shown])
  return (
    <div className="frame-time" data-dock={shown}>
      <nav className="dock-tabs" aria-label={text.frame.dock}>
        {DOCK_PANES.map((name) => (
          <button key={name} type="button" aria-pressed={shown === name} onClick={() => onShow(name)}>
            {text[name].region}
          </button>
        ))}
      </nav>
      {opened.map((name) => {
        const Panel = PANELS[name]
        return (
          <div key={name} className="dock-pane" hidden={name !== shown}>
            <ErrorBoundary>
              <Suspense>
                <Panel />
              </Suspense>
            </ErrorBoundary>
          </div>
        )
      })}
    </div>
  )
}
