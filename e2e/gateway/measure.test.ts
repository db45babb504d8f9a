/** How fast real clients are served by the page: printed, and bounded from below by what nobody would call broken. */
import { afterAll, expect, test } from 'vitest'
import { Reader, Writer } from '../../src/ground/jute/cursor.ts'
import { OpCode } from '../../src/ground/jute/opcodes.ts'
import { connected } from '../wire/client.ts'
import { opened, portsOf } from './opened.ts'

const running = await opened(3)
const [port = 0] = await portsOf(running.page)
afterAll(() => running.end())

/** Reads of the root, `outstanding` at a time, for `ms`: how many a second. */
async function readsPerSecond(outstanding: number, ms: number, op: 'exists' | 'setData'): Promise<number> {
  const client = await connected(port)
  const { socket } = client.wire
  let xid = 1000
  const request = () => {
    const writer = new Writer()
    const body = new Writer()
    body.int(++xid)
    body.int(OpCode[op])
    body.ustring('/locks')
    if (op === 'exists') body.boolean(false)
    else {
      body.buffer(new Uint8Array(100))
      body.int(-1)
    }
    writer.buffer(body.bytes())
    return writer.bytes()
  }
  let answered = 0
  let pending = new Uint8Array()
  const start = performance.now()
  await new Promise<void>((done) => {
    socket.on('data', (chunk: Uint8Array) => {
      const all = new Uint8Array(pending.length + chunk.length)
      all.set(pending)
      all.set(chunk, pending.length)
      let at = 0
      let more = 0
      while (all.length - at >= 4) {
        const length = new Reader(all.subarray(at)).int()
        if (all.length - at - 4 < length) break
        at += 4 + length
        answered++
        more++
      }
      pending = all.slice(at)
      if (performance.now() - start > ms) return done()
      for (let i = 0; i < more; i++) socket.write(request())
    })
    for (let i = 0; i < outstanding; i++) socket.write(request())
  })
  const perSecond = Math.round((answered * 1000) / (performance.now() - start))
  socket.destroy()
  return perSecond
}

test('requests a second through the gateway', async () => {
  const figures = {
    readsOneAtATime: await readsPerSecond(1, 1500, 'exists'),
    reads100: await readsPerSecond(100, 1500, 'exists'),
    writesOneAtATime: await readsPerSecond(1, 1500, 'setData'),
    writes100: await readsPerSecond(100, 1500, 'setData'),
  }
  console.log(JSON.stringify(figures))
  expect(figures.readsOneAtATime).toBeGreaterThan(20)
})
