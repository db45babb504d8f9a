/**
 * A page that does not keep to the rules: it has the tab's own secret, and asks of the gateway what our page would refuse to
 * ask. Whatever it says goes over the same WebSocket as the page's own words.
 */
import type { Page } from 'playwright-core'
import { WebSocket } from 'ws'
import { encodeUtf8 } from '../../src/ground/base/utf8.ts'
import { Reader, Writer } from '../../src/ground/jute/cursor.ts'
import { frame, inbox, pour, takeFrame } from '../../src/ground/jute/frames.ts'
import { OpCode } from '../../src/ground/jute/opcodes.ts'
import { createRequest, OPEN_ACL, replyHeader, requestHeader } from '../../src/ground/jute/records.ts'
import { decodeFromGateway, encodeFromPage } from '../../src/hosts/gateway/messages.ts'
import { gatewayPath, gatewayProtocol } from '../../src/hosts/gateway/place.ts'

/** The error code that a create of `path` gets, sent to the first target past everything that the page checks. */
export async function createPastThePage(page: Page, path: string): Promise<number> {
  const { origin, host } = new URL(page.url())
  const secret = await page.evaluate(() => sessionStorage.getItem('zookeeper-playground-gateway') ?? '')
  const socket = new WebSocket(`ws://${host}${gatewayPath}`, [gatewayProtocol, `key.${secret}`], { origin })
  const box = inbox()
  const say = (bytes: Uint8Array) => socket.send(encodeFromPage({ type: 'data', channel: 1, bytes }))
  try {
    return await new Promise<number>((resolve, reject) => {
      let greeted = false
      socket.on('error', reject)
      socket.on('message', (data: Buffer) => {
        const message = decodeFromGateway(new Uint8Array(data))
        if (message.type === 'hello') socket.send(encodeFromPage({ type: 'dial', channel: 1, target: 0 }))
        if (message.type === 'refused') reject(new Error(message.reason))
        if (message.type === 'opened') say(connectFrame())
        if (message.type !== 'data') return
        pour(box, message.bytes)
        for (let body = takeFrame(box, 0xfffff); body !== undefined; body = takeFrame(box, 0xfffff)) {
          if (greeted) return resolve(replyHeader.read(new Reader(body)).err)
          greeted = true
          say(createFrame(path))
        }
      })
    })
  } finally {
    socket.terminate()
  }
}

function connectFrame(): Uint8Array {
  const writer = new Writer()
  writer.int(0)
  writer.long(0n)
  writer.int(10_000)
  writer.long(0n)
  writer.buffer(new Uint8Array(16))
  writer.boolean(false)
  return frame(writer.bytes())
}
function createFrame(path: string): Uint8Array {
  const writer = new Writer()
  requestHeader.write(writer, { xid: 1, type: OpCode.create })
  createRequest.write(writer, { path, data: encodeUtf8('x'), acl: OPEN_ACL, flags: 0 })
  return frame(writer.bytes())
}
