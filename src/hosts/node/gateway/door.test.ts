import { describe, expect, test } from 'vitest'
import { enter, isForGateway, type Knock } from './door.ts'
import { keysOf, unlock } from './keys.ts'

const PORT = 5173
const knock = (key: string | undefined, change: Partial<Knock> = {}): Knock => ({
  url: '/zookeeper-gateway',
  host: `localhost:${PORT}`,
  origin: `http://localhost:${PORT}`,
  protocols: key === undefined ? 'zookeeper-gateway.1' : `zookeeper-gateway.1, key.${key}`,
  ...change,
})
const reason = (entry: ReturnType<typeof enter>) => (entry.ok ? 'let in' : entry.reason)

describe('the door of the gateway', () => {
  test('opens once to the token of the launch address, and again and again to the secret that was given for it', () => {
    const keys = keysOf()
    const { token } = keys
    const first = enter(keys, knock(token), PORT)
    expect(first).toMatchObject({ ok: true, byToken: true })
    expect(reason(enter(keys, knock(token), PORT))).toBe('its key is wrong or was used already')
    if (!first.ok) return
    for (let i = 0; i < 3; i++)
      expect(enter(keys, knock(first.secret), PORT)).toEqual({ ok: true, secret: first.secret, byToken: false })
  })

  test('has another token after each use, and every one has 128 bits', () => {
    const keys = keysOf()
    const seen = new Set<string>()
    for (let i = 0; i < 20; i++) {
      expect(keys.token).toMatch(/^[0-9a-f]{32}$/)
      seen.add(keys.token)
      unlock(keys, keys.token)
    }
    expect(seen.size).toBe(20)
  })

  const keys = keysOf()
  const { token } = keys
  test.each<readonly [string, Partial<Knock>, RegExp]>([
    [
      'a page of an attacker',
      { origin: 'http://attacker.example' },
      /origin "http:\/\/attacker.example" is not our page/,
    ],
    ['a sandboxed frame or a file', { origin: 'null' }, /origin "null" is not our page/],
    ['a program that names no origin', { origin: undefined }, /origin \(none\) is not our page/],
    ['another port of this machine', { origin: 'http://localhost:8080' }, /is not our page/],
    ['the page over another scheme', { origin: `https://localhost:${PORT}` }, /is not our page/],
    [
      'an origin that only begins like ours',
      { origin: `http://localhost:${PORT}.attacker.example` },
      /is not our page/,
    ],
    ['a foreign name that resolves to this machine', { host: `attacker.example:${PORT}` }, /the host .* is not ours/],
    [
      'the same, with an origin that fits',
      { host: `attacker.example:${PORT}`, origin: `http://attacker.example:${PORT}` },
      /the host .* is not ours/,
    ],
    ['a host without our port', { host: 'localhost' }, /the host .* is not ours/],
    ['no host', { host: undefined }, /the host \(none\) is not ours/],
    ['another protocol', { protocols: `key.${token}` }, /does not speak/],
    ['no key', { protocols: 'zookeeper-gateway.1' }, /has no key/],
    ['two keys', { protocols: `zookeeper-gateway.1, key.${token}, key.${'0'.repeat(32)}` }, /has no key/],
    ['a wrong key', { protocols: `zookeeper-gateway.1, key.${'0'.repeat(32)}` }, /wrong or was used/],
    ['a key that is none', { protocols: 'zookeeper-gateway.1, key.__proto__' }, /wrong or was used/],
  ])('stays shut for %s', (_, change, said) => {
    expect(reason(enter(keys, knock(token, change), PORT))).toMatch(said)
    // And the token is not used up by it.
    expect(keys.token).toBe(token)
  })

  test('writes what a stranger said on one short line', () => {
    const long = `http://x/\r\n${'a'.repeat(5000)}`
    const said = reason(enter(keys, knock(token, { origin: long }), PORT))
    expect(said).not.toMatch(/[\r\n]/)
    expect(said.length).toBeLessThan(200)
  })

  test('is one path only', () => {
    expect(isForGateway('/zookeeper-gateway')).toBe(true)
    expect(isForGateway('/zookeeper-gateway?x=1')).toBe(true)
    for (const url of ['/', '/zookeeper-gateway/x', '/x', undefined]) expect(isForGateway(url)).toBe(false)
  })
})
