/** Files both ways: real servers' data come in, looked through first; this ensemble's data go out. */
import { Dialog } from '@base-ui/react/dialog'
import { hideFiles } from '../../files/filesStore.ts'
import { Downloads } from './Downloads.tsx'
import { OpenData } from './OpenData.tsx'
import { useFilesText } from './useFiles.ts'
import './files.css'

export function FilesDialog() {
  const text = useFilesText()
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : hideFiles())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog files">
          <header className="files-head">
            <Dialog.Title className="files-title">{text.title}</Dialog.Title>
            <Dialog.Close className="button">{text.close}</Dialog.Close>
          </header>
          <OpenData />
          <Downloads />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
