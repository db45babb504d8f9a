/** The console's words, and those of its code tab, in the language of the page. */
import { type CodeDictionary, type ConsoleDictionary, codeDictionary, consoleDictionary } from '../../i18n/console.ts'
import { useApp } from '../../store/app.ts'

export function useConsoleText(): ConsoleDictionary {
  return consoleDictionary(useApp((state) => state.settings.language))
}
export function useCodeText(): CodeDictionary {
  return codeDictionary(useApp((state) => state.settings.language))
}
