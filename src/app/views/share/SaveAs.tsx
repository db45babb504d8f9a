/** Files: the scenario, the servers' folders as a real ensemble, and the picture of the stage. */
import { useState } from 'react'
import type { TreeView } from '../../../hosts/engine.ts'
import { scenarioText } from '../../../hosts/scenario/scenarioText.ts'
import type { Scenario } from '../../../hosts/scenario.ts'
import { downloadServers } from '../../files/acts.ts'
import { pngOf, stageSvg } from '../../share/picture.ts'
import { download } from '../../share/save.ts'
import { withExpectations } from '../../share/sharing.ts'
import { store, useText } from '../../store/app.ts'
import { useShareText } from './useShare.ts'

type Props = { readonly scenario: Scenario; readonly tree: TreeView | undefined }

export function SaveAs({ scenario, tree }: Props) {
  const { save: text } = useShareText()
  const words = useText()
  const [outcome, setOutcome] = useState('')
  const saveScenario = () => {
    const json = scenarioText(withExpectations(scenario, tree))
    download(new Blob([json], { type: 'application/json' }), 'scenario.json')
  }
  const saveArchive = async () => {
    const silent = await downloadServers([...store.getState().cluster.servers.keys()], 'zookeeper-ensemble.zip')
    setOutcome(silent === undefined ? '' : text.failed(silent))
  }
  const savePicture = async (kind: 'svg' | 'png') => {
    const svg = stageSvg(words)
    const blob =
      svg === undefined ? undefined : kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg)
    setOutcome(blob === undefined ? text.noPicture : '')
    if (blob !== undefined) download(blob, `zookeeper.${kind}`)
  }
  return (
    <section aria-labelledby="share-save">
      <h3 id="share-save" className="share-heading">
        {text.title}
      </h3>
      <p className="share-about">{text.about}</p>
      <div className="share-acts">
        <button type="button" className="button" onClick={saveScenario}>
          {text.scenario}
        </button>
        <button type="button" className="button" onClick={saveArchive}>
          {text.archive}
        </button>
        <button type="button" className="button" onClick={() => savePicture('svg')}>
          {text.svg}
        </button>
        <button type="button" className="button" onClick={() => savePicture('png')}>
          {text.png}
        </button>
      </div>
      <p className="share-note" role="status">
        {outcome}
      </p>
    </section>
  )
}
