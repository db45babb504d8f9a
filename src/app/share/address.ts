/**
 * The address as a link: once somebody shared or opened one it follows what is done, a second behind, so that it always
 * tells of this session. Nothing else of the address changes, and no step back is left in the history.
 */
import { scenarioFragment } from '../../hosts/page/scenarioLink.ts'
import type { Scenario } from '../../hosts/scenario.ts'
import { onRecorded, recordedScenario, rounded } from './recorder.ts'

const DEBOUNCE_MS = 1000

let stop: (() => void) | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** A link to this page that holds a scenario; undefined where it would be too long. */
export async function linkTo(scenario: Scenario): Promise<string | undefined> {
  const fragment = await scenarioFragment(rounded(scenario))
  return fragment === undefined ? undefined : addressWith(fragment)
}

/** The address without `s=`, or with this one. */
function addressWith(fragment: string | undefined): string {
  const others = location.hash
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('s='))
  const hash = fragment === undefined ? others : [...others, fragment]
  const page = `${location.origin}${location.pathname}${withoutKeys(location.search)}`
  return hash.length === 0 ? page : `${page}#${hash.join('&')}`
}
/** What says how this one page was opened is no part of a link. */
function withoutKeys(search: string): string {
  const params = new URLSearchParams(search)
  for (const name of ['lesson', 'step', 'lessons', 'servers', 'observers', 'clients', 'tree']) params.delete(name)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** From now on the address follows the session. */
export function followAddress(): void {
  stop ??= onRecorded(() => {
    clearTimeout(timer)
    timer = setTimeout(() => void write(), DEBOUNCE_MS)
  })
}
async function write(): Promise<void> {
  const fragment = await scenarioFragment(rounded(recordedScenario()))
  if (stop !== undefined) replaceHash(fragment)
}

/** The address holds no scenario any more. */
export function forgetAddress(): void {
  stop?.()
  stop = undefined
  clearTimeout(timer)
  replaceHash(undefined)
}
function replaceHash(fragment: string | undefined): void {
  const { hash } = new URL(addressWith(fragment))
  history.replaceState(history.state, '', `${location.pathname}${location.search}${hash}`)
}
