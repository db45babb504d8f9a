/** What a step takes, act by act: each is ticked when the ensemble says so, with what there is to see then. */
import type { Act } from '../../lessons/lesson.ts'
import { type LessonSession, stepOf } from '../../lessons/session.ts'
import { Marked } from './Marked.tsx'
import { useWords } from './useWords.ts'
import { WORDS } from './words.ts'

export function Acts({ session }: { readonly session: LessonSession }) {
  const say = useWords()
  const { acts } = stepOf(session)
  if (acts === undefined) return null
  const ticked = new Set(tickedActs(session))
  return (
    <ol className="lesson-todo">
      {acts.map((act) => (
        <li key={`${act.text.en} ${act.seen.en}`} data-done={ticked.has(act)}>
          <Marked text={say(act.text)} />
          {ticked.has(act) ? (
            <p className="lesson-seen">
              <span className="visually-hidden">{say(WORDS.done)}: </span>
              <Marked text={say(act.seen)} />
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

/** The acts that are done, in the order in which they stand; all, where the step is done by another way. */
export function tickedActs({ phase, ...session }: LessonSession): readonly Act[] {
  const { acts = [] } = stepOf({ phase, ...session })
  if (phase === 'arranging') return []
  return phase === 'done' ? acts : acts.filter(({ done }) => done(session.facts))
}
