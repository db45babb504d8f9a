import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { parseCommand } from './commands.ts'
import { parseOptions } from './options.ts'

test('nothing said means three servers from 2181 on, as the usage line tells', () => {
  expect(parseOptions([])).toEqual({
    ok: true,
    value: {
      servers: 3,
      observers: 0,
      port: 2181,
      data: undefined,
      tickTimeMs: 2000,
      superDigest: undefined,
      settings: {},
    },
  })
})

test('a value stands after its option or behind an equals sign; the last one counts', () => {
  const options = parseOptions(['--servers', '5', '--port=3000', '--data', 'here', '--servers=1'])
  expect(options).toMatchObject({ ok: true, value: { servers: 1, port: 3000, data: 'here' } })
})

test('what is off in ZooKeeper is switched on by name, one beside the other', () => {
  const options = parseOptions(['--enforce-quota', '--read-only-mode', '--purge-hours', '1', '--servers=3'])
  const settings = { enforceQuota: true, readOnlyMode: true, purgeIntervalMs: 3_600_000 }
  expect(options).toMatchObject({ ok: true, value: { servers: 3, settings } })
})

test.each([
  [['--enforce-quota=yes'], '--enforce-quota takes no value'],
  [['--snap-retain-count', '2'], '--snap-retain-count needs a number from 3 to 10000, not "2"'],
  [['--servers', '0'], '--servers needs a number from 1 to 9, not "0"'],
  [['--tick-time', '2s'], '--tick-time needs a number from 10 to 600000, not "2s"'],
  [['--data', ''], '--data needs a folder'],
  [['--observers'], '--observers needs a value'],
  [['--port', '65534'], '--port 65534 leaves no room: the last server would listen on 65536'],
])('%j is refused: %s', (words, error) => {
  expect(parseOptions(words)).toEqual({ ok: false, error })
})

const servers = [1, 2, 3].map(serverId)

test.each([
  ['kill leader', { type: 'kill', server: undefined }],
  ['  kill   2 ', { type: 'kill', server: 2 }],
  ['stop leader', { type: 'stop', server: 3 }],
  ['restart 3', { type: 'restart', server: 3 }],
  ['pause 2', { type: 'pause', server: 2 }],
  ['add observer', { type: 'add', role: 'observer' }],
  ['remove 1', { type: 'remove', server: 1 }],
  ['status', { type: 'status' }],
])('%j is a command', (line, value) => {
  expect(parseCommand(line, servers, serverId(3))).toEqual({ ok: true, value })
})

test.each([
  'kill',
  'kill 4',
  'pause',
  'pause 0',
  'resume 1 2',
  'restart 1 wipe',
  'isolate 1',
  'status 1',
  'toString 1',
])('%j is none', (line) => {
  expect(parseCommand(line, servers, serverId(3))).toMatchObject({ ok: false })
})

test('an empty line is nothing at all', () => {
  expect(parseCommand('  ', servers, undefined)).toBe(undefined)
})
