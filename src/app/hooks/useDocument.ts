/** Language and theme of the whole document follow the settings. */
import { useEffect } from 'react'
import { useApp } from '../store/app.ts'

export function useDocument(): void {
  const { language, theme } = useApp((state) => state.settings)
  useEffect(() => {
    document.documentElement.lang = language
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [language, theme])
}
