/**
 * What scenes share: a world under the checkers that judge every world, and demands of their own. A scene knows nothing of
 * switches. It ends with an AssertionError where something is wrong, and quietly where nothing is.
 */
import { AssertionError } from '../../../ground/base/assert.ts'
import { type ServerId, serverNode } from '../../../ground/ids.ts'
import { createCheckers, observeAll } from '../../checkers/checkers.ts'
import type { Happening } from '../../engine.ts'
import { create } from '../ops.ts'
import type { Programs } from '../program.ts'
import { createWorld, type World, type WorldOptions } from '../world.ts'

/** A world under all checkers. `spoilt`: servers whose disk the scene falsifies, and that may refuse to start on it. */
export function stage(
  servers: number,
  seed: number,
  programs: Programs,
  options: Partial<WorldOptions> = {},
  spoilt: ReadonlySet<ServerId> = new Set(),
): World {
  const checkers = createCheckers()
  let heard = 0
  const check = (trace: readonly Happening[]): void => {
    for (; heard < trace.length; heard++) {
      const happening = trace[heard]
      if (happening === undefined) continue
      for (const { checker, reason } of observeAll(checkers, happening)) {
        const isRefusal =
          [...spoilt].some((id) => happening.node === serverNode(id)) && reason.includes('is damaged at')
        if (checker !== 'crashes' || !isRefusal) throw new AssertionError(`${checker}: ${reason}`)
      }
    }
  }
  return createWorld({ servers, seed, programs, check, clients: ['A'], sessionTimeoutMs: 30_000, ...options })
}

export function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new AssertionError(`demand: ${sentence}`)
}

/** Lets client A ask the leader itself. */
export function besideLeader(world: World): ServerId {
  world.settle()
  world.ask('A', create('/stage'))
  const leader = world.pick('leader')
  world.tell('A', { type: 'move', server: leader })
  world.runFor(2000)
  return leader
}

export function pendingAcks(world: World, leader: ServerId): readonly (readonly ServerId[])[] {
  const { role } = world.server(leader)
  return role.type === 'leading' ? [...role.proposals.values()].map(({ acks }) => [...acks]) : []
}
