/** The published JSON Schema (2020-12) of a scenario file, from the same table that the reader goes by. */
import { SCENARIO_BOUNDS, SCENARIO_FORMAT, SCENARIO_VERSION } from '../scenario.ts'
import { type Json, toJson } from './json.ts'
import { scenarioShape } from './scenarioShape.ts'
import type { FieldForm, Form } from './shape.ts'

type Table = { readonly [name: string]: Json }

/** What editors and other programs check a file against; served as `scenario.schema.json`. */
export function scenarioSchema(): Json {
  const body = scenarioShape.kind === 'record' ? scenarioShape.fields : []
  const head = {
    format: { const: SCENARIO_FORMAT },
    version: { const: SCENARIO_VERSION },
    $schema: { type: 'string' },
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A scenario of the ZooKeeper Playground',
    description: `An ensemble, its first tree, and what is done to it when: times in virtual milliseconds, at most ${SCENARIO_BOUNDS.textLength} characters.`,
    ...recordSchema(body, head, ['format', 'version']),
  }
}

function schemaOf(form: Form): Table {
  switch (form.kind) {
    case 'text':
      return { type: 'string', maxLength: form.max }
    case 'number':
      return { type: form.whole ? 'integer' : 'number', minimum: form.min, maximum: form.max }
    case 'long':
      return { type: 'string', pattern: '^-?\\d{1,19}$' }
    case 'flag':
      return { type: 'boolean' }
    case 'mark':
      return { const: true }
    case 'choice':
      return { enum: form.choices }
    case 'bytes':
      return { anyOf: [{ type: 'string' }, BASE64, ...(form.orNull ? [{ type: 'null' }] : [])] }
    case 'orNull':
      return { anyOf: [{ type: 'null' }, schemaOf(form.form)] }
    case 'wordOr':
      return { anyOf: [{ const: form.word }, schemaOf(form.form)] }
    case 'list': {
      const bounds = { maxItems: form.max, ...(form.length === undefined ? {} : { minItems: form.length }) }
      return { type: 'array', items: schemaOf(form.form), ...bounds }
    }
    case 'record':
      return recordSchema(form.fields, {}, [])
    case 'union':
      return {
        oneOf: [...form.variants].map(([name, fields]) =>
          recordSchema(fields, { [form.tag]: { const: name } }, [form.tag]),
        ),
      }
  }
}
const BASE64: Table = {
  type: 'object',
  properties: { base64: { type: 'string' } },
  required: ['base64'],
  additionalProperties: false,
}

function recordSchema(fields: readonly FieldForm[], head: Table, needed: readonly string[]): Table {
  const required = fields.filter(({ need }) => need === 'required').map(({ name }) => name)
  const own = fields.map((field) => [field.name, fieldSchema(field)] as const)
  return {
    type: 'object',
    properties: { ...head, ...Object.fromEntries(own) },
    required: [...needed, ...required],
    additionalProperties: false,
  }
}
function fieldSchema(field: FieldForm): Table {
  const schema = schemaOf(field.form)
  return field.need === 'otherwise' ? { ...schema, default: toJson(field.form, field.otherwise) } : schema
}
