import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { serverConfig } from '../config.ts'
import type { Effect } from '../seam.ts'
import { redial, votersInReach } from './mesh.ts'
import { createServer } from './server.ts'

const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))

function dials(out: readonly Effect[]): readonly number[] {
  return out.flatMap((effect) => (effect.type === 'dial' ? [effect.peer] : []))
}

test('a dial that nobody answers is given up after the time-out and tried again', () => {
  const server = createServer(serverConfig(serverId(1), members))
  const out: Effect[] = []
  redial(server, 0, out)
  expect(dials(out)).toEqual([2, 3])
  redial(server, 200, out)
  redial(server, 4000, out)
  expect(dials(out)).toEqual([2, 3])
  redial(server, 6000, out)
  expect(dials(out)).toEqual([2, 3, 2, 3])
})

test('in the first election of its life a server waits for every voter, later for those within reach', () => {
  const server = createServer(serverConfig(serverId(1), members))
  expect([...votersInReach(server)]).toEqual([2, 3])
  server.voteRound = 1
  expect([...votersInReach(server)]).toEqual([])
})
