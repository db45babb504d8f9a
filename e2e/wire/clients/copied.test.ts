/**
 * What "Copy as" writes works as it is: the same session as a zkCli transcript, as a program for kazoo and as one for
 * Curator, each on an ensemble of `serve`, leaves the same tree behind.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { curatorText } from '../../../src/app/share/copyCurator.ts'
import { kazooText } from '../../../src/app/share/copyKazoo.ts'
import { zkCliText } from '../../../src/app/share/copyZkCli.ts'
import { encodeText } from '../../../src/ground/base/utf8.ts'
import type { CreateMode } from '../../../src/ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../../src/ground/jute/records.ts'
import type { Scenario, ScenarioCommand } from '../../../src/hosts/scenario.ts'
import type { ClientOp } from '../../../src/protocol/client/seam.ts'
import { missing } from '../../support/clients.mjs'
import { treeLines } from '../folders/tree.ts'
import { CLASSES } from './java.ts'
import { type Subject, subject } from './subject.ts'

const create = (path: string, text: string, mode: CreateMode = 'persistent'): ClientOp => {
  return { type: 'create', path, data: encodeText(text), mode, acl: OPEN_ACL }
}
const ask = (client: string, op: ClientOp): ScenarioCommand => ({ type: 'submit', client, op })
const commands: readonly ScenarioCommand[] = [
  ask('A', create('/app', 'shop & "more"')),
  ask('A', create('/app/it’s 中文', '值')),
  ask('B', create('/app/job-', '', 'persistentSequential')),
  { type: 'kill' },
  ask('B', { type: 'setData', path: '/app', data: encodeText("it's 8081"), version: 0 }),
  ask('B', { type: 'getData', path: '/app', watch: true }),
  { type: 'addClient', name: 'C' },
  ask('C', { type: 'getChildren', path: '/app', watch: false }),
  ask('C', create('/nowhere/x', 'y')),
  { type: 'run', client: 'A', run: { recipe: 'lock', path: '/locks', prefix: 'id_' } },
  ask('A', create('/gone', 'z')),
  ask('A', { type: 'delete', path: '/gone', version: -1 }),
  { type: 'closeClient', client: 'A' },
]
const SESSION: Scenario = {
  servers: 3,
  observers: 0,
  idle: false,
  clients: ['A', 'B'],
  seed: 1,
  tree: 'usual',
  steps: commands.map((command, i) => ({ at: i * 1000, command })),
  expect: [],
}
/** Paths and data that the session leaves behind; a line of zkCli can hold no line breaks. */
const LEFT = ["/app it's 8081", '/app/it’s 中文 值', '/app/job-0000000001 ']

const RUN_MS_MAX = 120_000
const scratch = mkdtempSync(join(tmpdir(), 'copied-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a session that was copied from the page', () => {
  let running: Subject
  beforeEach(async () => {
    running = await subject()
  }, RUN_MS_MAX)
  afterEach(() => running.stop())

  test.skipIf(missing('zookeeper') !== undefined)('runs in zkCli.sh', { timeout: RUN_MS_MAX }, async () => {
    const text = zkCliText(SESSION, running.hosts)
    expect(text).toContain('# not for zkCli, before line 7: 0:03.0 kill leader')
    const printed = await run('/bin/bash', ['-c', text.replace('zkCli.sh', '/usr/share/zookeeper/bin/zkCli.sh')])
    expect(printed).toContain('Created /app/job-000000000')
    expect(await left(running)).toEqual(LEFT)
  })

  test.skipIf(missing('kazoo') !== undefined)('runs in Python', { timeout: RUN_MS_MAX }, async () => {
    const file = join(scratch, 'session.py')
    writeFileSync(file, kazooText(SESSION, running.hosts))
    const printed = await run('/usr/bin/python3', [file])
    expect(printed).toContain('0:08.0 C: create /nowhere/x y -> NoNodeError')
    expect(printed).toContain('0:09.0 A: lock /locks -> ')
    expect(await left(running)).toEqual(LEFT)
  })

  test.skipIf(missing('curator') !== undefined)('runs in Java', { timeout: RUN_MS_MAX }, async () => {
    const file = join(scratch, 'Session.java')
    writeFileSync(file, curatorText(SESSION, running.hosts))
    const compiled = spawnSync('/usr/bin/javac', ['-nowarn', '-encoding', 'UTF-8', '-cp', CLASSES, '-d', scratch, file])
    expect(String(compiled.stderr)).toBe('')
    const printed = await run('/usr/bin/java', ['-Dfile.encoding=UTF-8', '-cp', `${scratch}:${CLASSES}`, 'Session'])
    expect(printed).toMatch(/0:08.0 C: create \/nowhere\/x y -> .*NoNode/)
    expect(await left(running)).toEqual(LEFT)
  })
})

/** What the program printed, on both streams. */
async function run(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { env: { ...process.env, PYTHONIOENCODING: 'utf8' } })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  await new Promise((resolve) => child.once('close', resolve))
  return printed
}
/** What stands below /app, as `path data`. */
async function left(on: Subject): Promise<readonly string[]> {
  const lines = await treeLines(on.ports[0] ?? 0)
  return lines.flatMap((line) => {
    const [, path = '', hex = ''] = /^(.*?) (?:null|\d+:([0-9a-f]*)) czxid=/.exec(line) ?? []
    return path.startsWith('/app') ? [`${path} ${Buffer.from(hex, 'hex').toString('utf8')}`] : []
  })
}
