/** The name `localhost` stands for two addresses on many machines, and only one of them has the ports. */
import { createConnection, type LookupFunction } from 'node:net'
import { expect, test } from 'vitest'
import { serve } from './serve.ts'

/** As a machine answers whose /etc/hosts names ::1 first. */
const sixFirst: LookupFunction = (_, __, found) =>
  found(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ])
/** A refusal takes less than a millisecond; who had to wait for a timeout would take seconds. */
const AT_ONCE_MS = 2000

/** Where a connection arrived, or why it did not, and whether that came at once. */
function reached(host: string, port: number, lookup?: LookupFunction): Promise<readonly [string | undefined, boolean]> {
  const since = performance.now()
  const isAtOnce = () => performance.now() - since < AT_ONCE_MS
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, ...(lookup === undefined ? {} : { lookup, autoSelectFamily: true }) })
    socket.once('connect', () => {
      resolve([socket.remoteAddress, isAtOnce()])
      socket.destroy()
    })
    socket.once('error', (error) => resolve(['code' in error ? String(error.code) : error.message, isAtOnce()]))
  })
}

test('who tries ::1 first is refused there at once, and finds the server at 127.0.0.1', async () => {
  const one = await serve([], 1)
  try {
    const [port = 0] = one.ports
    const [six, isAtOnce] = await reached('::1', port)
    // The other two: a machine without IPv6.
    expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(six)
    expect(isAtOnce).toBe(true)
    expect(await reached('localhost', port, sixFirst)).toEqual(['127.0.0.1', true])
  } finally {
    await one.end()
  }
})
