/** What a docs author pastes: the element, a plain frame, a picture that links, and the same in Markdown. Pure. */

/** `lesson` is empty for the stage alone. */
export type EmbedChoice = {
  readonly lesson: string
  readonly step: number
  readonly servers: number
  readonly view: 'auto' | 'cluster' | 'cluster,tree' | 'all'
  readonly controls: 'full' | 'basic' | 'none'
  readonly readonly: boolean
  readonly lang: 'auto' | 'en' | 'zh-CN'
  readonly theme: 'auto' | 'light' | 'dark'
  readonly load: 'visible' | 'click' | 'immediate'
  readonly height: number
}
export const FIRST_CHOICE: EmbedChoice = {
  lesson: '',
  step: 1,
  servers: 3,
  view: 'auto',
  controls: 'full',
  readonly: false,
  lang: 'auto',
  theme: 'auto',
  load: 'visible',
  height: 480,
}

export type SnippetKind = 'element' | 'frame' | 'card' | 'markdown'
export const SNIPPET_KINDS: readonly SnippetKind[] = ['element', 'frame', 'card', 'markdown']

/** Words within the snippet, in the language of the page that it is for. */
export type SnippetWords = { readonly title: string; readonly open: string }

/** The parameters that differ from what is so anyway, in the order of the README's table. */
export function parameters(choice: EmbedChoice): readonly (readonly [name: string, value: string])[] {
  const { lesson, step, servers, view, controls, lang, theme, load } = choice
  const all: readonly (readonly [string, string, boolean])[] = [
    ['lesson', lesson, lesson !== ''],
    ['step', String(step), lesson !== '' && step !== 1],
    // A lesson brings its own servers.
    ['servers', String(servers), lesson === '' && servers !== FIRST_CHOICE.servers],
    ['view', view, view !== 'auto'],
    ['controls', controls, controls !== 'full'],
    ['readonly', '', choice.readonly && lesson === ''],
    ['lang', lang, lang !== 'auto'],
    ['theme', theme, theme !== 'auto'],
    ['load', load, load !== 'visible'],
  ]
  return all.filter(([, , isTold]) => isTold).map(([name, value]) => [name, value])
}

/** The address of the frame, under `base` (`https://host/playground/`). */
export function frameUrl(base: string, choice: EmbedChoice): string {
  return address(new URL('embed/', base), parameters(choice))
}
/** The address of the whole page with the same in it. */
export function pageUrl(base: string, choice: EmbedChoice): string {
  const ofThePage = ['lesson', 'step', 'servers', 'lang']
  return address(
    new URL(base),
    parameters(choice).filter(([name]) => ofThePage.includes(name)),
  )
}
function address(url: URL, pairs: ReturnType<typeof parameters>): string {
  url.search = ''
  url.hash = ''
  for (const [name, value] of pairs) url.searchParams.set(name, value)
  return url.href
}

export function snippet(kind: SnippetKind, base: string, choice: EmbedChoice, words: SnippetWords): string {
  const page = pageUrl(base, choice)
  const picture = new URL('card.jpg', base).href
  switch (kind) {
    case 'element':
      return element(base, choice, page, words)
    case 'frame':
      return frame(frameUrl(base, choice), choice, words)
    case 'card':
      return `<a href="${quoted(page)}"><img src="${quoted(picture)}" alt="${quoted(words.open)}" width="600" height="315"></a>`
    case 'markdown':
      return `[![${words.open}](${picture})](${page})`
  }
}

function element(base: string, choice: EmbedChoice, page: string, words: SnippetWords): string {
  const attributes = parameters(choice).map(([name, value]) => (value === '' ? name : `${name}="${quoted(value)}"`))
  if (choice.height !== FIRST_CHOICE.height) attributes.push(`height="${choice.height}"`)
  return [
    `<${['zk-playground', ...attributes].join(' ')}>`,
    `  <a href="${quoted(page)}">${quoted(words.open)}</a>`,
    '</zk-playground>',
    `<script type="module" src="${quoted(new URL('zk-playground.js', base).href)}"></script>`,
  ].join('\n')
}

/** What the element sets, too; a plain frame waits for its turn by itself. */
function frame(url: string, { height, theme }: EmbedChoice, words: SnippetWords): string {
  const scheme = theme === 'auto' ? 'light dark' : theme
  return [
    `<iframe src="${quoted(url)}" title="${quoted(words.title)}"`,
    `  width="100%" height="${height}" style="border:0;color-scheme:${scheme}" loading="lazy"`,
    '  allow="clipboard-write; fullscreen" referrerpolicy="no-referrer"',
    '  sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads"></iframe>',
  ].join('\n')
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
