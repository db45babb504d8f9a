/**
 * A player is a client application in a swarm: one node, one workload, its own dice. It asks through the real client
 * library and believes what it is told. What it was not answered before its end may or may not have happened.
 */
import { below, type Rng } from '../../../ground/base/rng.ts'
import type { Tree } from '../../../ground/data/tree.ts'
import { clientNode, type NodeName, SESSION_NONE } from '../../../ground/ids.ts'
import type { ClientInput, ClientOp, OpOutcome } from '../../../protocol/client/seam.ts'
import type { Happening } from '../../engine.ts'
import { isFrozen, isRunning } from '../faults.ts'
import { nodeOf } from '../machine.ts'
import type { World } from '../world.ts'

export type Player = {
  readonly name: string
  readonly node: NodeName
  readonly world: World
  readonly rng: Rng
  /** What is shared with the other players of the world. */
  readonly table: Table
  /** What this life of the client asked and was not yet seen to be answered. */
  readonly asked: Set<number>
}

/** What players know of each other, beside ZooKeeper: the referee's notes. */
export type Table = {
  /** Who got what may be got once: a version of the register, an item of the queue. */
  readonly taken: Map<string, string>
  /** Who holds the lock now, by their own account, and with which znode. */
  readonly holders: Map<NodeName, string>
  /** Recipes and their releases have ids from here on; they share one number line with operations. */
  nextId: number
}

/** What a player does. */
export type Workload = {
  /** Its client runs, and it is its turn. */
  readonly turn: () => void
  /** Its client was started anew: a new session, and nothing that was asked will be answered. */
  readonly reborn: () => void
  /** There will be no more turns: what was answered since the last one counts, what was not may have happened. */
  readonly rest: () => void
  /** Something happened at its own node. */
  readonly hear: (event: Happening['event']) => void
  /** At rest, with the one tree that all hold: what is wrong, or undefined. */
  readonly judge: (tree: Tree) => string | undefined
  /** Something that must have grown when the world was kind for a while; undefined where nothing must. */
  readonly progress: (() => number) | undefined
}

export function emptyTable(): Table {
  return { taken: new Map(), holders: new Map(), nextId: 1_000_000 }
}

/** Hands an operation in. */
export function ask(player: Player, op: ClientOp): number {
  const id = player.world.submit(player.name, op)
  player.asked.add(id)
  return id
}
/** Tells the client something that is answered under an id. */
export function askAs(player: Player, input: (id: number) => ClientInput): number {
  const id = player.table.nextId++
  player.world.tell(player.name, input(id))
  return id
}
export function outcomeOf(player: Player, id: number): OpOutcome | undefined {
  return player.world.outcome(id)
}
/** How many of its operations have no answer yet. */
export function pending(player: Player): number {
  for (const id of player.asked) if (player.world.outcome(id) !== undefined) player.asked.delete(id)
  return player.asked.size
}

/** One beat: a player whose client is gone starts it anew before long. */
export function play(player: Player, workload: Workload): void {
  const { world, name } = player
  const { machine } = world
  if (isFrozen(machine, player.node)) return
  if (isRunning(nodeOf(machine, player.node))) return workload.turn()
  if (below(player.rng, 4) > 0) return
  player.asked.clear()
  world.addClient(name)
  workload.reborn()
}

/** Whether every player's present operations are answered; a client that runs no more asks for nothing. */
export function isAnswered(player: Player): boolean {
  return !isRunning(nodeOf(player.world.machine, player.node)) || pending(player) === 0
}

/** Notes that `who` got what only one may get; throws where somebody got it before. */
export function take({ table }: Player, what: string, who: string): void {
  const before = table.taken.get(what)
  if (before !== undefined) throw new Error(`${what} was given to ${before} and to ${who}`)
  table.taken.set(what, who)
}

export function playerNode(name: string): NodeName {
  return clientNode(name)
}

/** For workloads that have nothing to say there. */
export const NOTHING: Pick<Workload, 'hear' | 'judge' | 'progress' | 'reborn' | 'rest'> = {
  hear: () => undefined,
  judge: () => undefined,
  progress: undefined,
  reborn: () => undefined,
  rest: () => undefined,
}
/** Ephemerals in the tree, by path. */
export function ephemeralsIn(tree: Tree): readonly string[] {
  return [...tree.ephemerals].flatMap(([session, paths]) => (session === SESSION_NONE ? [] : [...paths]))
}
