import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { type Channel, channelOf, onCredit, onData, sendBytes, sendClose, took } from './channels.ts'
import { type ChannelMessage, chunkBytesMax, windowBytes } from './messages.ts'

/** Two ends of one channel, and what is under way from the first to the second. */
function pair() {
  const underWay: ChannelMessage[] = []
  const credits: ChannelMessage[] = []
  return {
    sender: channelOf(2),
    receiver: channelOf(2),
    underWay,
    credits,
    send: (message: ChannelMessage) => void underWay.push(message),
    credit: (message: ChannelMessage) => void credits.push(message),
  }
}
const sizeOf = (messages: readonly ChannelMessage[]) =>
  messages.reduce((sum, message) => sum + (message.type === 'data' ? message.bytes.length : 0), 0)
/** The receiver takes what came, and the sender hears of it; true where the sender is over. */
function deliver(p: ReturnType<typeof pair>, sender: Channel): boolean {
  let isOver = false
  for (const message of p.underWay.splice(0)) {
    if (message.type !== 'data') continue
    onData(p.receiver, message.bytes.length)
    took(p.receiver, message.bytes.length, p.credit)
  }
  for (const message of p.credits.splice(0))
    if (message.type === 'credit') isOver = onCredit(sender, message.bytes, p.send) || isOver
  return isOver
}

describe('a channel', () => {
  test('has no more under way than its window, however much is given to it', () => {
    const p = pair()
    for (let i = 0; i < 100; i++) sendBytes(p.sender, new Uint8Array(50_000), p.send)
    expect(sizeOf(p.underWay)).toBe(windowBytes)
    expect(p.sender.waitingBytes).toBe(5_000_000 - windowBytes)
    expect(p.underWay.every((message) => message.type === 'data' && message.bytes.length <= chunkBytesMax)).toBe(true)
  })

  test('brings every byte in order, whatever the pieces, and ends after the last one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150_000 }), { maxLength: 8 }), (sizes) => {
        const p = pair()
        const got: number[] = []
        let value = 0
        for (const size of sizes)
          sendBytes(
            p.sender,
            Uint8Array.from({ length: size }, () => value++ & 0xff),
            p.send,
          )
        let isOver = sendClose(p.sender, false, 'done', p.send)
        for (let turns = 0; turns < 1000 && p.underWay.length > 0; turns++) {
          for (const message of p.underWay)
            if (message.type === 'data') for (const byte of message.bytes) got.push(byte)
          if (p.underWay.some(({ type }) => type === 'close')) break
          isOver = deliver(p, p.sender) || isOver
        }
        expect(isOver).toBe(true)
        expect(p.underWay.at(-1)?.type).toBe('close')
        expect(got.length).toBe(value)
        expect(got.every((byte, i) => byte === (i & 0xff))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('stands still where nobody takes, and goes on when somebody does', () => {
    const p = pair()
    sendBytes(p.sender, new Uint8Array(windowBytes + 10), p.send)
    for (const message of p.underWay) if (message.type === 'data') onData(p.receiver, message.bytes.length)
    expect(p.sender.waitingBytes).toBe(10)
    took(p.receiver, windowBytes, p.credit)
    for (const message of p.credits) if (message.type === 'credit') onCredit(p.sender, message.bytes, p.send)
    expect(p.sender.waitingBytes).toBe(0)
  })

  test('a reset overtakes what waits', () => {
    const p = pair()
    sendBytes(p.sender, new Uint8Array(windowBytes * 3), p.send)
    expect(sendClose(p.sender, true, 'killed', p.send)).toBe(true)
    expect(p.underWay.at(-1)).toEqual({ type: 'close', channel: 2, reset: true, reason: 'killed' })
    expect(p.sender.waitingBytes).toBe(0)
  })

  test('whoever sends beyond its credit, or credits what was not sent, is a broken peer', () => {
    const p = pair()
    onData(p.receiver, windowBytes)
    expect(() => onData(p.receiver, 1)).toThrow(ProtocolError)
    expect(() => onCredit(channelOf(1), 1, p.send)).toThrow(ProtocolError)
  })
})
