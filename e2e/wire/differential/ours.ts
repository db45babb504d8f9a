/** Our own ensemble as anybody starts it: `npm run serve` on free ports, its data in a temporary folder. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { freePorts } from '../ports.ts'
import { end, type Running, SUPER_DIGEST } from './real.ts'

const SERVE = 'src/hosts/node/serve.mjs'
const START_MS = 120_000

/** Starts it and waits until it is ready. Throws an Error where it is not in time. */
export async function startOurs(): Promise<Running> {
  const port = await freePorts(3)
  const child = spawn(process.execPath, [SERVE, '--port', String(port), '--super', SUPER_DIGEST, '--enforce-quota'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (bytes) => {
    said = `${said}${bytes}`.slice(-500)
  })
  const lines: string[] = []
  const found = new Promise<readonly number[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('our ensemble did not come up')), START_MS)
    child.once('exit', () => reject(new Error(`our ensemble ended: ${said}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready ')) child.stdin.write('status\n')
      lines.push(line)
      const roles = lines.filter((text) => text.startsWith('server '))
      if (roles.length < 3) return
      clearTimeout(timer)
      const leader = roles.findIndex((text) => /\bleading\b/.test(text))
      resolve([0, 1, 2].map((i) => port + ((i + Math.max(0, leader)) % 3)))
    })
  })
  try {
    return { ensemble: { ports: await found }, stop: () => end(child) }
  } catch (error) {
    await end(child)
    throw error
  }
}
