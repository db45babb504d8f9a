/** Archives of the ensemble, and of each server alone. */
import { useState } from 'react'
import type { ServerId } from '../../../ground/ids.ts'
import { downloadServers } from '../../files/acts.ts'
import { useApp } from '../../store/app.ts'
import { useFilesText } from './useFiles.ts'

export function Downloads() {
  const text = useFilesText().download
  const servers = useApp((state) => state.cluster.servers)
  const [outcome, setOutcome] = useState('')
  const ids = [...servers.keys()]
  const get = async (wanted: readonly ServerId[], name: string) => {
    setOutcome(text.packing)
    const silent = await downloadServers(wanted, name)
    setOutcome(silent === undefined ? '' : text.failed(silent))
  }
  return (
    <section aria-labelledby="files-download">
      <h3 id="files-download" className="files-heading">
        {text.title}
      </h3>
      <p className="files-about">{text.about}</p>
      <div className="files-acts">
        <button type="button" className="button button-primary" onClick={() => get(ids, 'zookeeper-ensemble.zip')}>
          {text.ensemble}
        </button>
        {ids.map((id) => (
          <button key={id} type="button" className="button" onClick={() => get([id], `server.${id}.zip`)}>
            {text.server(id)}
          </button>
        ))}
      </div>
      <p className="files-outcome" role="status">
        {outcome}
      </p>
    </section>
  )
}
