/**
 * Links that hold a scenario: `#s=1.` + base64url(deflate-raw(JSON)). The fragment is never sent to a server; the leading
 * number is the version of this code.
 */
import { fail, type Result } from '../../ground/base/result.ts'
import { fromBase64Url, toBase64Url } from '../scenario/base64url.ts'
import { packScenario, unpackScenario } from '../scenario/scenarioText.ts'
import { SCENARIO_BOUNDS, SCENARIO_VERSION, type Scenario, type ScenarioProblem } from '../scenario.ts'

const NAME = 's'

/** The fragment of a link, without `#`; undefined where it would be longer than addresses should be: that takes a file. */
export async function scenarioFragment(scenario: Scenario): Promise<string | undefined> {
  const bytes = await piped(packScenario(scenario), new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  const fragment = `${NAME}=${SCENARIO_VERSION}.${toBase64Url(bytes)}`
  return fragment.length < SCENARIO_BOUNDS.linkCharacters ? fragment : undefined
}

/** Whether an address's fragment (`location.hash`) says that it holds a scenario. */
export function holdsScenario(hash: string): boolean {
  return codeIn(hash) !== undefined
}

/** The scenario of a fragment; undefined where it holds none, or what is wrong with it. */
export async function readFragment(hash: string): Promise<Result<Scenario, ScenarioProblem> | undefined> {
  const code = codeIn(hash)
  if (code === undefined) return undefined
  if (hash.length > 4 * SCENARIO_BOUNDS.linkCharacters)
    return fail({ type: 'tooLong', path: '', max: SCENARIO_BOUNDS.linkCharacters })
  const dot = code.indexOf('.')
  const version = code.slice(0, Math.max(0, dot))
  if (version !== String(SCENARIO_VERSION)) {
    if (!/^\d{1,4}$/.test(version)) return fail({ type: 'unreadable', path: '' })
    return fail({ type: 'version', path: '', found: version, known: SCENARIO_VERSION })
  }
  const bytes = fromBase64Url(code.slice(dot + 1))
  if (bytes === undefined || bytes.length === 0) return fail({ type: 'unreadable', path: '' })
  return expanded(bytes)
}

async function expanded(bytes: Uint8Array): Promise<Result<Scenario, ScenarioProblem>> {
  let plain: Uint8Array
  try {
    plain = await piped(bytes, new DecompressionStream('deflate-raw'), SCENARIO_BOUNDS.textLength)
  } catch (error) {
    if (error instanceof TooMuch) return fail({ type: 'tooLong', path: '', max: SCENARIO_BOUNDS.textLength })
    return fail({ type: 'unreadable', path: '' })
  }
  return unpackScenario(plain)
}

function codeIn(hash: string): string | undefined {
  const part = hash
    .replace(/^#/, '')
    .split('&')
    .find((one) => one.startsWith(`${NAME}=`))
  return part?.slice(NAME.length + 1)
}

class TooMuch extends Error {}

/** What `bytes` become; nothing beyond `max` bytes is kept. Rejects where they are no such stream, or become more. */
async function piped(bytes: Uint8Array, through: GenericTransformStream, max: number): Promise<Uint8Array> {
  const reader = new Blob([bytes.slice()]).stream().pipeThrough(through).getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value }: ReadableStreamReadResult<unknown> = await reader.read()
    if (done) break
    if (!(value instanceof Uint8Array)) continue
    length += value.length
    if (length > max) {
      await reader.cancel()
      throw new TooMuch()
    }
    pieces.push(value)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
