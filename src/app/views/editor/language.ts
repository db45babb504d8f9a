/** Which language a text is in, for its colours. */
export type TextLanguage = 'typescript' | 'json' | 'yaml' | 'plain'

/** Longer texts stay plain: colours are not worth a pause. */
const CHARACTERS_MAX = 200_000

/** By the znode's name where that says it, else by what the text begins like. */
export function languageOf(name: string, text: string): TextLanguage {
  if (text.length > CHARACTERS_MAX) return 'plain'
  if (/\.json$/i.test(name)) return 'json'
  if (/\.ya?ml$/i.test(name)) return 'yaml'
  if (/^\s*[[{]/.test(text) && (isJson(text) || isJson(text.replace(/,\s*([\]}])/g, '$1')))) return 'json'
  return /^[\w.-]+:(?: |$)/m.test(text) && text.includes('\n') ? 'yaml' : 'plain'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
