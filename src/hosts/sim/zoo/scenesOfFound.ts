/** Scenes of what was found in this implementation and mended: each fails with the bug that its switch brings back. */
import { serverId } from '../../../ground/ids.ts'
import { serverConfig } from '../../../protocol/config.ts'
import type { Effect } from '../../../protocol/seam.ts'
import { redial } from '../../../protocol/server/mesh.ts'
import { createServer } from '../../../protocol/server/server.ts'
import { create, setData, sync } from '../ops.ts'
import type { Programs } from '../program.ts'
import { besideLeader, demand, stage } from './theatre.ts'

/** The newest snapshot holds everything, so the committed log of the next leader is empty; a server without anything joins. */
export function emptyLog(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs, { config: { snapCount: 2 } })
  world.settle()
  world.kill(1)
  for (let n = 0; n < 8; n++) world.ask('A', create(`/n${n}`))
  world.settle()
  world.kill(2)
  world.kill(3)
  world.start(3)
  world.runFor(1000)
  world.restart(1, 'wipe', true)
  world.settle()
  demand(world.pathsOf(1).length === 8, 's1 serves without what the others hold')
}

/** A client of the leader asks for a sync right behind a write. */
export function ownSync(seed: number, programs: Programs): void {
  const world = stage(3, seed, programs)
  besideLeader(world)
  world.submit('A', setData('/stage', 'x'))
  const id = world.submit('A', sync('/'))
  world.runFor(5000)
  demand(world.outcome(id) !== undefined, 'a sync is never answered')
}

/** One server is sure at once, the other always waits for a better vote: with a short tick the first must not give up before. */
export function patience(seed: number, programs: Programs): void {
  const configOf = (id: number): { readonly finalizeEarly: boolean } => ({ finalizeEarly: id === 3 })
  const world = stage(3, seed, programs, { config: { tickTime: 100 }, configOf, clients: [] })
  world.settle()
  world.kill(1)
  world.sever(2, 3)
  world.runFor(20_000)
  demand(world.leader() !== undefined, 'a majority that hears itself finds no leader')
}

/** Nobody answers the dials of a server, and nobody says that they are lost: after the time-out it dials again. */
export function lostDials(): void {
  const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))
  const config = serverConfig(serverId(1), members)
  const server = createServer(config)
  const out: Effect[] = []
  redial(server, 0, out)
  redial(server, 200, out)
  redial(server, config.dialTimeoutMs + 1000, out)
  demand(out.filter(({ type }) => type === 'dial').length === 4, 'a dial that was lost is never tried again')
}
