import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import type { Command, CommandResult } from '../command.ts'
import {
  actAs,
  type Console,
  type ConsolePorts,
  consoleOf,
  endingText,
  execute,
  historyMax,
  lineCharsMax,
} from './console.ts'
import { argumentsOf } from './line.ts'

/** A console whose world only writes down what it is told. */
function scripted(answers: readonly CommandResult[] = []) {
  const commands: Command[] = []
  const lines: string[] = []
  const clients = ['A']
  const left = [...answers]
  const ports: ConsolePorts = {
    intervene: async (command) => {
      commands.push(command)
      if (command.type === 'addClient') clients.push(command.name ?? '?')
      if (command.type === 'closeClient') clients.splice(clients.indexOf(command.client), 1)
      if (command.type !== 'submit') return { type: 'done' }
      return left.shift() ?? { type: 'outcome', outcome: { ok: true, children: ['b', 'a'] } }
    },
    word: async (server, word) =>
      server === 2
        ? { type: 'refused', reason: 'server 2 is not running' }
        : { type: 'answer', text: `${word} of ${server}\n` },
    named: () => ({ servers: [1, 2].map(serverId), clients, leader: serverId(1) }),
    serverAt: (address) => (address === 'zk2:2181' ? serverId(2) : undefined),
    status: () => ['server 1 leads'],
    print: (line) => lines.push(line.text),
  }
  const console: Console = consoleOf('zkCli')
  const say = async (line: string) => endingText(await execute(console, line, ports))
  return { console, commands, lines, say }
}

test('a console comes onto the stage as a client of its own when something is first asked of it', async () => {
  const { commands, lines, say } = scripted()
  expect(await say('history')).toBeUndefined()
  expect(commands).toEqual([])
  await say('ls /')
  await say('ls /')
  expect(commands.map((command) => command.type)).toEqual(['addClient', 'submit', 'submit'])
  expect(lines.at(-1)).toBe('[a, b]')
})

test('it may act as another client', async () => {
  const { console, commands, say } = scripted()
  actAs(console, 'A')
  await say('ls /')
  expect(commands).toMatchObject([{ type: 'submit', client: 'A' }])
})

test('the ensemble is spoken to in the same line', async () => {
  const { commands, lines, say } = scripted()
  await say('kill leader')
  expect(commands).toEqual([{ type: 'kill' }])
  expect(await say('kill 7')).toBe('there is no server 7; there are 1, 2')
  await say('status')
  expect(lines).toEqual(['server 1 leads'])
})

test('a four-letter word goes to the leader, or to the server behind it; what comes back is printed', async () => {
  const { lines, say } = scripted()
  await say('mntr')
  await say('srvr 1')
  expect(lines).toEqual(['mntr of 1', 'srvr of 1'])
  expect(await say('ruok 2')).toBe('server 2 is not running')
  expect(await say('ruok 9')).toBe('there is no server 9; there are 1, 2')
})

test('stat of a path is a command, stat of a server is a four-letter word', async () => {
  const { commands, lines, say } = scripted()
  await say('stat 1')
  expect(lines).toEqual(['stat of 1'])
  await say('stat /a')
  expect(commands.at(-1)).toMatchObject({ type: 'submit', op: { type: 'exists', path: '/a' } })
})

test('a quote that is never closed is told with its place, and nothing is done', async () => {
  const { commands, say } = scripted()
  expect(await say('set /a "one two')).toBe('The quote at 8 is not closed: "one two')
  expect(commands).toEqual([])
  expect(argumentsOf('set /a "one two"')).toMatchObject({
    ok: true,
    value: [{ at: 0 }, { at: 4 }, { text: 'one two', at: 7 }],
  })
})

test('redo does a line again, but not another redo', async () => {
  const { commands, say } = scripted()
  await say('kill 1')
  await say('redo 0')
  expect(commands).toEqual([
    { type: 'kill', server: 1 },
    { type: 'kill', server: 1 },
  ])
  expect(await say('redo 1')).toBe('No redoing redos')
  expect(await say('redo 50')).toBe('Command index out of range')
})

test('after close nothing is asked until connect, which begins a new session', async () => {
  const { commands, lines, say } = scripted()
  await say('ls /')
  await say('close')
  await say('ls /')
  expect(lines.at(-1)).toBe('Not connected')
  await say('connect zk2:2181')
  expect(commands.at(-1)).toEqual({ type: 'addClient', name: 'zkCli', server: 2 })
  await say('ls /')
  expect(commands.at(-1)?.type).toBe('submit')
  expect(await say('connect elsewhere:2181')).toBe('No server of this ensemble has the address elsewhere:2181')
})

test('lines that come faster than they are answered are taken in turn', async () => {
  const { lines, say } = scripted()
  await Promise.all([say('srvr 1'), say('mntr 1'), say('ruok 1')])
  expect(lines).toEqual(['srvr of 1', 'mntr of 1', 'ruok of 1'])
})

test('a command to the ensemble waits for no client whose answer hangs: it may be what the answer waits for', async () => {
  const made = consoleOf('A')
  const told: string[] = []
  let answer: (result: CommandResult) => void = () => undefined
  const hanging = new Promise<CommandResult>((resolve) => {
    answer = resolve
  })
  const ports: ConsolePorts = {
    intervene: (command) => {
      told.push(command.type)
      return command.type === 'submit' ? hanging : Promise.resolve({ type: 'done' })
    },
    word: async () => ({ type: 'answer', text: '' }),
    named: () => ({ servers: [serverId(1)], clients: ['A'], leader: serverId(1) }),
    serverAt: () => undefined,
    status: () => [],
    print: () => undefined,
  }
  const hangs = execute(made, 'get /a', ports)
  const behind = execute(made, 'ls /', ports)
  await expect.poll(() => told).toEqual(['submit'])
  expect(await execute(made, 'heal', ports)).toEqual({ type: 'done' })
  expect(told).toEqual(['submit', 'heal'])
  answer({ type: 'outcome', outcome: { ok: true, children: [] } })
  await Promise.all([hangs, behind])
  expect(told).toEqual(['submit', 'heal', 'submit'])
  await made.last
  expect(made.history).toEqual(['get /a', 'ls /', 'heal'])
})

test('a client that can not answer ends the command with the reason', async () => {
  const { say } = scripted([{ type: 'refused', reason: 'the client ended before the answer came' }])
  expect(await say('deleteall /a')).toBe('the client ended before the answer came')
})

test('a line that fits into no request is refused before anything is made of it', async () => {
  const { console, commands, say } = scripted()
  const line = `set /x ${'y'.repeat(lineCharsMax)}`
  expect(await say(line)).toBe(`the line has ${line.length} characters, and more than 1048575 fit into no request`)
  expect(commands).toEqual([])
  expect(console.history).toEqual([])
})

test('only the newest thousand lines can be redone; the numbers of the others are not given away', async () => {
  const { console, say } = scripted()
  for (let n = 0; n < historyMax + 2; n++) await say('help')
  expect(console.history.length).toBe(historyMax + 2)
  expect(await say('redo 1')).toBe('Command index out of range')
  expect(await say('redo 3')).toBeUndefined()
})

test('a line of two hundred thousand words is one mistake, and no overflow', async () => {
  const { say } = scripted()
  expect(await say(`ls -- ${'a '.repeat(200_000)}`)).toBeDefined()
})
