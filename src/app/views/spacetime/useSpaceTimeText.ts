/** The diagram's words in the language of the page. */
import { type SpaceTimeDictionary, spaceTimeDictionary } from '../../i18n/spaceTime.ts'
import { useApp } from '../../store/app.ts'

export function useSpaceTimeText(): SpaceTimeDictionary {
  return spaceTimeDictionary(useApp((state) => state.settings.language))
}
