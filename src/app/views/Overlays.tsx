/** The sheet that lies over the page, loaded when it is first opened. */
import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { overlayStore, showOverlay } from '../store/overlay.ts'

const KeySheet = lazy(() => import('./KeySheet.tsx').then((module) => ({ default: module.KeySheet })))
const PartitionDialog = lazy(() =>
  import('./stage/PartitionDialog.tsx').then((module) => ({ default: module.PartitionDialog })),
)

export function Overlays() {
  const shown = useStore(overlayStore, (state) => state.shown)
  const close = () => showOverlay('none')
  if (shown === 'none') return null
  return <Suspense>{shown === 'keys' ? <KeySheet onClose={close} /> : <PartitionDialog onClose={close} />}</Suspense>
}
