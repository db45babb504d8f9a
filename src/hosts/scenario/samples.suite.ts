/** Scenarios that several tests look at. */
import { encodeText } from '../../ground/base/utf8.ts'
import { serverId } from '../../ground/ids.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import type { Scenario, ScenarioCommand } from '../scenario.ts'

export const bare: Scenario = {
  servers: 5,
  observers: 0,
  idle: false,
  clients: ['A', 'B'],
  seed: 1,
  tree: 'usual',
  steps: [],
  expect: [],
}

export function create(path: string, data: string | null = null, mode: CreateMode = 'persistent'): ClientOp {
  return { type: 'create', path, data: data === null ? null : encodeText(data), mode, acl: OPEN_ACL }
}
export function setData(path: string, data: string, version: number = -1): ClientOp {
  return { type: 'setData', path, data: encodeText(data), version }
}
export function asked(client: string, op: ClientOp): ScenarioCommand {
  return { type: 'submit', client, op }
}

const s = serverId
/** What somebody does in some minutes; times between acts have two digits, as links tell them (`rounded`). */
const acts: readonly (readonly [at: number, command: ScenarioCommand])[] = [
  [2500, asked('A', create('/app', 'shop'))],
  [7100, asked('A', create('/app/db', 'jdbc:mysql://10.0.0.5/shop'))],
  [11_900, asked('B', { type: 'getData', path: '/app/db', watch: true })],
  [15_300, asked('A', setData('/app/db', 'jdbc:mysql://10.0.0.6/shop'))],
  [21_000, { type: 'kill' }],
  [26_400, asked('B', create('/app/worker-', null, 'ephemeralSequential'))],
  [29_800, asked('A', create('/app/worker-', null, 'ephemeralSequential'))],
  [33_200, { type: 'restart', server: s(5), disk: 'keep' }],
  [39_500, { type: 'addClient', name: 'C' }],
  [42_000, { type: 'run', client: 'A', run: { recipe: 'lock', path: '/locks', prefix: 'id_' } }],
  [43_600, { type: 'run', client: 'B', run: { recipe: 'lock', path: '/locks', prefix: 'id_' } }],
  [44_100, { type: 'run', client: 'C', run: { recipe: 'lock', path: '/locks', prefix: 'id_' } }],
  [50_500, { type: 'killClient', client: 'A' }],
  [63_500, { type: 'release', client: 'B', recipe: 'lock' }],
  [66_100, { type: 'isolate', server: s(3) }],
  [71_800, asked('C', setData('/config/common.yml', 'port: 8081'))],
  [76_400, { type: 'heal' }],
  [81_000, { type: 'kill', server: s(1) }],
  [82_600, { type: 'kill', server: s(2) }],
  [88_200, { type: 'restart', server: s(1), disk: 'wipe' }],
]
/** Twenty commands of many kinds. */
export const sessionOfTwenty: Scenario = { ...bare, steps: acts.map(([at, command]) => ({ at, command })) }
