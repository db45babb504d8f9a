import { expect, test } from 'vitest'
import { serverId } from '../ground/ids.ts'
import { type Named, problemText, speak, usageOf, verbNames } from './vocabulary.ts'

const named: Named = { servers: [1, 2, 3].map(serverId), clients: ['A', 'B', 'zkCli'], leader: serverId(3) }

test.each([
  ['kill leader', { type: 'kill' }],
  ['  kill   2 ', { type: 'kill', server: 2 }],
  ['kill A', { type: 'killClient', client: 'A' }],
  ['stop leader', { type: 'stop', server: 3 }],
  ['restart 2', { type: 'restart', server: 2, disk: 'keep' }],
  ['restart 2 lose', { type: 'restart', server: 2, disk: 'loseUnflushed' }],
  ['restart 2 wipe', { type: 'restart', server: 2, disk: 'wipe' }],
  ['pause', { type: 'pause' }],
  ['resume', { type: 'play' }],
  ['pause 1', { type: 'freeze', server: 1 }],
  ['resume 1', { type: 'thaw', server: 1 }],
  ['pause zkcli', { type: 'freezeClient', client: 'zkCli' }],
  ['resume B', { type: 'thawClient', client: 'B' }],
  ['isolate leader', { type: 'isolate', server: 3 }],
  ['cut 1 2', { type: 'cut', from: 1, to: 2, bothWays: true }],
  ['cut 1 2 oneway', { type: 'cut', from: 1, to: 2, bothWays: false }],
  ['partition 1 2 | 3', { type: 'partition', groups: [[1, 2], [3]] }],
  ['partition leader', { type: 'partition', groups: [[3]] }],
  ['delay 1 2 50', { type: 'delay', from: 1, to: 2, bothWays: true, delayMs: 50 }],
  ['delay 1 2 50 oneway', { type: 'delay', from: 1, to: 2, bothWays: false, delayMs: 50 }],
  ['stall 1 leader 800', { type: 'stall', from: 1, to: 3, bothWays: true, forMs: 800 }],
  ['disk 2 slow 300', { type: 'slowDisk', server: 2, delayMs: 300 }],
  ['disk 2 full', { type: 'fullDisk', server: 2, full: true }],
  ['disk 2 ok', { type: 'mendDisk', server: 2 }],
  ['clock 2 ahead 5000', { type: 'skewClock', server: 2, rate: 1, jumpMs: 5000 }],
  ['clock 2 rate 0.5', { type: 'skewClock', server: 2, rate: 0.5, jumpMs: 0 }],
  ['heal', { type: 'heal' }],
  ['heal all', { type: 'heal' }],
  ['heal 2', { type: 'heal', server: 2 }],
  ['heal 2 3', { type: 'heal', server: 2, to: 3 }],
  ['client', { type: 'addClient' }],
  ['client C 2', { type: 'addClient', name: 'C', server: 2 }],
  ['move A', { type: 'moveClient', client: 'A' }],
  ['move A leader', { type: 'moveClient', client: 'A', server: 3 }],
  ['leave B', { type: 'closeClient', client: 'B' }],
  ['add', { type: 'addServer', role: 'participant' }],
  ['add observer', { type: 'addServer', role: 'observer' }],
  ['remove 2', { type: 'removeServer', server: 2 }],
  ['ensemble 7', { type: 'newEnsemble', servers: 7 }],
  ['step', { type: 'step' }],
  ['speed auto', { type: 'setSpeed', speed: 'auto' }],
  ['speed 0.1', { type: 'setSpeed', speed: 0.1 }],
  ['status', { type: 'status' }],
  ['words', { type: 'words' }],
])('%j means %j', (line, value) => {
  expect(speak(line, named)).toEqual({ ok: true, value })
})

test.each([
  ['kill 9', 5, 'there is no server 9; there are 1, 2, 3'],
  ['kill X', 5, 'there is no client X; there are A, B, zkCli'],
  ['kill', 4, 'something is missing: kill leader | SERVER | CLIENT'],
  ['stop', 4, 'something is missing: stop leader | SERVER'],
  ['stop 1 2', 7, '2 is too much: stop leader | SERVER'],
  ['restart 2 gently', 10, 'gently is none of keep, lose, wipe: restart leader | SERVER [keep|lose|wipe]'],
  ['cut 1', 5, 'something is missing: cut SERVER SERVER [oneway]'],
  ['cut 1 4', 6, 'there is no server 4; there are 1, 2, 3'],
  ['speed fast', 6, 'fast is no number that fits: speed auto | NUMBER'],
  ['ensemble', 8, 'something is missing: ensemble SERVERS'],
  ['heal 1 2 3', 9, '3 is too much: heal [SERVER] [SERVER]'],
  ['delay 1 2', 9, 'something is missing: delay SERVER SERVER MS [oneway]'],
  ['delay 1 2 soon', 10, 'soon is no number that fits: delay SERVER SERVER MS [oneway]'],
  ['disk 1 broken', 7, 'broken is none of slow, full, ok: disk SERVER slow MS | full | ok'],
  ['partition 1 | 7', 14, 'there is no server 7; there are 1, 2, 3'],
])('%j stops making sense at %i: %s', (line, at, text) => {
  const spoke = speak(line, named)
  expect(spoke).toMatchObject({ ok: false, error: { at } })
  if (spoke?.ok === false) expect(problemText(spoke.error)).toBe(text)
})

test('without a leader nobody can be meant by it, except by kill, which is refused when it is tried', () => {
  const leaderless = { ...named, leader: undefined }
  expect(speak('stop leader', leaderless)).toMatchObject({ ok: false, error: { type: 'noLeader' } })
  expect(speak('kill leader', leaderless)).toEqual({ ok: true, value: { type: 'kill' } })
})

test("words of another language are nobody's mistake here", () => {
  for (const line of ['', '   ', 'ls /', 'mntr 2', 'killall', 'Kill 2']) expect(speak(line, named)).toBeUndefined()
})

test('every word is in the help with its usage', () => {
  for (const verb of verbNames) expect(usageOf(verb).startsWith(verb)).toBe(true)
  expect(new Set(verbNames).size).toBe(verbNames.length)
})
