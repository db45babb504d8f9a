import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import type { Command } from '../command.ts'
import { whyNot } from './refusals.ts'

const submit = (op: Extract<Command, { type: 'submit' }>['op']): Command => ({ type: 'submit', client: 'A', op })
const READS: readonly Command[] = [
  submit({ type: 'getData', path: '/', watch: true }),
  submit({ type: 'sync', path: '/' }),
  submit({ type: 'addWatch', path: '/', mode: 'persistent' }),
  { type: 'addClient', name: 'B' },
  { type: 'moveClient', client: 'A' },
]
const WRITES: readonly Command[] = [
  submit({ type: 'create', path: '/a', data: null, mode: 'ephemeral', acl: [] }),
  submit({ type: 'setData', path: '/a', data: null, version: -1 }),
  submit({ type: 'delete', path: '/a', version: -1 }),
  submit({ type: 'multi', ops: [] }),
  { type: 'run', client: 'A', run: { recipe: 'lock', path: '/locks', prefix: 'x-' } },
]
const FAULTS: readonly Command[] = [
  { type: 'kill' },
  { type: 'stop', server: serverId(1) },
  { type: 'isolate', server: serverId(1) },
  { type: 'heal' },
  { type: 'newEnsemble', servers: 3 },
  { type: 'removeServer', server: serverId(1) },
]

test('reading is always possible', () => {
  for (const command of READS) expect(whyNot(command, false)).toBeUndefined()
})
test('writing needs leave, recipes too', () => {
  for (const command of WRITES) {
    expect(whyNot(command, false)).toMatch(/--allow-writes/)
    expect(whyNot(command, true)).toBeUndefined()
  }
})
test('real processes can not be killed from here, nor their time stopped, whatever is allowed', () => {
  for (const command of FAULTS) expect(whyNot(command, true)).toMatch(/real processes/)
  expect(whyNot({ type: 'pause' }, true)).toMatch(/time/)
})
