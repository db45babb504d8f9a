/** Our own ensemble as anybody starts it: `npm run serve` on free ports, its data in a temporary folder. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { end, freePort, type Running, SUPER_DIGEST } from './real.ts'

const SERVE = 'src/hosts/node/serve.mjs'
const START_MS = 60_000

/** The first of three free ports in a row. */
async function threePorts(): Promise<number> {
  const port = await freePort()
  return port < 65_000 ? port : threePorts()
}

/** Starts it and waits until it is ready. Throws an Error where it is not in time. */
export async function startOurs(): Promise<Running> {
  const port = await threePorts()
  const child = spawn(process.execPath, [SERVE, '--port', String(port), '--super', SUPER_DIGEST], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines: string[] = []
  const found = new Promise<readonly number[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('our ensemble did not come up')), START_MS)
    child.once('exit', () => reject(new Error('our ensemble ended')))
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
