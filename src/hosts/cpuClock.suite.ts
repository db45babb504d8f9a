/** A clock for fuzzers: what this process itself has used, in milliseconds. What others do on the machine does not count. */
import process from 'node:process'

export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
