/** What came of the last operation: politely announced, never in the way. */
import { useStore } from 'zustand'
import { useText } from '../../store/app.ts'
import { isFailure, opWords, outcomeWords } from './actions.ts'
import { opStatus } from './opStatus.ts'

export function OutcomeLine() {
  const text = useText()
  const { op, client, result } = useStore(opStatus)
  const failed = op !== undefined && result !== undefined && isFailure(op, result)
  return (
    <p className="outcome" role="status" data-failed={failed} data-empty={op === undefined}>
      {op === undefined
        ? ''
        : result === undefined
          ? text.tree.outcomes.waiting(client, opWords(op))
          : `${client}: ${outcomeWords(text, op, result)}`}
    </p>
  )
}
