/** The sheet that lies over the page, loaded when it is first opened. */
import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { type Overlay, overlayStore, showOverlay } from '../store/overlay.ts'

const KeySheet = lazy(() => import('./KeySheet.tsx').then((module) => ({ default: module.KeySheet })))
const PartitionDialog = lazy(() =>
  import('./stage/PartitionDialog.tsx').then((module) => ({ default: module.PartitionDialog })),
)

const EmbedDialog = lazy(() => import('./embed/EmbedDialog.tsx').then((module) => ({ default: module.EmbedDialog })))
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })))

export function Overlays() {
  const shown = useStore(overlayStore, (state) => state.shown)
  const close = () => showOverlay('none')
  if (shown === 'none') return null
  return <Suspense>{sheetOf(shown, close)}</Suspense>
}

function sheetOf(shown: Overlay, close: () => void) {
  switch (shown) {
    case 'keys':
      return <KeySheet onClose={close} />
    case 'partition':
      return <PartitionDialog onClose={close} />
    case 'share':
      return <ShareDialog onClose={close} />
    case 'embed':
      return <EmbedDialog onClose={close} />
    case 'none':
      return null
  }
}
