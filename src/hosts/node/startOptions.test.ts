import { describe, expect, test } from 'vitest'
import { HELP, parseStartOptions } from './startOptions.ts'

const wrong = (...words: string[]) => {
  const options = parseStartOptions(words)
  return options.ok ? 'nothing is wrong' : options.error
}

describe('npm start', () => {
  test('needs to be told nothing', () => {
    expect(parseStartOptions([])).toMatchObject({
      ok: true,
      value: { clientPort: 2181, gateway: true, open: true, targets: [], allowWrites: false },
    })
  })
  test('takes a value after a space or an equals sign', () => {
    const spaced = parseStartOptions(['--port', '8080', '--client-port', '12181', '--connect', 'zk1:2181,zk2'])
    expect(spaced).toEqual(parseStartOptions(['--port=8080', '--client-port=12181', '--connect=zk1:2181,zk2']))
    expect(spaced).toMatchObject({
      ok: true,
      value: {
        port: 8080,
        clientPort: 12181,
        targets: [
          { host: 'zk1', port: 2181 },
          { host: 'zk2', port: 2181 },
        ],
      },
    })
  })
  test('knows addresses of version 6 by their brackets', () => {
    expect(parseStartOptions(['--connect', '[::1]:2182'])).toMatchObject({
      value: { targets: [{ host: '::1', port: 2182 }] },
    })
  })
  test('hands on to the page what its servers are asked for', () => {
    const options = parseStartOptions(['--super', 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=', '--enforce-quota'])
    expect(options).toMatchObject({
      value: {
        asks: [
          ['super', 'super:D/InIHSb7yEEbrWz8b9l71RjZJU='],
          ['enforce-quota', ''],
        ],
      },
    })
  })
  test.each([
    [['--super', 'nobody'], '--super needs USER:DIGEST, not "nobody"'],
    [
      ['--connect', 'a:1', '--read-only-mode'],
      '--read-only-mode is for servers in the page: a real ensemble has its own configuration',
    ],
    [['--host', '0.0.0.0'], '--host is refused: the page and its ports are for this machine only'],
    [['--host'], '--host is refused: the page and its ports are for this machine only'],
    [['--frobnicate'], 'unknown option "--frobnicate"; npm start -- --help lists them'],
    [['__proto__'], 'unknown option "__proto__"; npm start -- --help lists them'],
    [['--port'], '--port needs a value'],
    [['--port', 'x'], '--port needs a number from 1 to 65535, not "x"'],
    [['--client-port', '65530'], '--client-port needs a number from 1 to 65527, not "65530"'],
    [['--no-gateway=yes'], '--no-gateway takes no value'],
    [['--connect', ''], '--connect needs HOST:PORT,HOST:PORT,…, not ""'],
    [['--connect', 'a:1,,b:2'], '--connect needs HOST:PORT,HOST:PORT,…, not ""'],
    [['--connect', 'a:99999'], '--connect needs HOST:PORT,HOST:PORT,…, not "a:99999"'],
    [['--allow-writes'], '--allow-writes goes with --connect: there is nothing to write to'],
    [['--no-gateway', '--connect', 'a:1'], '--connect needs the gateway: leave out --no-gateway'],
  ])('says in one line what is wrong with %j', (words, line) => {
    expect(wrong(...words)).toBe(line)
  })
  test('explains every option that it takes', () => {
    for (const option of [
      '--port',
      '--client-port',
      '--no-gateway',
      '--connect',
      '--allow-writes',
      '--super',
      '--help',
    ])
      expect(HELP).toContain(`  ${option} `)
  })
})
