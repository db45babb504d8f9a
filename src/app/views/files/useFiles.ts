/** What the views about files read: their words, and how far an opening is. */
import { useStore } from 'zustand'
import { type FilesState, filesStore } from '../../files/filesStore.ts'
import type { FilesDictionary } from '../../i18n/files.en.ts'
import { filesDictionary } from '../../i18n/files.ts'
import { useApp } from '../../store/app.ts'

export function useFilesText(): FilesDictionary {
  return filesDictionary(useApp((state) => state.settings.language))
}
export function useOpening(): FilesState['opening'] {
  return useStore(filesStore, (state) => state.opening)
}
