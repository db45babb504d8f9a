/**
 * Records what the real zkCli of ZooKeeper 3.8.0 prints: `node e2e/wire/zkcli/record.mjs` writes
 * `src/hosts/console/testdata/zkcli-3.8.0.json`. It starts a real ensemble of three in temporary folders (Debian's packages
 * `zookeeper` and a Java runtime) and feeds `lines.json` to one zkCli.sh, line by line.
 *
 * Both streams are kept in the order in which they came, without the client's log. `version` marks the end of each answer.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const JAVA = '/usr/bin/java'
const CLI = '/usr/share/zookeeper/bin/zkCli.sh'
const CLASSES = '/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar'
const here = new URL('.', import.meta.url).pathname
const target = new URL('../../../src/hosts/console/testdata/zkcli-3.8.0.json', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'zkcli-'))
/** A closed client says the second. */
const MARK = /^(?:ZooKeeper CLI version: .*|Not connected)$/m

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

async function startServers() {
  const ids = [1, 2, 3]
  const [client, quorum, election] = await Promise.all([0, 1, 2].map(() => Promise.all(ids.map(freePort))))
  const peers = ids.map((id, i) => `server.${id}=127.0.0.1:${quorum[i]}:${election[i]}`).join('\n')
  const children = ids.map((id, i) => {
    const own = join(folder, String(id))
    mkdirSync(own)
    writeFileSync(join(own, 'myid'), `${id}\n`)
    const config = `tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=${own}\nclientPort=${client[i]}\nadmin.enableServer=false\nextendedTypesEnabled=true\n${peers}\n`
    writeFileSync(join(own, 'zoo.cfg'), config)
    const flags = ['-Xmx256m', '-Dzookeeper.extendedTypesEnabled=true', '-Dzookeeper.forceSync=no']
    const main = ['-cp', CLASSES, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', join(own, 'zoo.cfg')]
    return spawn(JAVA, [...flags, ...main], { stdio: 'ignore' })
  })
  return { port: client[0], children }
}

function startCli(port) {
  const env = {
    ...process.env,
    ZOO_LOG4J_PROP: 'ERROR,CONSOLE',
    JVMFLAGS: '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    TZ: 'UTC',
  }
  const child = spawn('/bin/bash', [CLI, '-server', `127.0.0.1:${port}`], { env })
  const talk = { child, heard: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      talk.heard += text
    })
  }
  return talk
}

/** Everything printed until the mark, and a moment more: watch events come from another thread. */
async function ask(talk, line) {
  talk.heard = ''
  talk.child.stdin.write(`${line}\n`)
  await pause(250)
  talk.child.stdin.write('version\n')
  for (let waited = 0; !MARK.test(talk.heard); waited += 20) {
    if (waited > 20_000) throw new Error(`no answer to ${line}: ${talk.heard}`)
    await pause(20)
  }
  await pause(60)
  return talk.heard
    .replace(MARK, '')
    .split('\n')
    .filter((text) => text !== '' && !isLog(text))
}
const isLog = (text) => /^\d{4}-\d\d-\d\d |^SLF4J|^log4j:|^\[main|^\[myid|^\tat |\] (?:INFO|WARN|ERROR) /.test(text)

const { port, children } = await startServers()
const recorded = []
try {
  const talk = startCli(port)
  for (let waited = 0; !/SyncConnected/.test(talk.heard); waited += 100) {
    if (waited > 60_000) throw new Error(`zkCli did not connect: ${talk.heard}`)
    await pause(100)
  }
  await pause(3000)
  for (const line of JSON.parse(readFileSync(join(here, 'lines.json'), 'utf8'))) {
    const printed = (await ask(talk, line)).map((text) => text.replaceAll(`127.0.0.1:${port}`, 'HOST'))
    recorded.push({ line, printed })
  }
  talk.child.stdin.end('quit\n')
  mkdirSync(join(target, '..'), { recursive: true })
  writeFileSync(target, `${JSON.stringify(recorded, null, 1)}\n`)
  process.stdout.write(`${recorded.length} lines recorded in ${target}\n`)
} finally {
  for (const child of children) child.kill()
  await pause(500)
  rmSync(folder, { recursive: true, force: true })
}
