/** A scenario's steps with their times, in the console's words; those that were taken are told with what came of them. */
import type { CommandResult } from '../../../hosts/command.ts'
import { answerText } from '../../../hosts/scenario/judge.ts'
import type { ScenarioStep } from '../../../hosts/scenario.ts'
import { lineOf, timeText } from '../../share/lines.ts'
import { useShareText } from './useShare.ts'

/** Whoever records for hours gets no list of thousands. */
const SHOWN_MAX = 200

type Props = {
  readonly steps: readonly ScenarioStep[]
  /** How many were taken, while it is played. */
  readonly done?: number
  readonly answers?: readonly (CommandResult | undefined)[]
}

export function StepList({ steps, done = 0, answers = [] }: Props) {
  const { play, what } = useShareText()
  return (
    <>
      <ol className="share-steps" aria-label={play.steps}>
        {steps.slice(0, SHOWN_MAX).map((step, index) => {
          const line = lineOf(step.command)
          const isDone = index < done
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place
            <li key={index} data-done={isDone}>
              <span className="share-time">{timeText(step.at)}</span>
              <code>{line}</code>
              {isDone ? <Answer result={answers[index]} /> : null}
            </li>
          )
        })}
      </ol>
      {steps.length > SHOWN_MAX ? <p className="share-note">… +{steps.length - SHOWN_MAX}</p> : null}
      {steps.length === 0 ? <p className="share-note">{what.noSteps}</p> : null}
    </>
  )
}

function Answer({ result }: { readonly result: CommandResult | undefined }) {
  const { play } = useShareText()
  const answer = answerText(result)
  if (answer === undefined) return <span className="share-answer">…</span>
  const words = answer === 'ok' || answer === 'refused' ? play.answers[answer] : answer
  return (
    <span
      className="share-answer"
      data-ok={answer === 'ok'}
      title={result?.type === 'refused' ? result.reason : undefined}
    >
      {words}
    </span>
  )
}
