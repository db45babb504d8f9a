/** The connections of the picture against the endpoints of a real ensemble in the simulator. */
import { describe, expect, test } from 'vitest'
import type { Happening } from '../../hosts/engine.ts'
import { REAL } from '../../hosts/sim/real.ts'
import { createWorld, type World } from '../../hosts/sim/world.ts'
import { reduceAll } from './cluster.ts'
import { type ClusterModel, emptyCluster } from './model.ts'

function ensemble(servers: number, clients: readonly string[] = [], observers: number = 0): World {
  const world = createWorld({ servers, observers, clients, seed: 5, hopMs: 5, programs: REAL })
  world.settle()
  // Clients that found no leader yet try again.
  world.runFor(3000)
  return world
}
function pictureOf(world: World): ClusterModel {
  return reduceAll(emptyCluster(), world.trace)
}
/** Every end that a machine has, as `node link`. */
function endsOf(world: World): readonly string[] {
  return [...world.machine.nodes.values()]
    .filter(({ running }) => running.type !== 'dead')
    .flatMap(({ name, end }) => [...end.links.keys()].map((link) => `${name} ${link}`))
    .toSorted()
}
/** The same of the picture, without those that their owners have given up already. */
function drawnEnds(picture: ClusterModel): readonly string[] {
  return [...picture.links.values()]
    .flatMap(({ id, dialler, listener, near, far }) => [
      ...(near === undefined || near === 'closing' ? [] : [`${dialler} ${id}`]),
      ...(far === undefined || far === 'closing' ? [] : [`${listener} ${id}`]),
    ])
    .toSorted()
}
function shown(picture: ClusterModel, channel: string): readonly string[] {
  return [...picture.links.values()]
    .filter((link) => link.channel === channel)
    .map(({ dialler, listener }) => `${dialler}→${listener}`)
    .toSorted()
}

describe('who is connected to whom', () => {
  test('the larger id dials the smaller for elections, learners dial their leader, clients one server', () => {
    const picture = pictureOf(ensemble(3, ['A']))
    expect(shown(picture, 'election')).toEqual(['s2→s1', 's3→s1', 's3→s2'])
    expect(shown(picture, 'quorum')).toEqual(['s1→s3', 's2→s3'])
    expect(shown(picture, 'client')).toHaveLength(1)
    expect([...picture.links.values()].every(({ near, far }) => near === far && near === 'established')).toBe(true)
  })

  test.each([3, 5, 7])('all ends that %i servers and their clients have are drawn, and no other', (servers) => {
    const world = ensemble(servers, ['A', 'B'], 1)
    expect(drawnEnds(pictureOf(world))).toEqual(endsOf(world))
  })

  test('after a death, a return, a cut and its healing the picture still has exactly the ends that there are', () => {
    const world = ensemble(5, ['A', 'B', 'C'])
    const steps: readonly (() => void)[] = [
      () => world.kill('leader'),
      () => world.restart(5),
      () => world.isolate(4),
      () => world.heal(),
      () => world.stop('leader'),
      () => world.killClient('A'),
    ]
    for (const step of steps) {
      step()
      world.runFor(30_000)
      expect(drawnEnds(pictureOf(world))).toEqual(endsOf(world))
    }
  })

  test('machines tell in batches of their own: what is told late, the calls even behind their answers, changes nothing', () => {
    const world = ensemble(5, ['A', 'B'])
    world.kill('leader')
    world.runFor(30_000)
    for (const late of ['dial', 'accept', 'close'] as const) {
      const told: Happening[] = []
      const waiting: { readonly happening: Happening; readonly due: number }[] = []
      for (const [index, happening] of world.trace.entries()) {
        while (waiting[0] !== undefined && waiting[0].due <= index)
          told.push(...waiting.splice(0, 1).map((one) => one.happening))
        const { event } = happening
        if (event.type === 'messageSent' && event.flight.kind === late) waiting.push({ happening, due: index + 40 })
        else told.push(happening)
      }
      const picture = reduceAll(emptyCluster(), [...told, ...waiting.map(({ happening }) => happening)])
      expect(drawnEnds(picture), late).toEqual(endsOf(world))
    }
  })

  test('a death behind a cut is not heard: the other end stays, half-open, until the way is open again', () => {
    const world = ensemble(3)
    world.cut(3, 1)
    world.kill(3)
    const halfOpen = [...pictureOf(world).links.values()].filter(
      ({ dialler, far }) => dialler === 's3' && far !== undefined,
    )
    expect(halfOpen.map(({ listener, near, far }) => ({ listener, near, far }))).toEqual([
      { listener: 's1', near: undefined, far: 'established' },
    ])
    world.heal()
    world.runFor(1000)
    expect(shown(pictureOf(world), 'election')).toEqual(['s2→s1'])
  })

  test('what nobody answers is dialled for as long as it is tried, and then it is gone', () => {
    const world = ensemble(3)
    world.kill(3)
    world.runFor(5000)
    world.isolate(1)
    world.restart(3)
    world.runFor(1000)
    const dialled = [...pictureOf(world).links.values()].filter(
      ({ near, far }) => near === 'synSent' && far === undefined,
    )
    expect(dialled.map(({ dialler, listener }) => `${dialler}→${listener}`)).toContain('s3→s1')
    world.heal()
    world.runFor(30_000)
    expect(drawnEnds(pictureOf(world))).toEqual(endsOf(world))
  })
})
