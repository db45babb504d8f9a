/**
 * What failed, out of Playwright's report, and any failure in words: `npm test` tells it once more at its very end, where it
 * survives in a log that was cut off at its beginning. (vitest's are told by vitestReport.mjs.)
 *
 * A failure is `{ file, name, error }`: a path within the project, the test's full name, its error's first lines.
 */
import { stripVTControlCharacters } from 'node:util'

/** Enough for what was expected, what came, and where. */
const ERROR_LINES_MAX = 30
const LINE_LENGTH_MAX = 400

/** The failed tests of Playwright's JSON report, and what went wrong outside of tests (no browser, no server). */
export function failuresOfPlaywright(report) {
  const outside = (report.errors ?? []).map((error) => ({
    file: '',
    name: 'outside of tests',
    error: messageOf(error),
  }))
  return [...(report.suites ?? []).flatMap((suite) => failuresOfSuite(suite, [])), ...outside]
}

function failuresOfSuite(suite, names) {
  const tests = (suite.specs ?? []).filter((spec) => spec.tests.some(({ status }) => status === 'unexpected'))
  const inside = (suite.suites ?? []).flatMap((inner) => failuresOfSuite(inner, [...names, inner.title]))
  return [...tests.map((spec) => failureOfSpec(spec, names)), ...inside]
}
function failureOfSpec(spec, names) {
  const errors = spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
  return {
    file: `e2e/${spec.file}:${spec.line}`,
    name: [...names, spec.title].join(' › '),
    error: errors.map(messageOf).join('\n'),
  }
}
const messageOf = (error) => error.message ?? error.value ?? ''

/** One failure in words: step, file and name in the first line, its error below. */
export function failureText(step, { file, name, error }) {
  const lines = stripVTControlCharacters(error)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, ERROR_LINES_MAX)
    .map((line) => line.slice(0, LINE_LENGTH_MAX))
  const where = [step, file, name].filter((part) => part !== '').join(' | ')
  return [`✗ ${where}`, ...lines.map((line) => `    ${line}`)].join('\n')
}
