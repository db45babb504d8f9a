/** A scenario's file comes in: it is shown beside the stage, and played when the reader says so. */
import type { ChangeEvent } from 'react'
import { openScenarioFile } from '../../share/open.ts'
import { useShareText } from './useShare.ts'

export function OpenScenario({ onOpened }: { readonly onOpened: () => void }) {
  const { open: text } = useShareText()
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    if (file === undefined) return
    void openScenarioFile(file)
    onOpened()
  }
  return (
    <section aria-labelledby="share-open">
      <h3 id="share-open" className="share-heading">
        {text.title}
      </h3>
      <p className="share-about">{text.about}</p>
      <label className="button share-chooser">
        {text.choose}
        <input type="file" accept=".json,application/json" className="visually-hidden" onChange={choose} />
      </label>
    </section>
  )
}
