/** Whether the dialog about files is open, and how far the files are that somebody handed in. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Opening, open } from './open.ts'
import type { GivenBlob, Opened } from './opened.ts'

export type FilesState = {
  readonly isOpen: boolean
  readonly opening:
    | { readonly type: 'none' }
    | { readonly type: 'reading'; readonly bytes: number; readonly cancel: () => void }
    | { readonly type: 'read'; readonly opened: Opened }
}

export const filesStore: StoreApi<FilesState> = createStore<FilesState>(() => ({
  isOpen: false,
  opening: { type: 'none' },
}))

export function showFiles(): void {
  filesStore.setState({ isOpen: true })
}
/** Closes the dialog; what was being read is called off, what was found is forgotten. */
export function hideFiles(): void {
  const { opening } = filesStore.getState()
  if (opening.type === 'reading') opening.cancel()
  filesStore.setState({ isOpen: false, opening: { type: 'none' } })
}

/** Reads what somebody handed in, in place of what was handed in before. A scenario's file is no data: it is shown. */
export async function openFiles(given: readonly GivenBlob[]): Promise<void> {
  const [only, ...more] = given
  if (only === undefined) return
  if (more.length === 0 && /\.json$/i.test(only.path)) {
    const { openScenarioFile } = await import('../share/open.ts')
    hideFiles()
    return openScenarioFile(only.blob)
  }
  const before = filesStore.getState().opening
  if (before.type === 'reading') before.cancel()
  const reading: Opening = open(given, (bytes) => {
    const { opening } = filesStore.getState()
    if (opening.type === 'reading' && opening.cancel === reading.cancel)
      filesStore.setState({ opening: { ...opening, bytes } })
  })
  filesStore.setState({ isOpen: true, opening: { type: 'reading', bytes: 0, cancel: reading.cancel } })
  const opened = await reading.opened
  const { opening } = filesStore.getState()
  if (opening.type !== 'reading' || opening.cancel !== reading.cancel) return
  filesStore.setState({ opening: opened === undefined ? { type: 'none' } : { type: 'read', opened } })
}
