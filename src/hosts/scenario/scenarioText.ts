/**
 * Scenarios in and out: as the JSON of a file, and packed for a link. Whoever reads gets a whole scenario or what is wrong
 * with it; nothing half.
 */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import {
  SCENARIO_BOUNDS,
  SCENARIO_FORMAT,
  SCENARIO_VERSION,
  type Scenario,
  type ScenarioProblem,
  type ScenarioStep,
} from '../scenario.ts'
import { commandShape } from './commandShape.ts'
import { fromJson, isOwn, type Json, Misfit, type Own, toJson } from './json.ts'
import { pack, packedBytes, packedJson, unpack } from './pack.ts'
import { checkWhole, restShape, scenarioShape } from './scenarioShape.ts'
import type { Form, Shape } from './shape.ts'

/** The scenario that a value of JSON tells. */
export function readScenario(json: unknown): Result<Scenario, ScenarioProblem> {
  return attempt(() => {
    if (!isOwn(json)) throw new Misfit('', { type: 'notAScenario' })
    if (json['format'] !== SCENARIO_FORMAT) throw new Misfit('', { type: 'notAScenario' })
    checkVersion(json['version'])
    return whole(shaped(scenarioShape, fromJson, bodyOf(json)))
  })
}

/** The scenario of a file's text. */
export function readScenarioText(text: string): Result<Scenario, ScenarioProblem> {
  const { textLength } = SCENARIO_BOUNDS
  if (text.length > textLength) return fail({ type: 'tooLong', path: '', max: textLength })
  try {
    return readScenario(JSON.parse(text))
  } catch {
    return fail({ type: 'unreadable', path: '' })
  }
}

/** As JSON, for whoever wants to go on with it. */
export function scenarioJson(scenario: Scenario): Json {
  const body = toJson(scenarioShape, scenario)
  const { expect, ...before } = isTable(body) ? body : {}
  // What is expected stands behind what is done.
  const told = { format: SCENARIO_FORMAT, version: SCENARIO_VERSION, ...before }
  return expect === undefined ? told : { ...told, expect }
}
/** The text of a file: JSON that people read, a step or a znode a line. */
export function scenarioText(scenario: Scenario): string {
  const told = scenarioJson(scenario)
  const rows = Object.entries(isTable(told) ? told : {}).map(([name, value]) => {
    const isLong = Array.isArray(value) && value.some((one) => typeof one === 'object')
    const text = isLong ? `[\n${lines(value)}\n  ]` : JSON.stringify(value)
    return `  ${JSON.stringify(name)}: ${text}`
  })
  return `{\n${rows.join(',\n')}\n}\n`
}
function lines(values: readonly Json[]): string {
  return values.map((one) => `    ${JSON.stringify(one)}`).join(',\n')
}

/**
 * The bytes of a link before they are compressed: `[[unit, step, …], the rest]`. A step is a row of the time since the one
 * before, in units, and its command; one that waits for nothing has the time -1 - t.
 */
export function packScenario(scenario: Scenario): Uint8Array {
  const { steps, ...rest } = scenario
  const gaps = steps.map(({ at }, i) => at - (steps[i - 1]?.at ?? 0))
  const unit = UNITS.find((ms) => gaps.every((gap) => gap % ms === 0)) ?? 1
  const packed = steps.map(({ command, now }, i): Json => {
    const gap = (gaps[i] ?? 0) / unit
    const row = pack(commandShape, command)
    return [now === true ? -1 - gap : gap, ...(Array.isArray(row) ? row : [row])]
  })
  const others = pack(restShape, rest)
  return packedBytes([[unit, ...packed], ...(Array.isArray(others) ? others : [])])
}
const UNITS = [1000, 100, 10, 1]

/** The scenario of a link's bytes. */
export function unpackScenario(bytes: Uint8Array): Result<Scenario, ScenarioProblem> {
  return attempt(() => {
    const json = packedJson(bytes)
    const [steps, ...others]: readonly unknown[] = Array.isArray(json) ? json : []
    const rest = shaped(restShape, unpack, others)
    return whole({ ...rest, steps: unpackSteps(steps) })
  })
}

function unpackSteps(packed: unknown): readonly ScenarioStep[] {
  const [unit, ...rows]: readonly unknown[] = Array.isArray(packed) ? packed : []
  const ms = UNITS.find((one) => one === unit)
  if (ms === undefined) throw new Misfit('', { type: 'unreadable' })
  if (rows.length > SCENARIO_BOUNDS.steps) throw new Misfit('steps', { type: 'tooMany', max: SCENARIO_BOUNDS.steps })
  let at = 0
  return rows.map((row, index) => {
    const path = `steps[${index + 1}]`
    const [told, ...command]: readonly unknown[] = Array.isArray(row) ? row : []
    if (typeof told !== 'number' || !Number.isInteger(told))
      throw new Misfit(`${path}.at`, { type: 'notA', wanted: 'whole number' })
    at += (told < 0 ? -1 - told : told) * ms
    if (at > SCENARIO_BOUNDS.atMs)
      throw new Misfit(`${path}.at`, { type: 'outside', min: 0, max: SCENARIO_BOUNDS.atMs })
    const step = { at, command: shaped(commandShape, unpack, command, `${path}.command`) }
    return told < 0 ? { ...step, now: true } : step
  })
}

function checkVersion(version: unknown): void {
  if (typeof version !== 'number') throw new Misfit('version', { type: 'notA', wanted: 'version number' })
  if (version !== SCENARIO_VERSION)
    throw new Misfit('version', { type: 'version', found: String(version), known: SCENARIO_VERSION })
}
/** Without what says which format it is. */
function bodyOf(json: Own): Own {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !['format', 'version', '$schema'].includes(name)))
}
function isTable(json: Json): json is { readonly [name: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
function whole(scenario: Scenario): Scenario {
  checkWhole(scenario)
  return scenario
}

type Read = (form: Form, json: unknown, path: string) => unknown
/** What `read` gives for a shape is a value of that shape: it throws otherwise. */
function shaped<T>(shape: Shape<T>, read: Read, json: unknown, path?: string): T
function shaped(shape: Form, read: Read, json: unknown, path: string = ''): unknown {
  return read(shape, json, path)
}

function attempt(read: () => Scenario): Result<Scenario, ScenarioProblem> {
  try {
    return ok(read())
  } catch (error) {
    if (error instanceof Misfit) return fail(error.problem)
    throw error
  }
}
