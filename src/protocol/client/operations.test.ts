/** What the client library does beside sending and reading: identities, removals, persistent watches (ClientCnxn, ZKWatchManager). */
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import * as records from '../../ground/jute/records.ts'
import {
  accept,
  asked,
  type Bench,
  bench,
  completions,
  connect,
  connectReply,
  drop,
  effectsOf,
  notification,
  open,
  receive,
  refusal,
  reply,
  STAT,
  submit,
} from './scripted.suite.ts'
import type { ClientEffect, ClientOp } from './seam.ts'

const AUTH: ClientOp = { type: 'addAuth', scheme: 'digest', auth: encodeUtf8('ann:secret') }
function names(effects: readonly ClientEffect[]): readonly (string | undefined)[] {
  return asked(effects).map(({ op }) => op)
}
function connected(): Bench {
  const b = bench()
  connect(b)
  return b
}
function watchPersistent(b: Bench, id: number, path: string, mode: 'persistent' | 'persistentRecursive'): void {
  submit(b, id, { type: 'addWatch', path, mode })
  receive(b, reply(id, 1n, records.errorResponse, { err: 0 }))
}

describe('identities', () => {
  test('an identity is told with xid -4, and answered beside the requests in their order', () => {
    const b = connected()
    submit(b, 1, { type: 'sync', path: '/' })
    const [first] = asked(submit(b, 2, AUTH))
    expect([first?.xid, first?.op]).toEqual([-4, 'auth'])
    expect(first && records.authPacket.read(first.body)).toEqual({
      type: 0,
      scheme: 'digest',
      auth: encodeUtf8('ann:secret'),
    })
    receive(b, reply(-4, 0n))
    expect(completions(b.all)).toEqual([[2, { ok: true }]])
    receive(b, reply(1, 1n, records.syncResponse, { path: '/' }))
    expect(completions(b.all)).toHaveLength(2)
  })

  test('every new connection is told who we are, before its watches and before what is queued', () => {
    const b = connected()
    submit(b, 1, AUTH)
    receive(b, reply(-4, 0n))
    submit(b, 2, { type: 'getData', path: '/a', watch: true })
    receive(b, reply(1, 1n, records.getDataResponse, { data: null, stat: STAT }))
    drop(b)
    submit(b, 3, { type: 'sync', path: '/' })
    open(b)
    expect(names(receive(b, connectReply()))).toEqual(['auth', 'setWatches', 'sync'])
    receive(b, reply(-4, 0n))
    receive(b, reply(-8, 1n))
    receive(b, reply(2, 1n, records.syncResponse, { path: '/' }))
    expect(completions(b.all).map(([id, outcome]) => [id, outcome.ok])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ])
  })

  test('an identity whose answer was lost is unknown to its asker, and told again all the same', () => {
    const b = connected()
    submit(b, 1, AUTH)
    drop(b)
    expect(completions(b.all)).toEqual([[1, { ok: false, error: 'connectionLoss' }]])
    expect(names(accept(b))).toEqual(['auth'])
  })

  test('refused credentials end the client: what was asked fails alike, and nothing is asked again', () => {
    const b = connected()
    submit(b, 1, { type: 'sync', path: '/' })
    submit(b, 2, AUTH)
    receive(b, refusal(-4, 0n, 'authFailed'))
    submit(b, 3, { type: 'sync', path: '/' })
    const failed = { ok: false, error: 'authFailed' }
    expect(completions(b.all)).toEqual([
      [2, failed],
      [1, failed],
      [3, failed],
    ])
    expect(effectsOf(b.all, 'stateChanged').at(-1)?.state).toBe('authFailed')
    expect(effectsOf(b.all, 'exit')).toHaveLength(1)
  })

  test('an answer to an identity that nobody told closes the connection, not the session', () => {
    const b = connected()
    expect(effectsOf(receive(b, reply(-4, 0n)), 'close')).toHaveLength(1)
    expect(effectsOf(b.all, 'exit')).toEqual([])
  })
})

describe('persistent watches', () => {
  test('they stay when they fire, and are told again in setWatches2', () => {
    const b = connected()
    watchPersistent(b, 1, '/a', 'persistent')
    watchPersistent(b, 2, '/r', 'persistentRecursive')
    for (const event of ['nodeCreated', 'nodeChildrenChanged', 'nodeDeleted'] as const) {
      expect(effectsOf(receive(b, notification(event, '/a')), 'watched')).toHaveLength(1)
    }
    expect(effectsOf(receive(b, notification('nodeDataChanged', '/r/deep/below')), 'watched')).toHaveLength(1)
    expect(effectsOf(receive(b, notification('nodeDataChanged', '/a/b')), 'watched')).toHaveLength(0)
    drop(b)
    const [again] = asked(accept(b))
    expect(again?.op).toBe('setWatches2')
    expect(again && records.setWatches2.read(again.body)).toMatchObject({
      dataWatches: [],
      persistentWatches: ['/a'],
      persistentRecursiveWatches: ['/r'],
    })
  })

  test('one that is refused is not there', () => {
    const b = connected()
    submit(b, 1, { type: 'addWatch', path: '/a', mode: 'persistent' })
    receive(b, refusal(1, 1n, 'unimplemented'))
    drop(b)
    expect(asked(accept(b))).toEqual([])
  })
})

describe('removing watches', () => {
  function watching(): Bench {
    const b = connected()
    submit(b, 1, { type: 'getData', path: '/a', watch: true })
    submit(b, 2, { type: 'getChildren', path: '/a', watch: true })
    receive(b, reply(1, 1n, records.getDataResponse, { data: null, stat: STAT }))
    receive(b, reply(2, 1n, records.getChildrenResponse, { children: [] }))
    return b
  }
  const removal = (kind: 'data' | 'children' | 'any', local = false): ClientOp => ({
    type: 'removeWatches',
    path: '/a',
    kind,
    local,
  })
  const heard = (b: Bench): readonly string[] => effectsOf(b.all, 'watched').map(({ event }) => event)

  test.each([
    ['data', ['dataWatchRemoved']],
    ['children', ['childWatchRemoved']],
    ['any', ['dataWatchRemoved', 'childWatchRemoved']],
  ] as const)('of kind %s tell the application %j', (kind, events) => {
    const b = watching()
    submit(b, 3, removal(kind))
    receive(b, reply(3, 1n))
    expect(heard(b).toSorted()).toEqual([...events].toSorted())
    expect(completions(b.all).at(-1)).toEqual([3, { ok: true }])
  })

  test('a watch that we do not have is noWatcher, whatever the server says', () => {
    const b = connected()
    submit(b, 1, removal('any', true))
    receive(b, reply(1, 1n))
    expect(completions(b.all)).toEqual([[1, { ok: false, error: 'noWatcher' }]])
  })

  test('a server that refuses keeps the watch, unless it is to be forgotten locally', () => {
    const b = watching()
    submit(b, 3, removal('data'))
    receive(b, refusal(3, 1n, 'noWatcher'))
    expect([completions(b.all).at(-1), heard(b)]).toEqual([[3, { ok: false, error: 'noWatcher' }], []])
    submit(b, 4, removal('data', true))
    drop(b)
    expect([completions(b.all).at(-1), heard(b)]).toEqual([[4, { ok: true }], ['dataWatchRemoved']])
  })

  test('while a recipe watches the same znode, the server is only asked whether there is a watch', () => {
    const b = watching()
    b.client.watches.data.get('/a')?.add(77)
    expect(names(submit(b, 3, removal('data')))).toEqual(['checkWatches'])
    receive(b, reply(3, 1n))
    expect(heard(b)).toEqual(['dataWatchRemoved'])
    expect(names(submit(b, 4, removal('children')))).toEqual(['removeWatches'])
  })
})

describe('what is refused before anything is sent', () => {
  test.each<readonly [string, ClientOp, string]>([
    [
      'a multi with a path that is none',
      { type: 'multi', ops: [{ type: 'check', path: 'a', version: 0 }] },
      'badArguments',
    ],
    ['an empty ACL', { type: 'setACL', path: '/a', acl: [], version: -1 }, 'invalidACL'],
    ['a multiRead of no path', { type: 'multiRead', ops: [{ type: 'getData', path: '' }] }, 'badArguments'],
    ['a watch on no path', { type: 'addWatch', path: 'x', mode: 'persistent' }, 'badArguments'],
    ['ephemerals under no path', { type: 'getEphemerals', prefix: 'x' }, 'badArguments'],
  ])('%s', (_, op, error) => {
    const b = connected()
    expect(asked(submit(b, 1, op))).toEqual([])
    expect(completions(b.all)).toEqual([[1, { ok: false, error }]])
  })
})
