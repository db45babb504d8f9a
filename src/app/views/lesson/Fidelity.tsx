/** What is exact, what is simplified, what is absent: the same rows as in the README, each with the tests that hold it. */
import { FIDELITY, type FidelityRow } from '../../lessons/fidelity.ts'
import type { L10n } from '../../lessons/lesson.ts'
import { Marked } from './Marked.tsx'
import { useWords } from './useWords.ts'
import { WORDS } from './words.ts'

const CELLS = ['exact', 'simplified', 'absent'] as const

export function Fidelity() {
  const say = useWords()
  return (
    <div className="fidelity">
      {FIDELITY.map((row) => (
        <Row key={row.area.en} row={row} say={say} />
      ))}
    </div>
  )
}

type Props = { readonly row: FidelityRow; readonly say: (text: L10n) => string }

function Row({ row, say }: Props) {
  return (
    <article className="fidelity-row">
      <h3>{say(row.area)}</h3>
      <dl>
        {CELLS.map((cell) => (
          <div key={cell} className="fidelity-cell" data-cell={cell}>
            <dt>{say(WORDS[cell])}</dt>
            <dd>{say(row[cell]) === '' ? say(WORDS.nothing) : <Marked text={withoutLinks(say(row[cell]))} />}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>
          {say(WORDS.heldBy)} ({row.tests.length})
        </summary>
        <ul>
          {row.tests.map(({ what, file }) => (
            <li key={file}>
              {say(what)} <code>{file}</code>
            </li>
          ))}
        </ul>
      </details>
    </article>
  )
}

/** `[list](e2e/known.ts)` names a file of the sources, which stand beside the README and not beside the page. */
function withoutLinks(text: string): string {
  return text.replaceAll(/\[[^\]]+\]\(([^)]+)\)/g, '`$1`')
}
