/** The lessons beside the stage: their contents, or one of them. Never modal: the page is what the lesson is done with. */
import { useEffect } from 'react'
import { LESSONS, lessonById } from '../../lessons/catalog.ts'
import type { Lesson } from '../../lessons/lesson.ts'
import { followEnsemble, openFirst, openLesson, useLesson } from '../../lessons/lessonStore.ts'
import { goTo, lessonPlace, useLessonPlace } from '../../store/lessonPlace.ts'
import { LessonStep } from './LessonStep.tsx'
import { useWords } from './useWords.ts'
import { minutesWords, WORDS } from './words.ts'
import './lesson.css'

export function LessonPanel() {
  const say = useWords()
  const place = useLessonPlace((here) => here)
  const session = useLesson((state) => state.session)
  useEffect(() => {
    const stop = followEnsemble()
    const first = lessonPlace.getState()
    const lesson = first.type === 'lesson' ? lessonById(first.id) : undefined
    if (lesson !== undefined && first.type === 'lesson') void openFirst(lesson, first.step - 1)
    return stop
  }, [])
  const isOpen = place.type === 'lesson' && session !== undefined
  return (
    <section className="pane lesson" aria-label={say(WORDS.region)}>
      <header className="lesson-head">
        {place.type === 'lesson' ? (
          <button type="button" className="button" onClick={() => goTo({ type: 'contents' })}>
            {say(WORDS.contents)}
          </button>
        ) : (
          <h2 className="lesson-title">{say(WORDS.allLessons)}</h2>
        )}
        <button type="button" className="button" aria-label={say(WORDS.close)} onClick={() => goTo({ type: 'closed' })}>
          {say(WORDS.closeShort)}
        </button>
      </header>
      {isOpen ? (
        <LessonStep session={session} />
      ) : (
        <Contents isLost={place.type === 'lesson' && lessonById(place.id) === undefined} />
      )}
    </section>
  )
}

type ContentsProps = { readonly isLost: boolean }

function Contents({ isLost }: ContentsProps) {
  const say = useWords()
  return (
    <div className="lesson-body">
      <p className="lesson-intro">{say(isLost ? WORDS.unknown : WORDS.intro)}</p>
      <ol className="lesson-list">
        {LESSONS.map((lesson) => (
          <li key={lesson.id} value={lesson.number}>
            <LessonCard lesson={lesson} />
          </li>
        ))}
      </ol>
    </div>
  )
}

type CardProps = { readonly lesson: Lesson }

function LessonCard({ lesson }: CardProps) {
  const say = useWords()
  const progress = useLesson((state) => state.progress)
  const { id, number, title, summary, minutes, steps } = lesson
  const done = steps.filter((step) => progress.has(`${id}/${step.id}`)).length
  return (
    <button type="button" className="lesson-card" onClick={() => void openLesson(lesson, done % steps.length)}>
      <strong>
        {number} · {say(title)}
      </strong>
      <span>{say(summary)}</span>
      <span className="lesson-minutes">{say(minutesWords(minutes, done, steps.length))}</span>
    </button>
  )
}
