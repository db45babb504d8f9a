/** Runs a Java program of `java/`: its lines are outcomes, and it may ask for a server to be killed or started again. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { leaderOf, type Subject } from './subject.ts'

const SOURCES = fileURLToPath(new URL('java', import.meta.url))
/** Debian's jars name what they need in their manifests. The simple logger writes to standard error. */
export const CLASSES: string = ['curator-recipes', 'zookeeper', 'slf4j-simple']
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':')
const FLAGS = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
]

/** What each check ended with, by its name: `ok`, or why it failed. */
export type Outcomes = ReadonlyMap<string, string>

/** Compiles these sources of `java/` and runs the first on `subject`. Throws an Error where they do not compile. */
export async function runJava(subject: Subject, sources: readonly string[]): Promise<Outcomes> {
  const folder = mkdtempSync(join(tmpdir(), 'wire-java-'))
  try {
    const files = sources.map((name) => join(SOURCES, `${name}.java`))
    const compiled = spawnSync('/usr/bin/javac', ['-nowarn', '-cp', CLASSES, '-d', folder, ...files], {
      encoding: 'utf8',
    })
    if (compiled.status !== 0) throw new Error(compiled.stderr)
    return await run(subject, folder, sources[0] ?? '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(subject: Subject, folder: string, main: string): Promise<Outcomes> {
  const child = spawn('/usr/bin/java', [...FLAGS, '-cp', `${folder}:${CLASSES}`, main, subject.hosts], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const outcomes = new Map<string, string>()
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()))
  for await (const line of createInterface({ input: child.stdout })) {
    const [, word, rest = ''] = /^(\w+) (.*)$/.exec(line) ?? []
    if (word === 'please') child.stdin.write(`${await grant(subject, rest)}\n`)
    else if (word === 'ok') outcomes.set(rest, 'ok')
    else if (word === 'failed') outcomes.set(rest.slice(0, rest.indexOf(': ')), rest.slice(rest.indexOf(': ') + 2))
    else throw new Error(`not an outcome: ${line}`)
  }
  await end
  return outcomes
}

/** Does what is asked for (`kill leader`, `kill 2`, `restart 2`); the number of the server. */
async function grant(subject: Subject, wish: string): Promise<number> {
  const [, act, name] = /^(kill|restart) (leader|\d)$/.exec(wish) ?? []
  if (act === undefined) throw new Error(`no such wish: ${wish}`)
  const server = name === 'leader' ? await leaderOf(subject) : Number(name)
  await (act === 'kill' ? subject.kill(server) : subject.restart(server))
  return server
}
