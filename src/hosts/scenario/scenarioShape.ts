/** The shape of a whole scenario, and what its parts must be to each other. */

import { parentOf } from '../../ground/data/path.ts'
import type { ServerId } from '../../ground/ids.ts'
import { type KeeperErrorName, KeeperErrors } from '../../ground/jute/errors.ts'
import { MEMBERS_MAX } from '../membership.ts'
import {
  SCENARIO_BOUNDS as BOUNDS,
  type Expectation,
  type FirstZnode,
  type Scenario,
  type ScenarioStep,
} from '../scenario.ts'
import { clientName, commandShape, speedShape } from './commandShape.ts'
import { Misfit } from './json.ts'
import { aclShape, znodePath } from './opShapes.ts'
import {
  byType,
  bytesOrNull,
  choice,
  type Fields,
  flag,
  list,
  mark,
  number,
  optional,
  otherwise,
  record,
  type Shape,
  text,
  textOf,
  whole,
  wordOr,
} from './shape.ts'

const server: Shape<ServerId> = whole<ServerId>(1, 254)
const at: Shape<number> = whole(0, BOUNDS.atMs)

const expectation: Shape<Expectation> = byType<Expectation>({
  leader: { server: optional(server) },
  noLeader: {},
  role: { server, role: choice(['leader', 'follower', 'observer', 'looking', 'down']) },
  client: {
    client: clientName,
    state: choice([
      'connecting',
      'connected',
      'connectedReadOnly',
      'disconnected',
      'expired',
      'closed',
      'authFailed',
      'down',
    ]),
  },
  znode: {
    path: znodePath,
    data: optional(bytesOrNull),
    children: optional(list(text(1000), BOUNDS.znodes)),
  },
  noZnode: { path: znodePath },
  answer: {
    step: whole(1, BOUNDS.steps),
    answer: textOf<Answer>(40, (word) => (isAnswer(word) ? undefined : `${word} is no answer`)),
  },
  agreement: {},
})

type Answer = 'ok' | 'refused' | KeeperErrorName
function isAnswer(word: string): boolean {
  return word === 'refused' || Object.hasOwn(KeeperErrors, word)
}

/** All but the steps, which links tell in a way of their own. */
const rest: Fields<Omit<Scenario, 'steps'>> = {
  servers: otherwise(choice<number>([1, 3, 5, 7]), 5),
  clients: otherwise(list(clientName, 26), ['A', 'B']),
  tree: otherwise(
    wordOr(
      'usual',
      list(
        record<FirstZnode>({
          path: znodePath,
          data: otherwise(bytesOrNull, null),
          container: optional(mark),
          acl: optional(aclShape),
        }),
        BOUNDS.znodes,
      ),
    ),
    'usual',
  ),
  observers: otherwise(whole(0, MEMBERS_MAX), 0),
  idle: otherwise(flag, false),
  title: optional(text(200)),
  seed: otherwise(whole(0, 0xffffffff), 1),
  hopMs: optional(number(0, 60_000)),
  speed: optional(speedShape),
  expect: otherwise(list(expectation, BOUNDS.expectations), []),
  patienceMs: optional(whole(0, BOUNDS.atMs)),
}
export const restShape: Shape<Omit<Scenario, 'steps'>> = record<Omit<Scenario, 'steps'>>(rest)
export const scenarioShape: Shape<Scenario> = record<Scenario>({
  ...rest,
  steps: otherwise(list(record<ScenarioStep>({ at, command: commandShape, now: optional(mark) }), BOUNDS.steps), []),
})

/** What no single part says. Throws Misfit. */
export function checkWhole(one: Scenario): void {
  for (const [index, step] of one.steps.entries()) {
    const before = one.steps[index - 1]?.at ?? 0
    if (step.at < before) throw new Misfit(`steps[${index + 1}].at`, { type: 'outOfOrder' })
  }
  if (one.servers + one.observers > MEMBERS_MAX)
    throw new Misfit('observers', { type: 'outside', min: 0, max: MEMBERS_MAX - one.servers })
  for (const [index, name] of one.clients.entries())
    if (one.clients.indexOf(name) !== index)
      throw new Misfit(`clients[${index + 1}]`, { type: 'malformed', reason: `${name} stands there twice` })
  const found = new Set(['/'])
  if (one.tree === 'usual') return
  if (one.idle && one.tree.length > 0)
    throw new Misfit('tree', { type: 'malformed', reason: 'where no server is started there is no first tree' })
  for (const [index, { path }] of one.tree.entries()) {
    if (found.has(path) || !found.has(parentOf(path)))
      throw new Misfit(`tree[${index + 1}].path`, { type: 'outOfOrder' })
    found.add(path)
  }
  if (one.tree.length > 0 && one.clients.length === 0) throw new Misfit('clients', { type: 'missing' })
}
