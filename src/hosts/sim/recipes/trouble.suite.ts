/**
 * Clients that run recipes while servers die, links break and sessions expire; then quiet. The seed decides everything.
 * What must hold is read from the trace afterwards: what the servers applied, and what the clients said of their recipes.
 */
import { below, type Rng, rngOf } from '../../../ground/base/rng.ts'
import { clientNode, serverNode } from '../../../ground/ids.ts'
import type { Txn } from '../../../ground/jute/txns.ts'
import type { OpOutcome, RecipeName, RecipeRun } from '../../../protocol/client/seam.ts'
import type { RecipeDeed } from '../../../protocol/recipes/seam.ts'
import { partsOf } from '../../checkers/checker.ts'
import type { Happening } from '../../engine.ts'
import { isRunning } from '../faults.ts'
import { nodeOf } from '../machine.ts'
import { cluster } from '../scenarios/cluster.suite.ts'
import type { World } from '../world.ts'

export const BEAT_MS = 100
const SESSION_MS = 4000
/** Ids of recipes; operations that a test submits have the numbers below. */
const FIRST_ID = 1_000_000

export type Play = {
  readonly world: World
  readonly dice: Rng
  readonly clients: readonly string[]
  readonly runs: { readonly id: number; readonly client: string; readonly life: number; readonly run: RecipeRun }[]
  nextId: number
  /** How often each client was started anew: a new process knows nothing of the old one. */
  readonly lives: Map<string, number>
}

/** Three servers and the clients, up and at rest. */
export function play(seed: number, clients: readonly string[]): Play {
  const dice = rngOf(seed * 6151 + 3)
  const world = cluster(3, {
    seed,
    clients,
    jitterMs: below(dice, 20),
    flushJitterMs: below(dice, 15),
    sessionTimeoutMs: SESSION_MS,
    traceMessages: false,
    journals: false,
    config: { tickTime: 500 },
  })
  world.settle()
  return { world, dice, clients, runs: [], nextId: FIRST_ID, lives: new Map() }
}

/** Lets `turn` act at every beat, for `beats`, while one in six beats breaks or mends something. Then all is mended. */
export function trouble(p: Play, beats: number, turn: (client: string, beat: number) => void): void {
  for (let beat = 0; beat < beats; beat++) {
    p.world.runFor(BEAT_MS)
    for (const client of p.clients) if (isUp(p, client)) turn(client, beat)
    if (below(p.dice, 6) === 0) disturb(p)
  }
  calm(p)
}

/** Starts a recipe in a client; the id asks for its outcome. */
export function run(p: Play, client: string, wanted: RecipeRun): number {
  const id = p.nextId++
  p.runs.push({ id, client, life: p.lives.get(client) ?? 0, run: wanted })
  p.world.tell(client, { type: 'run', id, run: wanted })
  return id
}
export function release(p: Play, client: string, { recipe, path }: Pick<RecipeRun, 'recipe' | 'path'>): number {
  const id = p.nextId++
  p.world.tell(client, { type: 'release', id, recipe, path })
  return id
}
/** Whether the client, in this life, waits for the outcome of a run of this recipe. */
export function isBusy(p: Play, client: string, recipe: RecipeName): boolean {
  const last = p.runs.findLast((one) => one.client === client && one.run.recipe === recipe)
  return last !== undefined && last.life === (p.lives.get(client) ?? 0) && outcomeOf(p, last.id) === undefined
}
export function outcomeOf(p: Play, id: number): OpOutcome | undefined {
  return p.world.outcome(id)
}
export function isUp({ world }: Play, client: string): boolean {
  return isRunning(nodeOf(world.machine, clientNode(client)))
}

function disturb(p: Play): void {
  const { world, dice, clients } = p
  const server = world.servers[below(dice, world.servers.length)] ?? world.servers[0]
  const client = clients[below(dice, clients.length)] ?? 'A'
  if (server === undefined) return
  switch (below(dice, 12)) {
    case 0:
    case 1:
      return world.isRunning(server) ? void world.kill(server) : world.restart(server, 'loseUnflushed')
    case 2:
      return void world.isolate(server)
    case 3:
      return world.machine.rules.frozen.includes(serverNode(server)) ? world.thaw(server) : void world.freeze(server)
    case 4:
      return world.cutClient(client, server)
    case 5:
    case 6:
      if (isUp(p, client)) world.tell(client, { type: 'move', server: undefined })
      return
    case 7:
      return stun(p, client)
    case 8:
      if (below(dice, 3) !== 0) return
      if (isUp(p, client)) world.killClient(client)
      return
    default:
      return mend(p)
  }
}

/** A pause of the client, now and then beyond its session's timeout. */
function stun(p: Play, client: string): void {
  const { world, dice } = p
  if (!isUp(p, client)) return
  world.freezeClient(client)
  world.runFor(below(dice, 3) === 0 ? SESSION_MS + 2000 : 800)
  world.thawClient(client)
}

/** Everything runs, nothing is cut; a client that ended starts anew. */
function mend({ world, clients, lives }: Play): void {
  world.heal()
  for (const id of world.servers) {
    world.thaw(id)
    if (!world.isRunning(id)) world.restart(id, 'loseUnflushed')
  }
  for (const name of clients) {
    if (isRunning(nodeOf(world.machine, clientNode(name)))) continue
    world.addClient(name)
    lives.set(name, (lives.get(name) ?? 0) + 1)
  }
}

/** Mended, at rest, and long enough for sessions of the dead to expire. */
export function calm(p: Play): void {
  mend(p)
  p.world.runFor(2 * SESSION_MS)
  mend(p)
  p.world.settle(60_000)
  p.world.runFor(2 * SESSION_MS)
}

/** The trace with what was applied first anywhere: each transaction once, at the moment when some server had it. */
export type Moment =
  | { readonly type: 'txn'; readonly txn: Txn }
  | { readonly type: 'client'; readonly client: string; readonly event: Happening['event'] }

/** What servers applied and clients said, in the order of the trace; a multi as its parts. */
export function momentsOf(world: World): readonly Moment[] {
  let newest = -1n
  return world.trace.flatMap(({ node, event }): readonly Moment[] => {
    if (node.startsWith('c')) return [{ type: 'client', client: node.slice(1), event }]
    if (event.type !== 'applied' || event.zxid <= newest) return []
    newest = event.zxid
    return partsOf(event.txn).map((txn) => ({ type: 'txn', txn }))
  })
}

/** Every deed of this type, with who did it. */
export function deedsOf<K extends RecipeDeed['type']>(
  world: World,
  type: K,
): readonly { readonly client: string; readonly path: string; readonly deed: Extract<RecipeDeed, { type: K }> }[] {
  const isWanted = (deed: RecipeDeed): deed is Extract<RecipeDeed, { type: K }> => deed.type === type
  return world.trace.flatMap(({ node, event }) =>
    event.type === 'recipeDid' && isWanted(event.deed)
      ? [{ client: node.slice(1), path: event.path, deed: event.deed }]
      : [],
  )
}
