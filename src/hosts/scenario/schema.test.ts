/**
 * The published schema says what the reader does. `UPDATE_SCHEMA=1 npx vitest run src/hosts/scenario/schema.test.ts`
 * writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { rngOf } from '../../ground/base/rng.ts'
import { bent } from '../fuzzing.ts'
import { FIELD_NAMES } from './fuzzGate.ts'
import type { Json } from './json.ts'
import { everything, sessionOfTwenty } from './samples.suite.ts'
import { readScenario, scenarioJson } from './scenarioText.ts'
import { scenarioSchema } from './schema.ts'

const file = fileURLToPath(new URL('../../../public/scenario.schema.json', import.meta.url))

test('the schema that is served is the one of this reader', () => {
  const text = `${JSON.stringify(scenarioSchema(), undefined, 1)}\n`
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, text)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

type Table = { readonly [name: string]: Json }
const isTable = (json: unknown): json is Table => typeof json === 'object' && json !== null && !Array.isArray(json)

/** As much of JSON Schema as ours uses. */
function fits(schema: Json | undefined, value: unknown): boolean {
  if (!isTable(schema)) return false
  const { type, anyOf, oneOf, items, properties, required, pattern } = schema
  if ('const' in schema && schema['const'] !== value) return false
  if (Array.isArray(schema['enum']) && !schema['enum'].some((one) => one === value)) return false
  if (Array.isArray(anyOf) && !anyOf.some((one: Json) => fits(one, value))) return false
  if (Array.isArray(oneOf) && oneOf.filter((one: Json) => fits(one, value)).length !== 1) return false
  if (type !== undefined && !isOfType(type, value)) return false
  if (
    typeof value === 'number' &&
    (value < Number(schema['minimum'] ?? value) || value > Number(schema['maximum'] ?? value))
  )
    return false
  if (typeof value === 'string' && value.length > Number(schema['maxLength'] ?? value.length)) return false
  if (typeof value === 'string' && typeof pattern === 'string' && !new RegExp(pattern).test(value)) return false
  if (Array.isArray(value)) {
    if (value.length > Number(schema['maxItems'] ?? value.length) || value.length < Number(schema['minItems'] ?? 0))
      return false
    return items === undefined || value.every((one: unknown) => fits(items, one))
  }
  if (!isTable(value) || !isTable(properties)) return true
  const known = new Map(Object.entries(properties))
  return (
    Object.entries(value).every(([name, one]) => known.has(name) && fits(known.get(name), one)) &&
    (!Array.isArray(required) || required.every((name) => Object.hasOwn(value, String(name))))
  )
}
function isOfType(type: Json, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isTable(value)
  if (type === 'null') return value === null
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

/** What a schema can't say: order, a path's characters, bytes of data, what stands there twice. */
const BEYOND = ['malformed', 'outOfOrder', 'tooLong']

test('schema and reader agree on whatever is bent', () => {
  const schema = scenarioSchema()
  const rng = rngOf(20_261_122)
  let refused = 0
  for (let count = 0; count < 300; count++) {
    const good: unknown = scenarioJson(count % 2 === 0 ? sessionOfTwenty : everything)
    const json: unknown = JSON.parse(JSON.stringify(count < 4 ? good : bent(rng, good, FIELD_NAMES), plain) ?? 'null')
    const read = readScenario(json)
    const isFit = fits(schema, json)
    if (read.ok) expect(isFit, JSON.stringify(json)).toBe(true)
    else if (isFit) expect(BEYOND, JSON.stringify(read.error)).toContain(read.error.type)
    else refused += 1
  }
  expect(refused).toBeGreaterThan(80)
})
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
