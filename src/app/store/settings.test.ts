import { describe, expect, test } from 'vitest'
import { hopFor, readSettings } from './settings.ts'

describe('the address asks', () => {
  test.each([
    ['', ['en-GB'], 'en'],
    ['', ['zh-CN', 'en'], 'zh-CN'],
    ['', ['zh-TW'], 'zh-CN'],
    ['', [], 'en'],
    ['?lang=zh', ['en'], 'zh-CN'],
    ['?lang=zh-Hans', ['en'], 'zh-CN'],
    ['?lang=en', ['zh-CN'], 'en'],
    ['?lang=auto', ['zh-CN'], 'zh-CN'],
  ])('for a language: %s in a browser of %s', (search, languages, language) => {
    expect(readSettings(search, languages).language).toBe(language)
  })

  test.each([
    ['', 5],
    ['?servers=3', 3],
    ['?servers=7', 7],
    ['?servers=99', 7],
    ['?servers=0', 1],
    ['?servers=many', 5],
  ])('for an ensemble size that can be, whatever is written: %s', (search, servers) => {
    expect(readSettings(search, []).servers).toBe(servers)
  })

  test.each([
    ['', 0],
    ['?observers=2', 2],
    ['?servers=7&observers=5', 2],
    ['?observers=-1', 0],
    ['?observers=some', 0],
  ])('for observers, as many as there is room for: %s', (search, observers) => {
    expect(readSettings(search, []).observers).toBe(observers)
  })

  test.each([
    ['', 'auto'],
    ['?speed=auto', 'auto'],
    ['?speed=1', 1],
    ['?speed=0.1', 0.1],
    ['?speed=1000', 10],
    ['?speed=fast', 'auto'],
  ])('for a speed within bounds: %s', (search, speed) => {
    expect(readSettings(search, []).speed).toBe(speed)
  })

  test.each([
    ['', 2],
    ['?clients=0', 0],
    ['?clients=', 2],
    ['?clients=12', 6],
    ['?clients=all', 2],
  ])('for client applications within bounds: %s', (search, clients) => {
    expect(readSettings(search, []).clients).toBe(clients)
  })

  test('for switches of the servers, by the names that serve and start take; a super user has a name and a digest', () => {
    const asked = '?enforce-quota&local-sessions-upgrading=1&super=super:D/InIHSb7yEEbrWz8b9l71RjZJU%3D&no-such-switch'
    expect(readSettings(asked, []).switches).toEqual({
      enforceQuota: true,
      localSessions: true,
      localSessionsUpgrading: true,
      superDigest: 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=',
    })
    expect(readSettings('?super=nobody&__proto__=1&constructor', []).switches).toEqual({})
  })

  test('for an empty tree', () => {
    expect(readSettings('?tree=empty', []).tree).toBe('empty')
    expect(readSettings('?tree=oak', []).tree).toBe('first')
  })

  test('for a theme; an unknown one follows the system', () => {
    expect(readSettings('?theme=dark', []).theme).toBe('dark')
    expect(readSettings('?theme=sepia', []).theme).toBe('auto')
  })
})

test('real time has no delay of its own; what is slowed has one that can be seen', () => {
  expect(hopFor(1)).toBe(0)
  expect(hopFor('auto')).toBeGreaterThan(0)
  expect(hopFor(0.01) / 0.01).toBeLessThanOrEqual(1000)
})
