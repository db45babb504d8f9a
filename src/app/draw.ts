/** Draws a page into its root as soon as the words of the reader's language are there. */
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { must } from '../ground/base/assert.ts'
import { type Language, loadLanguage } from './i18n/language.ts'

/** Where the words can't be had there are none to say it with: both languages say it. */
const WORDLESS = 'ZooKeeper Playground could not be loaded. Please reload the page. · 页面未能加载，请刷新重试。'

export async function draw(page: ReactNode, language: Language): Promise<void> {
  const root = must(document.getElementById('root'), 'the page has a root')
  try {
    await loadLanguage(language)
  } catch {
    root.textContent = WORDLESS
    return
  }
  createRoot(root).render(page)
}
