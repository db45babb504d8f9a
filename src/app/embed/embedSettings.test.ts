import { describe, expect, test } from 'vitest'
import { readEmbed } from './embedSettings.ts'

describe('an embed is asked for by its address', () => {
  test('three servers and two clients on the stage alone, in memory, when it is seen: where nothing is said', () => {
    const asked = readEmbed('', ['en'])
    expect(asked.settings).toMatchObject({ servers: 3, clients: 2, speed: 'auto', theme: 'auto', language: 'en' })
    expect(asked).toMatchObject({ view: 'auto', controls: 'full', readonly: false, load: 'visible', persist: 'none' })
    expect(asked).toMatchObject({ autopause: true, scenario: 'hello', place: { type: 'closed' }, unknown: [] })
  })

  test.each([
    ['?view=all', { stage: true, panes: ['tree', 'timeline', 'console'] }],
    ['?view=cluster', { stage: true, panes: [] }],
    ['?view=tree,console', { stage: false, panes: ['tree', 'console'] }],
    ['?view=console, cluster', { stage: true, panes: ['console'] }],
    ['?view=nothing', 'auto'],
  ])('panes by name: %s', (search, view) => {
    expect(readEmbed(search, []).view).toEqual(view)
  })

  test.each([
    ['?servers=99', { settings: { servers: 7 } }],
    ['?seed=99999999999', { seed: undefined }],
    ['?seed=4294967299', { seed: 4_294_967_295 }],
    ['?accent=%237C4FB0', { accent: '7c4fb0' }],
    ['?accent=red', { accent: undefined }],
    ['?readonly', { readonly: true }],
    ['?readonly=false', { readonly: false }],
    ['?readonly&lesson=lock', { readonly: false, place: { type: 'lesson', id: 'lock', step: 1 } }],
    ['?lessons', { place: { type: 'closed' } }],
    ['?controls=everything&load=never&persist=cloud', { controls: 'full', load: 'visible', persist: 'none' }],
    ['?speeed=2&src=x&strict', { unknown: ['speeed'] }],
  ])('values are clamped, and what means nothing is no error: %s', (search, wanted) => {
    expect(readEmbed(search, [])).toMatchObject(wanted)
  })
})
