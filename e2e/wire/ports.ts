/**
 * Ports for servers that tests start.
 *
 * They lie below those that the system hands out by itself (net.ipv4.ip_local_port_range: from 32768 on): no connection that
 * somebody opens can take one between the look and the use, nor while its server is killed and has to come back to it. Each
 * process begins elsewhere, and no port is given twice before all were: what still knocks at an old one reaches nobody new.
 */
import { createServer } from 'node:net'
import process from 'node:process'

const FIRST = 10_000
const COUNT = 10_000
/** From one process to the next: more than a file of tests needs. */
const STRIDE = 100

const place = { next: (process.pid * STRIDE) % COUNT }

/** The first of `count` ports in a row that nobody listens on. Throws an Error where there are none. */
export async function freePorts(count: number): Promise<number> {
  for (let tried = 0; tried < COUNT; tried += count) {
    if (place.next + count > COUNT) place.next = 0
    const first = FIRST + place.next
    place.next += count
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
