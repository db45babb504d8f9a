import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../ground/jute/errors.ts'
import {
  chunkBytesMax,
  decodeFromGateway,
  decodeFromPage,
  encodeFromGateway,
  encodeFromPage,
  type FromGateway,
  type FromPage,
  frameBytesMax,
  textMax,
  windowBytes,
} from './messages.ts'
import { serversMax } from './place.ts'

const channel = fc.integer({ min: 0, max: 0x7fffffff })
const server = fc.integer({ min: 1, max: serversMax })
const port = fc.integer({ min: 1, max: 65535 })
const text = fc.string({ maxLength: 100 })
const holder = fc.constantFrom('you', 'other', 'nobody')
const onChannel = [
  fc.record({ type: fc.constant('data'), channel, bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
  fc.record({ type: fc.constant('credit'), channel, bytes: fc.integer({ min: 1, max: windowBytes }) }),
  fc.record({ type: fc.constant('close'), channel, reset: fc.boolean(), reason: text }),
] as const
const fromGateway: fc.Arbitrary<FromGateway> = fc.oneof(
  fc.record({
    type: fc.constant('hello'),
    secret: text,
    clientPort: port,
    taken: fc.array(port, { maxLength: 20 }),
    targets: fc.array(text, { maxLength: 5 }),
    allowWrites: fc.boolean(),
    holder,
  }),
  fc.record({ type: fc.constant('holder'), holder }),
  fc.record({ type: fc.constant('moved'), clientPort: port, taken: fc.array(port, { maxLength: 20 }) }),
  fc.record({ type: fc.constant('listening'), server, port, problem: fc.option(text) }),
  fc.record({ type: fc.constant('accepted'), channel, server, address: text }),
  fc.record({ type: fc.constant('ended'), channel }),
  fc.record({ type: fc.constant('opened'), channel }),
  fc.record({ type: fc.constant('refused'), channel, reason: text }),
  ...onChannel,
)
const fromPage: fc.Arbitrary<FromPage> = fc.oneof(
  fc.record({ type: fc.constant('takeOver') }),
  fc.record({ type: fc.constant('listen'), server }),
  fc.record({ type: fc.constant('unlisten'), server }),
  fc.record({ type: fc.constant('dial'), channel, target: fc.integer({ min: 0, max: 255 }) }),
  ...onChannel,
)

describe('what is said arrives as it was said', () => {
  test('by the gateway', () => {
    fc.assert(
      fc.property(fromGateway, (said) => {
        expect(decodeFromGateway(encodeFromGateway(said))).toEqual(said)
      }),
    )
  })
  test('by the page', () => {
    fc.assert(
      fc.property(fromPage, (said) => {
        expect(decodeFromPage(encodeFromPage(said))).toEqual(said)
      }),
    )
  })
})

describe('whatever else comes is refused as a whole', () => {
  const refused = (decode: (frame: Uint8Array) => unknown, frame: Uint8Array) =>
    expect(() => decode(frame)).toThrow(ProtocolError)

  test('any bytes are a message or a ProtocolError, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (frame) => {
        for (const decode of [decodeFromPage, decodeFromGateway]) {
          try {
            decode(frame)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
  test('a message that is cut anywhere', () => {
    fc.assert(
      fc.property(fromPage, fc.nat(), (said, cut) => {
        const frame = encodeFromPage(said)
        refused(decodeFromPage, frame.slice(0, cut % frame.length))
      }),
    )
  })
  test('a message with something after it', () => {
    refused(decodeFromPage, new Uint8Array([...encodeFromPage({ type: 'takeOver' }), 0]))
  })
  test('a page that speaks as the gateway does', () => {
    refused(decodeFromPage, encodeFromGateway({ type: 'holder', holder: 'you' }))
  })
  test('numbers out of their range, and texts and pieces beyond their length', () => {
    const listen = encodeFromPage({ type: 'listen', server: 1 })
    for (const id of [0, serversMax + 1, 255]) refused(decodeFromPage, listen.with(4, id))
    const close = { type: 'close', channel: 1, reset: false, reason: 'x'.repeat(textMax + 50) } as const
    expect(decodeFromPage(encodeFromPage(close))).toMatchObject({ reason: 'x'.repeat(textMax) })
    refused(decodeFromPage, encodeFromPage({ type: 'data', channel: 1, bytes: new Uint8Array(chunkBytesMax + 1) }))
    refused(decodeFromPage, encodeFromPage({ type: 'data', channel: 1, bytes: new Uint8Array() }))
    refused(decodeFromPage, new Uint8Array(frameBytesMax + 1))
  })
})
