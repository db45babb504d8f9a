/** A part of the sheet under a heading that folds it, with how many there are. */
import type { ReactNode } from 'react'
import { useInspectorText } from './useInspections.ts'

type Props = {
  readonly title: string
  /** Shown beside the title. */
  readonly count?: number | undefined
  /** Where not all of them are shown: how many are. */
  readonly shown?: number
  readonly children: ReactNode
}

export function Section({ title, count, shown, children }: Props) {
  const text = useInspectorText()
  return (
    <details className="inspector-section" open>
      <summary>
        <h3>{title}</h3>
        {count === undefined ? null : <span className="inspector-count">{count}</span>}
      </summary>
      {children}
      {count === undefined || shown === undefined || shown >= count ? null : (
        <p className="inspector-note">{text.more(shown, count)}</p>
      )}
    </details>
  )
}
