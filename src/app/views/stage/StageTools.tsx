/** What stands in the corner of the stage: the dialog that divides the servers, the sheet of keys, and the legend. */
import { useApp, useText } from '../../store/app.ts'
import { showOverlay } from '../../store/overlay.ts'
import { Overlays } from '../Overlays.tsx'
import { Legend } from './Legend.tsx'

export function StageTools() {
  const { faults, keys } = useText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  return (
    <div className="stage-tools">
      {isRemote ? null : (
        <button type="button" className="stage-tool" onClick={() => showOverlay('partition')}>
          {faults.partition}
        </button>
      )}
      <button type="button" className="stage-tool" aria-label={keys.title} onClick={() => showOverlay('keys')}>
        ?
      </button>
      <Legend />
      <Overlays />
    </div>
  )
}
