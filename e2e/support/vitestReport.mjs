/**
 * vitest's report for `npm test`: how many tests passed and failed, and what failed, as JSON in the file that REPORT_FILE
 * names. Unlike vitest's own JSON it tells, too, what failed outside of a test: a hook whose tests were passed over for it, a
 * file that could not be read, an error that nobody awaited. Each of these counts as one failure.
 */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'

export default class Report {
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const states = tests.map((test) => test.result().state)
    const failures = [
      ...modules.flatMap(failuresOf),
      ...unhandled.map((error) => ({ file: '', name: 'outside of tests', error: errorText([error]) })),
    ]
    const passed = states.filter((state) => state === 'passed').length
    writeFileSync(process.env.REPORT_FILE, JSON.stringify({ passed, failed: failures.length, failures }))
  }
}

function failuresOf(module) {
  const file = relative(process.cwd(), module.moduleId)
  const outside = (part, name) => {
    const errors = part.errors()
    return errors.length === 0 ? [] : [{ file, name, error: errorText(errors) }]
  }
  const tests = [...module.children.allTests()].flatMap((test) => {
    const { state, errors } = test.result()
    return state === 'failed' ? [{ file, name: test.fullName, error: errorText(errors ?? []) }] : []
  })
  const suites = [...module.children.allSuites()].flatMap((suite) => outside(suite, `around ${suite.fullName}`))
  return [...outside(module, 'the whole file'), ...suites, ...tests]
}

/** What was said, what differs where something does, and where in the project it happened. */
function errorText(errors) {
  return errors
    .flatMap(({ name, message, diff = '', stack = '' }) => [
      `${name}: ${message}`,
      ...stripVTControlCharacters(diff)
        .split('\n')
        .filter((line) => /^(?:[-+]|Expected|Received)/.test(line)),
      ...stack.split('\n').filter((line) => /^\s+at /.test(line)),
    ])
    .join('\n')
}
