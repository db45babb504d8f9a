/** What is done now and then, behind one button: it needs no script of its own to open, close or stay on top. */
import type { MouseEvent, ReactNode } from 'react'
import { showFiles } from '../../files/filesStore.ts'
import { newEnsemble } from '../../store/acts.ts'
import { switchTheme, useApp, useText } from '../../store/app.ts'
import { showOverlay } from '../../store/overlay.ts'
import { ENSEMBLE_SIZES } from '../../store/settings.ts'
import { MoreIcon, ThemeIcon } from '../icons.tsx'

const ID = 'toolbar-more'

export function MoreMenu() {
  const { toolbar } = useText()
  const theme = useApp((state) => state.settings.theme)
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  return (
    <>
      <button
        type="button"
        className="button button-icon"
        aria-label={toolbar.more}
        title={toolbar.more}
        popoverTarget={ID}
      >
        <MoreIcon />
      </button>
      <div id={ID} popover="auto" className="menu toolbar-menu">
        {isRemote ? null : (
          <>
            <EnsembleSize />
            <Item onPick={() => showOverlay('embed')}>{toolbar.embed}</Item>
            <Item onPick={showFiles}>{toolbar.files}</Item>
          </>
        )}
        <button type="button" className="menu-item" onClick={switchTheme}>
          {toolbar.theme[theme]}
          <ThemeIcon theme={theme} />
        </button>
      </div>
    </>
  )
}

function close({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
}

type ItemProps = { readonly onPick: () => void; readonly children: ReactNode }
function Item({ onPick, children }: ItemProps) {
  return (
    <button
      type="button"
      className="menu-item"
      onClick={(event) => {
        close(event)
        onPick()
      }}
    >
      {children}
    </button>
  )
}

function EnsembleSize() {
  const { toolbar } = useText()
  const size = useApp((state) => state.cluster.servers.size)
  return (
    <fieldset className="toolbar-sizes">
      <legend>{toolbar.servers}</legend>
      <span className="button-group">
        {ENSEMBLE_SIZES.map((servers) => (
          <button
            key={servers}
            type="button"
            className="button button-icon"
            aria-label={toolbar.newEnsemble(servers)}
            aria-pressed={servers === size}
            title={toolbar.newEnsemble(servers)}
            onClick={(event) => {
              close(event)
              void newEnsemble(servers)
            }}
          >
            {servers}
          </button>
        ))}
      </span>
    </fieldset>
  )
}
