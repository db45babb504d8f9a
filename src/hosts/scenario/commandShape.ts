/** The shape of every command that a step may hold. New rows go to the end. */
import type { NodeName, ServerId } from '../../ground/ids.ts'
import type { RecipeName } from '../../protocol/client/seam.ts'
import type { ScenarioCommand } from '../scenario.ts'
import { opShape, path, runShape } from './opShapes.ts'
import {
  byType,
  choice,
  flag,
  list,
  number,
  optional,
  otherwise,
  pair,
  type Shape,
  text,
  textOf,
  whole,
  wordOr,
} from './shape.ts'

const server: Shape<ServerId> = whole<ServerId>(1, 254)
/** A day: nobody waits longer. */
const ms: Shape<number> = number(0, 86_400_000)
const node: Shape<NodeName> = textOf<NodeName>(100, (name) =>
  /^[sce]\S+$/.test(name) ? undefined : 'no node is named so',
)
export const clientName: Shape<string> = text(12, (name) =>
  /^[A-Za-z][A-Za-z0-9]{0,11}$/.test(name) ? undefined : 'a client is named by a letter or a short word',
)
const recipes: readonly RecipeName[] = [
  'lock',
  'readLock',
  'writeLock',
  'election',
  'member',
  'group',
  'provider',
  'resolve',
  'config',
  'configWrite',
  'queuePut',
  'queueTake',
  'barrier',
  'doubleBarrier',
  'counter',
  'twoPhase',
  'site',
]
export const speedShape: Shape<number | 'auto'> = wordOr('auto', number(0.01, 100))
const bothWays = otherwise(flag, true)

export const commandShape: Shape<ScenarioCommand> = byType<ScenarioCommand>({
  kill: { server: optional(server) },
  stop: { server },
  restart: { server, disk: otherwise(choice(['keep', 'loseUnflushed', 'wipe']), 'keep') },
  submit: { client: clientName, op: opShape },
  run: { client: clientName, run: runShape },
  release: { client: clientName, recipe: choice(recipes), path: optional(path) },
  addClient: { name: optional(clientName), server: optional(server), canBeReadOnly: optional(flag) },
  killClient: { client: clientName },
  closeClient: { client: clientName },
  freezeClient: { client: clientName },
  thawClient: { client: clientName },
  moveClient: { client: clientName, server: optional(server) },
  freeze: { server },
  thaw: { server },
  isolate: { server },
  heal: { server: optional(server), to: optional(server) },
  cut: { from: server, to: server, bothWays },
  cutLinks: { links: list(pair(node), 1000) },
  partition: { groups: list(list(server, 20), 20) },
  delay: { from: server, to: server, bothWays, delayMs: ms },
  stall: { from: server, to: server, bothWays, forMs: ms },
  slowDisk: { server, delayMs: ms },
  fullDisk: { server, full: otherwise(flag, true) },
  mendDisk: { server },
  skewClock: { server, rate: otherwise(number(0, 1000), 1), jumpMs: otherwise(number(-86_400_000, 86_400_000), 0) },
  addServer: { role: choice(['participant', 'observer']) },
  removeServer: { server },
  setSpeed: { speed: speedShape },
  setHop: { hopMs: number(0, 60_000) },
})
