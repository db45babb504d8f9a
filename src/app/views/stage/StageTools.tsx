/** What stands in the corner of the stage: the dialog that divides the servers, and the legend. */
import { lazy, Suspense, useState } from 'react'
import { useText } from '../../store/app.ts'
import { Legend } from './Legend.tsx'

const PartitionDialog = lazy(() =>
  import('./PartitionDialog.tsx').then((module) => ({ default: module.PartitionDialog })),
)

export function StageTools() {
  const { faults } = useText()
  const [dividing, setDividing] = useState(false)
  return (
    <div className="stage-tools">
      <button type="button" className="stage-tool" onClick={() => setDividing(true)}>
        {faults.partition}
      </button>
      <Legend />
      {dividing ? (
        <Suspense>
          <PartitionDialog onClose={() => setDividing(false)} />
        </Suspense>
      ) : null}
    </div>
  )
}
