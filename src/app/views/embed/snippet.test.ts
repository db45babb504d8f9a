import { describe, expect, test } from 'vitest'
import { FIRST_CHOICE, frameUrl, pageUrl, snippet } from './snippet.ts'

const BASE = 'https://play.example/zk/'
const WORDS = { title: 'An ensemble', open: 'Open "it" <here>' }
const LOCK = { ...FIRST_CHOICE, lesson: 'lock', step: 2, servers: 7, theme: 'dark', readonly: true } as const

describe('a snippet says what differs from what is so anyway, and no more', () => {
  test('the stage alone needs two tags, and a link for who has no scripts', () => {
    expect(snippet('element', BASE, FIRST_CHOICE, WORDS)).toBe(
      [
        '<zk-playground>',
        '  <a href="https://play.example/zk/">Open &quot;it&quot; &lt;here&gt;</a>',
        '</zk-playground>',
        '<script type="module" src="https://play.example/zk/zk-playground.js"></script>',
      ].join('\n'),
    )
  })

  test('a lesson brings its own servers, and is done by hand: their number and "for looking only" fall away', () => {
    expect(frameUrl(BASE, LOCK)).toBe('https://play.example/zk/embed/?lesson=lock&step=2&theme=dark')
    expect(pageUrl(BASE, LOCK)).toBe('https://play.example/zk/?lesson=lock&step=2')
    expect(snippet('frame', BASE, LOCK, WORDS)).toContain('lesson=lock&amp;step=2&amp;theme=dark"')
  })

  test('a flag stands without a value', () => {
    const choice = { ...FIRST_CHOICE, readonly: true, height: 360 }
    expect(snippet('element', BASE, choice, WORDS)).toContain('<zk-playground readonly height="360">')
    expect(frameUrl(BASE, choice)).toBe('https://play.example/zk/embed/?readonly=')
  })

  test('a picture leads to the page where neither frames nor scripts are allowed', () => {
    expect(snippet('markdown', BASE, LOCK, { ...WORDS, open: 'Open' })).toBe(
      '[![Open](https://play.example/zk/card.jpg)](https://play.example/zk/?lesson=lock&step=2)',
    )
  })
})
