/**
 * Ports for servers that tests start.
 *
 * They lie below those that the system hands out by itself (net.ipv4.ip_local_port_range: from 32768 on): no connection that
 * somebody opens can take one between the look and the use, nor while its server is killed and has to come back to it. Each
 * process has ranges of its own, and no range is given twice before all were: what still knocks at an old port (a client
 * that has not heard that its ensemble is gone) reaches nobody new, whose zxids it would move.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const FIRST = 10_000
const RANGE = 100
const RANGES = 100
/** One folder for each range that was given, named by its number: a folder is made by one process only. */
const GIVEN = join(tmpdir(), `zookeeper-playground-ports-${userInfo().uid}`)

/** What is left of this process's range. */
const own = { next: 0, end: 0 }

function takeRange(): void {
  mkdirSync(GIVEN, { recursive: true })
  const given = readdirSync(GIVEN).map(Number).filter(Number.isInteger)
  let number = Math.max(-1, ...given) + 1
  while (!isMade(join(GIVEN, String(number)))) number++
  for (const old of given) if (old < number - RANGES) rmSync(join(GIVEN, String(old)), { recursive: true, force: true })
  own.next = FIRST + (number % RANGES) * RANGE
  own.end = own.next + RANGE
}
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** The first of `count` ports in a row (100 at most) that nobody listens on. Throws an Error where there are none. */
export async function freePorts(count: number): Promise<number> {
  for (let tried = 0; tried < RANGES * RANGE; tried += count) {
    if (own.next + count > own.end) takeRange()
    const first = own.next
    own.next += count
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)))
    if (free.every(Boolean)) return first
  }
  throw new Error(`no ${count} ports in a row are free`)
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return freePorts(1)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
