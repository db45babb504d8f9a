/** One session of ZooKeeper's zkCli.sh: lines in, and for each line what it printed. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { pause } from '../differential/real.ts'

const ZKCLI = '/usr/share/zookeeper/bin/zkCli.sh'
const START_MS_MAX = 60_000
const END_MS_MAX = 120_000
/** What `version` answers: it is asked after each line, so that each answer has an end. */
const MARK = /^ZooKeeper CLI version: .*$/m

export type Answer = { readonly line: string; readonly printed: readonly string[] }
export type Conversation = {
  readonly answers: readonly Answer[]
  /** Watch events, in their order: another thread prints them, so before or after an answer is chance. */
  readonly events: readonly string[]
}

/** Holds the conversation with the server on `port`. Throws an Error where zkCli does not connect or does not end. */
export async function talk(port: number, lines: readonly string[]): Promise<Conversation> {
  // One pipe for both streams: their order is a part of what is compared.
  const child = spawn('/bin/bash', ['-c', `exec ${ZKCLI} -server 127.0.0.1:${port} 2>&1`], {
    env: {
      ...process.env,
      TZ: 'UTC',
      ZOO_LOG4J_PROP: 'ERROR,CONSOLE',
      JVMFLAGS: '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    },
  })
  let heard = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    heard += text
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX + END_MS_MAX)
  try {
    for (let waited = 0; !heard.includes('SyncConnected'); waited += 50) {
      if (waited > START_MS_MAX) throw new Error(`zkCli did not connect: ${heard}`)
      await pause(50)
    }
    child.stdin.end(`version\n${lines.map((line) => `${line}\nversion\n`).join('')}quit\n`)
    await ended
    return read(heard, lines)
  } finally {
    clearTimeout(late)
    child.kill('SIGKILL')
  }
}

/**
 * Cuts what was printed into answers. The thread of the events prints when it likes, in the middle of a list of children too,
 * but each of its two messages at once (ZooKeeperMain.printMessage): without them the answers are whole. Throws an Error where
 * there are not as many as lines.
 */
export function read(heard: string, lines: readonly string[]): Conversation {
  const events: string[] = []
  const answered = heard.replace(/\nWATCHER::\n/g, '').replace(/\n(WatchedEvent state:.*)\n/g, (_, event: string) => {
    events.push(event)
    return ''
  })
  const parts = answered.split(MARK).slice(1)
  if (parts.length !== lines.length + 1)
    throw new Error(`${parts.length - 1} answers to ${lines.length} lines:\n${heard}`)
  const answers = lines.map((line, i) => ({
    line,
    printed: (parts[i] ?? '').split('\n').filter((text) => text !== '' && !isNoise(text)),
  }))
  return { answers, events: events.filter((text) => !text.includes('type:None')) }
}

/** Log lines of the client, and the prompt where there is one. */
function isNoise(text: string): boolean {
  return /^(?:\d{4}-\d\d-\d\d |SLF4J|log4j:|\tat |JLine support)|\] (?:INFO|WARN|ERROR) /.test(text)
}

/**
 * The same conversation without what differs from run to run: times (but not the beginning of time), sessions, ports, and
 * where zxids begin. A zxid becomes its distance from the first that is told; 0x0 stays.
 */
export function normalized({ answers, events }: Conversation): Conversation {
  let first: bigint | undefined
  const zxid = (text: string): string => {
    const value = BigInt(text)
    if (value === 0n) return text
    first ??= value
    return `z+${value - first}`
  }
  const plain = (text: string): string =>
    text
      .replace(/^((?:[cm]Z|pZ)xid = )(0x[0-9a-f]+)$/, (_, name: string, value: string) => name + zxid(value))
      .replace(/^(ephemeralOwner = )0x[0-9a-f]{2,}$/, '$1SESSION')
      .replace(/\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC (?!1970)\d{4}/, 'TIME')
      .replace(/zxid: (-?\d+)/, (_, value: string) => (value === '-1' ? `zxid: ${value}` : `zxid: ${zxid(value)}`))
      .replace(/^(server\.\d=)(?:127\.0\.0\.1|zk\d):\d+:\d+:/, '$1127.0.0.1:PORT:PORT:')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
      .replace(/^version=[0-9a-f]+$/, 'version=VERSION')
      .replace(/^[0-9a-f]+ (?=[^ ]*,)/, 'VERSION ')
  return {
    answers: answers.map(({ line, printed }) => {
      const texts = printed.map(plain)
      // The order of a hash set.
      return {
        line,
        printed:
          line === 'getEphemerals'
            ? texts.map((text) =>
                text
                  .split(/[[\], ]+/)
                  .sort()
                  .join(' '),
              )
            : texts,
      }
    }),
    events: events.map(plain),
  }
}
