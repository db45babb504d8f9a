import { describe, expect, test } from 'vitest'
import { parseHostMessage } from './parse.ts'

const said = (message: object): object => ({ ns: 'zk-playground', v: 1, ...message })
const run = (op: unknown): object => said({ type: 'run', op, id: 7 })

describe('what a host says is read', () => {
  test.each([
    [{ type: 'kill' }, { type: 'kill', server: undefined }],
    [
      { type: 'kill', server: 3, more: 'ignored' },
      { type: 'kill', server: 3 },
    ],
    [
      { type: 'create', path: '/a', data: '你好', mode: 'ephemeral' },
      { type: 'create', path: '/a', data: '你好', mode: 'ephemeral', client: undefined },
    ],
    [
      { type: 'partition', groups: [[1], [2, 3]] },
      { type: 'partition', groups: [[1], [2, 3]] },
    ],
  ])('field by field, and nothing else of it: %j', (op, read) => {
    expect(parseHostMessage(run(op))).toEqual({ type: 'message', message: { type: 'run', op: read }, id: 7 })
  })

  test('a colour with or without its #, a language by its first letters', () => {
    expect(parseHostMessage(said({ type: 'setTheme', theme: 'dark', accent: '#7C4FB0' }))).toMatchObject({
      message: { theme: 'dark', accent: '7c4fb0' },
    })
    expect(parseHostMessage(said({ type: 'setLang', lang: 'zh-Hans-CN' }))).toMatchObject({
      message: { lang: 'zh-CN' },
    })
  })
})

describe('what is wrong is refused in words, with the id that it came with', () => {
  test.each([
    [said({ type: 'dance' }), /^type must be one of init/],
    [said({ type: 'run' }), 'op must be an object'],
    [run({ type: 'kill', server: 'two' }), 'server must be a number from 1 to 255'],
    [run({ type: 'stop' }), 'server must be a number from 1 to 255'],
    [run({ type: 'create', path: 'a' }), 'path must begin with /'],
    [run({ type: 'create', path: '/a', data: 'x'.repeat(1_000_001) }), 'data is too long: 1000000 characters at most'],
    [run({ type: 'partition', groups: 'all' }), 'groups must be a list'],
    [run({ type: 'killClient', client: '../A' }), "client must be a client's name: letters and digits"],
    [said({ type: 'setTheme', theme: 'dark', accent: 'red' }), 'accent must be a colour as RRGGBB'],
    [said({ type: 'setSpeed', speed: Number.NaN }), 'speed must be a number from 0.01 to 100'],
    [said({ type: 'goto', lesson: 'lock', step: 1.5 }), 'step must be a whole number'],
    [said({ type: 'loadSnapshot', snapshot: { version: 2 } }), 'snapshot.version must be 1'],
    [{ ns: 'zk-playground', v: 9, type: 'play', id: 'x' }, 'this playground speaks version 1 of the messages'],
  ])('%#', (message, reason) => {
    const parsed = parseHostMessage(message)
    expect(parsed).toMatchObject({ type: 'refused', id: 'id' in message ? message.id : undefined })
    if (parsed.type === 'refused') expect(parsed.reason).toMatch(reason)
  })

  test('a snapshot has room for so many characters in all its files together', () => {
    const half = { name: 'version-2/log.1', base64: 'A'.repeat(4_000_001) }
    const servers = [1, 2].map((id) => ({ id, files: [half] }))
    const message = said({ type: 'loadSnapshot', snapshot: { version: 1, servers, clients: [] } })
    expect(parseHostMessage(message)).toMatchObject({
      type: 'refused',
      reason: expect.stringMatching('base64 is too long'),
    })
  })
})

test('what others say to the window is nobody’s news here', () => {
  for (const other of [
    null,
    'hello',
    7,
    [],
    {},
    { ns: 'webpack', type: 'init' },
    Object.create({ ns: 'zk-playground' }),
  ])
    expect(parseHostMessage(other)).toEqual({ type: 'foreign' })
})
