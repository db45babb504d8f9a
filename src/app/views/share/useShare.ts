/** The words of the views about sharing. */
import type { ShareDictionary } from '../../i18n/share.en.ts'
import { shareDictionary } from '../../i18n/share.ts'
import { useApp } from '../../store/app.ts'

export function useShareText(): ShareDictionary {
  return shareDictionary(useApp((state) => state.settings.language))
}
