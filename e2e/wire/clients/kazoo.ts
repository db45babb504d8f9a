/** kazoo's own tests, told to use an ensemble that is running, and what came of each. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PLUGIN_FOLDER = fileURLToPath(new URL('.', import.meta.url))
/** One test may take this long; kazoo's slowest takes 15 s. */
const TEST_SECONDS_MAX = 60
/** More are no bad luck: the run ends with the next one, instead of waiting for each of the others. */
const AGAIN_MAX = 5
const SHOWN_LINES_MAX = 20

/** By `module.Class.test`: `passed`, `skipped`, or why it failed. */
export type Verdicts = ReadonlyMap<string, string>

/**
 * Runs them all but the two that need a server with SASL: 3.8.0 without it fails them too, kazoo asks it for ever. They wait
 * by clocks of their own, mostly five seconds, and now and then that is not enough beside others: who failed runs once more,
 * and that counts. Throws an Error with their names and reasons where too many fail, and one with the last of what was
 * printed where there is no report.
 */
export async function runKazoo(hosts: string): Promise<Verdicts> {
  const first = await runTests(hosts, 'not test_connect_sasl_auth')
  const failed = [...first].flatMap(([name, verdict]) => (verdict === 'passed' || verdict === 'skipped' ? [] : [name]))
  if (failed.length === 0) return first
  const told = failed.map((name) => `${name}, ${first.get(name)}`)
  if (failed.length > AGAIN_MAX) throw new Error(`kazoo’s tests were ended, too many failed:\n${told.join('\n')}`)
  for (const line of told) console.warn(`once more: ${line}`)
  const again = await runTests(hosts, failed.map((name) => name.slice(name.lastIndexOf('.') + 1)).join(' or '))
  return new Map([...first, ...failed.map((name) => [name, again.get(name) ?? 'it did not run again'] as const)])
}

/** The tests that `wish` picks, as for pytest's -k. */
async function runTests(hosts: string, wish: string): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'wire-kazoo-'))
  const report = join(folder, 'report.xml')
  const options = ['-p', 'kazoo_external', '-p', 'no:cacheprovider', '-q', '--no-header', '--tb=short']
  const wanted = [
    '-k',
    wish,
    `--timeout=${TEST_SECONDS_MAX}`,
    `--maxfail=${AGAIN_MAX + 1}`,
    `--junitxml=${report}`,
    '--pyargs',
    'kazoo.tests',
  ]
  try {
    const child = spawn('/usr/bin/python3', ['-m', 'pytest', ...options, ...wanted], {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: PLUGIN_FOLDER, PYTHONDONTWRITEBYTECODE: '1', ENSEMBLE: hosts },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        process.stdout.write(text)
      })
    }
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    if (!existsSync(report)) {
      const last = printed.split('\n').slice(-SHOWN_LINES_MAX).join('\n')
      throw new Error(`pytest ended with ${code ?? 'a signal'} and wrote no report:\n${last}`)
    }
    return verdictsOf(readFileSync(report, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads pytest's junit report: flat `testcase` elements, each with at most one child that says what went wrong. */
export function verdictsOf(xml: string): Verdicts {
  const verdicts = new Map<string, string>()
  for (const [, head = '', body = ''] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = `${attribute(head, 'classname')}.${attribute(head, 'name')}`.replace(/^.*\btests\./, '')
    const [, kind, more = ''] = /<(skipped|failure|error)\b([^>]*)>/.exec(body) ?? []
    const before = verdicts.get(name)
    const verdict =
      kind === undefined ? 'passed' : kind === 'skipped' ? 'skipped' : `${kind}: ${attribute(more, 'message')}`
    // A test whose teardown fails is told of twice: the failure counts.
    if (before === undefined || before === 'passed') verdicts.set(name, verdict)
  }
  return verdicts
}

function attribute(head: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(head)?.[1] ?? ''
}
