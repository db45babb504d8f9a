/** Sound data become an ensemble: how many servers, who starts with what, and what ends for it. */
import { useState } from 'react'
import { seed } from '../../../ground/log/seed.ts'
import { candidatesOf, startWith } from '../../files/acts.ts'
import type { Opened } from '../../files/opened.ts'
import { ENSEMBLE_SIZES } from '../../store/settings.ts'
import { useFilesText } from './useFiles.ts'

type Props = { readonly opened: Opened; readonly onStarted: () => void }

export function StartWith({ opened, onStarted }: Props) {
  const text = useFilesText().start
  const candidates = candidatesOf(opened)
  const sizes = ENSEMBLE_SIZES.filter((size) => size >= candidates.length)
  const [smallest = 0] = sizes
  const [servers, setServers] = useState(smallest)
  const [outcome, setOutcome] = useState('')
  if (smallest === 0) return <p className="files-damage">{text.tooMany(candidates.length)}</p>
  const plan = seed(candidates, servers)
  const start = async () => {
    setOutcome(text.starting)
    const result = await startWith(candidates, servers)
    if (result.type === 'refused') setOutcome(text.refused(result.reason))
    else onStarted()
  }
  return (
    <div className="files-start">
      <label>
        {text.servers}{' '}
        <select className="select" value={servers} onChange={({ target }) => setServers(Number(target.value))}>
          {sizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <ul>
        {plan.map(({ server, place, copied }) => (
          <li key={server}>{text.seeds(server, place, copied)}</li>
        ))}
      </ul>
      {plan.some(({ copied }) => copied) ? <p className="files-about">{text.copied}</p> : null}
      <p className="files-note">{text.ends}</p>
      <div className="files-acts">
        <button type="button" className="button button-primary" disabled={outcome === text.starting} onClick={start}>
          {text.start}
        </button>
      </div>
      <p className="files-outcome" role="status">
        {outcome}
      </p>
    </div>
  )
}
