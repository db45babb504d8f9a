/** What each lesson teaches, how long it takes, and how far the reader is. Each card is a link of its own. */
import { useMemo } from 'react'
import { LESSONS } from '../../lessons/catalog.ts'
import type { Lesson } from '../../lessons/lesson.ts'
import { openLesson, useLesson } from '../../lessons/lessonStore.ts'
import type { Progress } from '../../lessons/progress.ts'
import { taught } from '../../lessons/terms.ts'
import { useApp } from '../../store/app.ts'
import { withPlace } from '../../store/lessonPlace.ts'
import { useWords } from './useWords.ts'
import { goOnWith, minutesOf, progressWords, WORDS } from './words.ts'

function doneOf({ id, steps }: Lesson, progress: Progress): number {
  return steps.filter((step) => progress.has(`${id}/${step.id}`)).length
}
/** The first step that was not done; the first of all where every one was. */
function placeIn({ id, steps }: Lesson, progress: Progress): number {
  return Math.max(
    0,
    steps.findIndex((step) => !progress.has(`${id}/${step.id}`)),
  )
}

export function Contents() {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const words = useMemo(() => taught(LESSONS, language), [language])
  const progress = useLesson((state) => state.progress)
  const of = LESSONS.reduce((sum, { steps }) => sum + steps.length, 0)
  const done = LESSONS.reduce((sum, lesson) => sum + doneOf(lesson, progress), 0)
  const next = LESSONS.find((lesson) => doneOf(lesson, progress) < lesson.steps.length)
  return (
    <>
      <p className="guide-progress">
        <progress value={done} max={of} aria-label={say(progressWords(done, of))} />
        <span>{say(progressWords(done, of))}</span>
        {next === undefined ? null : (
          <button
            type="button"
            className="button button-primary"
            onClick={() => void openLesson(next, placeIn(next, progress))}
          >
            {say(goOnWith(next.number, placeIn(next, progress) + 1))}
          </button>
        )}
      </p>
      <ol className="lesson-list">
        {LESSONS.map((lesson) => (
          <li key={lesson.id} value={lesson.number}>
            <LessonCard
              lesson={lesson}
              progress={progress}
              words={(words.get(lesson.id) ?? []).map(({ name }) => say(name))}
            />
          </li>
        ))}
      </ol>
    </>
  )
}

type CardProps = { readonly lesson: Lesson; readonly progress: Progress; readonly words: readonly string[] }

function LessonCard({ lesson, progress, words }: CardProps) {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const { id, number, title, summary, minutes, steps } = lesson
  const done = doneOf(lesson, progress)
  const step = placeIn(lesson, progress)
  return (
    <a
      className="lesson-card"
      href={withPlace(location.search, { type: 'lesson', id, step: step + 1 })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        void openLesson(lesson, step)
      }}
    >
      <strong>
        {number} · {say(title)}
      </strong>
      <span>{say(summary)}</span>
      {words.length === 0 ? null : (
        <span className="lesson-words">
          {say(WORDS.teaches)}
          {words.join(language === 'en' ? ', ' : '、')}
        </span>
      )}
      <span className="lesson-minutes">
        <progress value={done} max={steps.length} aria-hidden="true" />
        {say(minutesOf(minutes))} · {say(progressWords(done, steps.length))}
      </span>
    </a>
  )
}
