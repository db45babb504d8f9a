/** The bar at the top: time, the loudest button, the lock, clients and links, the ensemble's size, language and theme. */
import { createLock, releaseLock } from '../../store/acts.ts'
import { switchLanguage, useApp, useText } from '../../store/app.ts'
import { intervene } from '../../store/bridge.ts'
import { showContents } from '../../store/lessonPlace.ts'
import { lockHolder } from '../../store/model.ts'
import { showOverlay } from '../../store/overlay.ts'
import { addClientWith } from '../../store/recipes.ts'
import { RecipeSelect } from '../stage/RecipeMenu.tsx'
import { MoreMenu } from './MoreMenu.tsx'
import { TimeControls } from './TimeControls.tsx'

export function Toolbar() {
  const text = useText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  return (
    <header className="toolbar">
      <h1 className="toolbar-title">{text.frame.title}</h1>
      {isRemote ? null : <TimeControls />}
      <div className="toolbar-acts">{isRemote ? <ActsElsewhere /> : <ActsHere />}</div>
      <Preferences />
    </header>
  )
}

function ActsHere() {
  const { toolbar } = useText()
  return (
    <>
      <button type="button" className="button button-loud" onClick={() => intervene({ type: 'kill' })}>
        {toolbar.killLeader}
      </button>
      <Uses />
      <button type="button" className="button" data-area="healAll" onClick={() => intervene({ type: 'heal' })}>
        {toolbar.healAll}
      </button>
      <LockOffers />
    </>
  )
}

/** Real servers can be used from here: neither their time nor their lives are ours, so nothing offers that. */
function ActsElsewhere() {
  const { toolbar } = useText()
  const allowWrites = useApp((state) => state.cluster.remote?.allowWrites === true)
  if (allowWrites)
    return (
      <>
        <Uses />
        <LockOffers />
      </>
    )
  return (
    <button type="button" className="button" onClick={() => intervene({ type: 'addClient' })}>
      {toolbar.addClient}
    </button>
  )
}

/** What clients do. */
function Uses() {
  const text = useText()
  return (
    <>
      <button type="button" className="button" data-area="createLock" onClick={() => createLock()}>
        {text.toolbar.createLock}
      </button>
      <button type="button" className="button" data-area="addClient" onClick={() => intervene({ type: 'addClient' })}>
        {text.toolbar.addClient}
      </button>
      <RecipeSelect label={text.recipes.add} onPick={(name) => void addClientWith(name)} />
    </>
  )
}

/** What can be done about a lock that is held: it is given back, or its holder dies with it. */
function LockOffers() {
  const text = useText()
  const holder = useApp((state) => lockHolder(state.cluster)?.name)
  if (holder === undefined) return null
  return (
    <span className="button-group">
      <button
        type="button"
        className="button"
        aria-label={text.toolbar.releaseLock(holder)}
        onClick={() => releaseLock()}
      >
        {text.toolbar.release}
      </button>
      <button
        type="button"
        className="button button-destructive"
        onClick={() => intervene({ type: 'killClient', client: holder })}
      >
        {text.toolbar.killHolder(holder)}
      </button>
    </span>
  )
}

function Preferences() {
  const text = useText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  return (
    <div className="toolbar-preferences">
      <button type="button" className="button" onClick={showContents}>
        {text.toolbar.lessons}
      </button>
      {isRemote ? null : (
        <button type="button" className="button" onClick={() => showOverlay('share')}>
          {text.toolbar.share}
        </button>
      )}
      <button
        type="button"
        className="button"
        aria-label={text.toolbar.languageName}
        title={text.toolbar.languageName}
        onClick={switchLanguage}
      >
        {text.toolbar.language}
      </button>
      <MoreMenu />
    </div>
  )
}
