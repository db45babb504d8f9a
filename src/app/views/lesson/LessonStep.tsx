/** One step of a lesson: what it is about, the goal, help, and the reason once it is done. */
import { useEffect, useRef, useState } from 'react'
import { reasonText } from '../../i18n/reasons.ts'
import { LESSONS } from '../../lessons/catalog.ts'
import type { Anchor } from '../../lessons/lesson.ts'
import { doStep, nextStep, openLesson, useLesson } from '../../lessons/lessonStore.ts'
import { type LessonSession, stepOf } from '../../lessons/session.ts'
import { useApp } from '../../store/app.ts'
import { showPane } from '../../store/panes.ts'
import { setFold, showZnode } from '../tree/treeStore.ts'
import { Acts, tickedActs } from './Acts.tsx'
import { Explained } from './Explained.tsx'
import { Marked } from './Marked.tsx'
import { useLit } from './useLit.ts'
import { useWords } from './useWords.ts'
import { nextLesson, plain, stepDone, stepName, stepWords, WORDS } from './words.ts'

type Props = { readonly session: LessonSession }

export function LessonStep({ session }: Props) {
  const say = useWords()
  const { lesson, phase } = session
  const step = stepOf(session)
  const key = `${lesson.id}/${step.id}`
  // What happens below the znodes that the lesson begins with should be in sight.
  useEffect(() => {
    for (const { path } of lesson.scenario.tree) setFold(path, true)
  }, [lesson])
  return (
    <>
      <div className="lesson-body" aria-busy={phase === 'arranging'}>
        <Steps session={session} />
        <Heading key={`heading ${key}`} text={say(stepWords(session.step + 1, lesson.steps.length))} />
        {step.fresh?.zoo === undefined ? null : <p className="lesson-sandbox">{say(WORDS.sandbox)}</p>}
        <p className="lesson-text">
          <Explained session={session} part="text" />
        </p>
        <p className="lesson-goal" data-done={phase === 'done'}>
          <span className="lesson-mark">{say(phase === 'done' ? WORDS.done : WORDS.goal)}</span>
          <span>
            <Marked text={say(step.goal)} />
          </span>
        </p>
        <Feedback session={session} />
        <Acts session={session} />
        {phase === 'done' ? null : <Help key={`help ${key}`} session={session} />}
      </div>
      <Ways session={session} />
      <Narration session={session} />
    </>
  )
}

/** The focus comes here with each new step, so that reading goes on where it should. */
function Heading({ text }: { readonly text: string }) {
  const element = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // In somebody else's page neither focus nor scroll position is taken from a reader who has touched nothing in here yet.
    const isGuest = window.parent !== window
    if (!isGuest || navigator.userActivation.hasBeenActive) element.current?.focus({ preventScroll: isGuest })
  }, [])
  return (
    <h3 className="lesson-step" tabIndex={-1} ref={element}>
      {text}
    </h3>
  )
}

function Steps({ session: { lesson, step } }: Props) {
  const say = useWords()
  const progress = useLesson((state) => state.progress)
  return (
    <ol className="lesson-steps">
      {lesson.steps.map(({ id, goal }, index) => {
        const done = progress.has(`${lesson.id}/${id}`)
        const name = say(stepName(index + 1, goal, done))
        return (
          <li key={id}>
            <button
              type="button"
              aria-label={name}
              title={name}
              aria-current={index === step ? 'step' : undefined}
              data-done={done}
              onClick={() => void openLesson(lesson, index)}
            >
              {done ? '✓' : index + 1}
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function Feedback({ session }: Props) {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const refusal = useLesson((state) => state.refusal)
  const { phase, wrong } = session
  if (refusal !== undefined) {
    const { words, lang } = reasonText(language, refusal)
    return (
      <p className="lesson-wrong" lang={lang}>
        {words}
      </p>
    )
  }
  if (phase === 'arranging') return <p className="lesson-preparing">{say(WORDS.preparing)}</p>
  if (phase === 'done') {
    return (
      <p className="lesson-why">
        <Explained session={session} part="why" />
      </p>
    )
  }
  return wrong === undefined ? null : (
    <p className="lesson-wrong">
      <Marked text={say(wrong)} />
    </p>
  )
}

function Help({ session }: Props) {
  const say = useWords()
  const acting = useLesson((state) => state.acting)
  const [shows, setShows] = useState(false)
  const step = stepOf(session)
  const { facts } = session
  useLit(shows ? step.show(facts) : [], say(WORDS.lookHere), facts.cluster.servers.size + facts.cluster.clients.size)
  return (
    <div className="lesson-help">
      <details>
        <summary>{say(WORDS.hint)}</summary>
        <p>
          <Marked text={say(step.hint)} />
        </p>
      </details>
      <div className="lesson-acts">
        <button
          type="button"
          className="button"
          aria-pressed={shows}
          onClick={() => {
            setShows(!shows)
            if (!shows) bringForward(step.show(facts))
          }}
        >
          {say(WORDS.showMe)}
        </button>
        <button
          type="button"
          className="button"
          disabled={acting || session.phase !== 'playing'}
          onClick={() => void doStep()}
        >
          {say(WORDS.doIt)}
        </button>
      </div>
    </div>
  )
}

/** What is shown comes to the front: a znode in the detail, in the dock the console where the step's hint speaks of it. */
function bringForward(anchors: readonly Anchor[]): void {
  for (const anchor of anchors) {
    if (anchor.type === 'znode') showZnode(anchor.path)
    if (anchor.type !== 'area') continue
    if (anchor.name === 'dock') showPane('console')
    if (anchor.name === 'connections') showPane('connections')
  }
}

function Ways({ session: { lesson, step, phase } }: Props) {
  const say = useWords()
  const isLast = step + 1 >= lesson.steps.length
  const following = LESSONS[LESSONS.indexOf(lesson) + 1]
  const nextName = isLast && following !== undefined ? say(nextLesson(following.title)) : say(WORDS.next)
  return (
    <footer className="lesson-ways">
      <button type="button" className="button" disabled={step === 0} onClick={() => void openLesson(lesson, step - 1)}>
        {say(WORDS.back)}
      </button>
      <button type="button" className="button" onClick={() => void openLesson(lesson, step)}>
        {say(WORDS.reset)}
      </button>
      {isLast && following === undefined ? null : (
        <button
          type="button"
          className="button lesson-next"
          title={nextName}
          disabled={phase !== 'done'}
          onClick={() => (isLast && following !== undefined ? void openLesson(following, 0) : nextStep())}
        >
          {nextName}
        </button>
      )}
    </footer>
  )
}

/** What changed is spoken once, when the reader is done with what they do. */
function Narration({ session }: Props) {
  const say = useWords()
  const { phase, wrong, step } = session
  const told = phase === 'playing' ? (wrong ?? tickedActs(session).at(-1)?.seen) : undefined
  const news =
    phase === 'done'
      ? `${say(stepDone(step + 1))} ${plain(say(stepOf(session).why))}`
      : told === undefined
        ? ''
        : plain(say(told))
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {news}
    </p>
  )
}
