/** The bar of an embed: time, the loudest button, what else is at hand where all of it was asked for, and the way to the whole page. */
import { createLock } from '../store/acts.ts'
import { useApp, useText } from '../store/app.ts'
import { intervene } from '../store/bridge.ts'
import { useLessonPlace } from '../store/lessonPlace.ts'
import { PauseIcon, PlayIcon } from '../views/icons.tsx'
import { useWords } from '../views/lesson/useWords.ts'
import { TimeControls } from '../views/toolbar/TimeControls.tsx'
import type { EmbedSettings } from './embedSettings.ts'
import { fullPage } from './embedStore.ts'
import { WORDS } from './words.ts'

type Props = { readonly asked: EmbedSettings; readonly onShare: (url: string) => void }

export function EmbedBar({ asked, onShare }: Props) {
  const say = useWords()
  const { toolbar } = useText()
  const isFull = asked.controls === 'full'
  return (
    <header className="embed-bar">
      {isFull ? <TimeControls /> : <PlayButton />}
      {asked.readonly ? (
        <span className="embed-note">{say(WORDS.lookOnly)}</span>
      ) : (
        <div className="embed-acts">
          <button type="button" className="button button-loud" onClick={() => intervene({ type: 'kill' })}>
            {toolbar.killLeader}
          </button>
          {isFull ? <MoreActs /> : null}
        </div>
      )}
      <FullPage onShare={onShare} />
    </header>
  )
}

function PlayButton() {
  const { time } = useText()
  const paused = useApp((state) => state.clock.paused)
  const name = paused ? time.play : time.pause
  return (
    <button
      type="button"
      className="button button-icon"
      aria-label={name}
      title={name}
      onClick={() => intervene({ type: paused ? 'play' : 'pause' })}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
    </button>
  )
}

function MoreActs() {
  const { toolbar } = useText()
  return (
    <>
      <button type="button" className="button" data-area="createLock" onClick={() => createLock()}>
        {toolbar.createLock}
      </button>
      <button type="button" className="button" data-area="addClient" onClick={() => intervene({ type: 'addClient' })}>
        {toolbar.addClient}
      </button>
      <button type="button" className="button" data-area="healAll" onClick={() => intervene({ type: 'heal' })}>
        {toolbar.healAll}
      </button>
    </>
  )
}

type FullPageProps = { readonly onShare: (url: string) => void }

/** The address follows the lesson's step: it is read anew with each. */
function FullPage({ onShare }: FullPageProps) {
  const say = useWords()
  useLessonPlace((place) => place)
  const url = fullPage()
  const name = say(WORDS.open)
  return (
    <a
      className="button embed-open"
      href={url}
      target="_blank"
      rel="noopener"
      title={name}
      onClick={() => onShare(url)}
    >
      <span className="visually-hidden">{name}</span>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M6 3H3v10h10v-3M9 2h5v5M14 2L7.5 8.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
    </a>
  )
}
