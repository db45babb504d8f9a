import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { withoutTypes } from './blank.ts'
import { exampleNames, examples } from './examples.ts'

test.each(exampleNames)('the example %s is a program once its types are gone', (name) => {
  const plain = withoutTypes(examples[name])
  if (!plain.ok) throw new Error(`line ${plain.line}: ${plain.what}`)
  const program = `(async () => {${plain.text}\n})`
  // A syntax error throws; nothing runs.
  expect(() => new Script(program)).not.toThrow()
})
