/**
 * What an embed was asked for, from its address (README, "Embed"). Values out of range are clamped, what can't be read is as if it
 * were not there, and unknown names are told: none of it is an error on somebody's page.
 */
import { PARAMETERS } from '../../embed/parameters.ts'
import { type LessonPlace, readPlace } from '../store/lessonPlace.ts'
import { readSettings, type Settings } from '../store/settings.ts'

export type EmbedPane = 'tree' | 'timeline' | 'console' | 'story' | 'connections'
export type Controls = 'full' | 'basic' | 'none'
export type ScenarioName = 'hello' | 'empty' | 'lock'
export type EmbedSettings = {
  readonly settings: Settings
  readonly place: LessonPlace
  readonly scenario: ScenarioName
  /** `auto`: the stage, and the tree beside it where there is room. */
  readonly view: 'auto' | { readonly stage: boolean; readonly panes: readonly EmbedPane[] }
  readonly controls: Controls
  /** The reader looks on; the host acts. A lesson is made of acts: with one it means nothing. */
  readonly readonly: boolean
  readonly seed: number | undefined
  /** Six hexadecimal digits, or undefined for the page's own. */
  readonly accent: string | undefined
  readonly load: 'visible' | 'click' | 'immediate'
  readonly autopause: boolean
  readonly persist: 'none' | 'local'
  /** Parameters that mean nothing here. */
  readonly unknown: readonly string[]
}

const PANES: readonly EmbedPane[] = ['tree', 'timeline', 'console', 'story', 'connections']
/** What the page's own address takes beside, and what is the element's alone. */
const BESIDE: readonly string[] = ['observers', 'finalize', 'tree', 'super', 'transport', 'lessons', 'src', 'strict']

/** Reads `?servers=3&view=cluster,tree…` for a browser of these languages. */
export function readEmbed(search: string, languages: readonly string[]): EmbedSettings {
  const params = new URLSearchParams(search)
  const known: readonly string[] = [...PARAMETERS, ...BESIDE]
  const unknown = [...params.keys()].filter((name) => !known.includes(name))
  if (!params.has('servers')) params.set('servers', '3')
  const place = readPlace(search)
  const accent = params.get('accent')?.replace(/^#/, '') ?? ''
  return {
    settings: readSettings(`?${params}`, languages),
    place: place.type === 'lesson' ? place : { type: 'closed' },
    scenario: oneOf(params.get('scenario'), ['hello', 'empty', 'lock'], 'hello'),
    view: readView(params.get('view')),
    controls: oneOf(params.get('controls'), ['full', 'basic', 'none'], 'full'),
    readonly: isOn(params.get('readonly')) && place.type !== 'lesson',
    seed: readSeed(params.get('seed')),
    accent: /^[0-9a-f]{6}$/i.test(accent) ? accent.toLowerCase() : undefined,
    load: oneOf(params.get('load'), ['visible', 'click', 'immediate'], 'visible'),
    autopause: params.get('autopause') !== '0',
    persist: oneOf(params.get('persist'), ['none', 'local'], 'none'),
    unknown,
  }
}

function oneOf<T extends string>(asked: string | null, all: readonly T[], otherwise: T): T {
  return all.find((one) => one === asked) ?? otherwise
}
/** A flag: `readonly`, `readonly=1`, `readonly="true"`. */
function isOn(asked: string | null): boolean {
  return asked !== null && asked !== '0' && asked !== 'false'
}
function readSeed(asked: string | null): number | undefined {
  if (asked === null || !/^\d{1,10}$/.test(asked)) return undefined
  return Math.min(Number(asked), 2 ** 32 - 1)
}
function readView(asked: string | null): EmbedSettings['view'] {
  const words = asked?.split(',').map((word) => word.trim()) ?? []
  if (words.includes('all')) return { stage: true, panes: ['tree', 'timeline', 'console'] }
  const panes = PANES.filter((pane) => words.includes(pane))
  const stage = words.includes('cluster')
  return stage || panes.length > 0 ? { stage, panes } : 'auto'
}
