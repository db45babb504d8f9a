/** Scenarios that several tests look at. */
import { encodeText } from '../../ground/base/utf8.ts'
import { nodeName, serverId } from '../../ground/ids.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import type { Scenario, ScenarioCommand, ScenarioStep } from '../scenario.ts'

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

const bytes = (text: string): Uint8Array => encodeText(text)
/** Every kind of field once. */
export const everything: Scenario = {
  ...bare,
  title: 'Everything 全部',
  servers: 3,
  observers: 2,
  clients: ['A', 'Bob2'],
  seed: 4_294_967_295,
  hopMs: 1.5,
  speed: 'auto',
  patienceMs: 5,
  tree: [
    { path: '/a', data: null },
    { path: '/a/b', data: new Uint8Array([0xff, 0, 1]), container: true },
    { path: '/配置', data: bytes(''), acl: [{ perms: 1, id: { scheme: 'digest', id: null } }] },
  ],
  steps: [
    { at: 0, command: { type: 'kill' } },
    { at: 0, command: { type: 'kill', server: s(2) }, now: true },
    { at: 7, command: { type: 'restart', server: s(2), disk: 'wipe' } },
    { at: 8, command: { type: 'cutLinks', links: [[nodeName('s1'), nodeName('cA')]] } },
    { at: 9, command: { type: 'partition', groups: [[s(1)], [s(2), s(3)]] } },
    { at: 10, command: { type: 'skewClock', server: s(1), rate: 0.5, jumpMs: -3 } },
    { at: 11, command: { type: 'fullDisk', server: s(1), full: false } },
    { at: 12, command: { type: 'setSpeed', speed: 'auto' } },
    ...ops().map((op): ScenarioStep => ({ at: 99, command: { type: 'submit', client: 'A', op } })),
    { at: 100, command: { type: 'run', client: 'A', run: { recipe: 'lock', path: '/l', prefix: '', herd: false } } },
    {
      at: 100,
      command: { type: 'run', client: 'A', run: { recipe: 'twoPhase', path: '/t', sites: ['x', '__proto__'] } },
    },
    { at: 101, command: { type: 'release', client: 'A', recipe: 'lock' } },
  ],
  expect: [
    { type: 'leader' },
    { type: 'role', server: s(1), role: 'down' },
    { type: 'znode', path: '/a', data: null, children: [] },
    { type: 'answer', step: 9, answer: 'nodeExists' },
    { type: 'agreement' },
  ],
}

function ops(): readonly Extract<ScenarioStep['command'], { type: 'submit' }>['op'][] {
  const create = { type: 'create', path: '/x-', data: null, mode: 'ephemeralSequential', acl: OPEN_ACL } as const
  return [
    create,
    { ...create, mode: 'persistentWithTtl', ttl: 5000, stat: true, acl: [], data: bytes('é') },
    { type: 'setData', path: '', data: new Uint8Array([0x80]), version: 0 },
    { type: 'setData', path: '/x', data: null, version: -1 },
    { type: 'multi', ops: [create, { type: 'check', path: '/', version: 3 }] },
    { type: 'multiRead', ops: [{ type: 'getData', path: '/x' }] },
    { type: 'addAuth', scheme: 'digest', auth: bytes('u:p') },
    { type: 'reconfig', joining: '', leaving: null, newMembers: null, fromConfig: 0x1_0000_0000n },
    { type: 'whoAmI' },
  ]
}
