import { describe, expect, test } from 'vitest'
import { ZXID_ZERO } from '../../ground/ids.ts'
import * as records from '../../ground/jute/records.ts'
import {
  accept,
  asked,
  bench,
  completions,
  connect,
  connectReply,
  drop,
  effectsOf,
  eventsOf,
  notification,
  open,
  receive,
  refusal,
  reply,
  STAT,
  submit,
} from './scripted.suite.ts'
import { countOf, fire, note, noWatches, setWatchesOf, type Watches } from './watches.ts'

describe('watches', () => {
  test('a watch that fires reaches the application once, and is gone', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/a', watch: true })
    receive(b, reply(1, 1n, records.getDataResponse, { data: null, stat: STAT }))
    expect(effectsOf(receive(b, notification('nodeDataChanged', '/a')), 'watched')).toEqual([
      { type: 'watched', event: 'nodeDataChanged', path: '/a' },
    ])
    drop(b)
    expect(asked(accept(b))).toEqual([])
  })

  test('after a reconnect the server is told all watches, before anything queued', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/data', watch: true })
    submit(b, 2, { type: 'exists', path: '/there', watch: true })
    submit(b, 3, { type: 'exists', path: '/missing', watch: true })
    submit(b, 4, { type: 'getChildren', path: '/parent', watch: true })
    submit(b, 5, { type: 'getData', path: '/nothing', watch: true })
    receive(b, reply(1, 0x100000001n, records.getDataResponse, { data: null, stat: STAT }))
    receive(b, reply(2, 0x100000001n, records.statResponse, { stat: STAT }))
    receive(b, refusal(3, 0x100000002n, 'noNode'))
    receive(b, reply(4, 0x100000003n, records.getChildrenResponse, { children: [] }))
    receive(b, refusal(5, 0x100000003n, 'noNode'))
    drop(b)
    submit(b, 6, { type: 'sync', path: '/' })
    open(b)
    const [first, second] = asked(receive(b, connectReply()))
    expect([first?.xid, first?.op]).toEqual([-8, 'setWatches'])
    expect(first && records.setWatches.read(first.body)).toEqual({
      relativeZxid: 0x100000003n,
      dataWatches: ['/data', '/there'],
      existWatches: ['/missing'],
      childWatches: ['/parent'],
    })
    expect(second?.op).toBe('sync')
    expect(eventsOf(b.all, 'rearmed')).toEqual([{ type: 'rearmed', watches: 4 }])
    receive(b, reply(-8, 0x100000003n))
    receive(b, reply(6, 0x100000003n, records.syncResponse, { path: '/' }))
    expect(completions(b.all).at(-1)).toEqual([6, { ok: true, path: '/' }])
  })

  test('a watch that was asked for but not answered is not told again', () => {
    const b = bench()
    connect(b)
    submit(b, 1, { type: 'getData', path: '/a', watch: true })
    drop(b)
    expect(asked(accept(b))).toEqual([])
  })
})

describe('the tables of watches', () => {
  const PATH = '/a'
  const TABLES = ['data', 'exist', 'child'] as const
  function oneOfEach(): Watches {
    const watches = noWatches()
    for (const table of TABLES) note(watches, table, PATH, 'application')
    return watches
  }

  test.each([
    ['nodeCreated', ['child']],
    ['nodeDataChanged', ['child']],
    ['nodeDeleted', []],
    ['nodeChildrenChanged', ['data', 'exist']],
    ['none', ['data', 'exist', 'child']],
  ] as const)('%s leaves %j', (event, left) => {
    const watches = oneOfEach()
    fire(watches, event, PATH)
    expect(Object.entries(watches).flatMap(([table, paths]) => (paths.size > 0 ? [table] : []))).toEqual(left)
  })

  test('whoever waits in two tables is told once, and two who wait are both told', () => {
    const watches = oneOfEach()
    note(watches, 'child', PATH, 7)
    expect([...fire(watches, 'nodeDeleted', PATH)].sort()).toEqual([7, 'application'])
    expect(countOf(watches)).toBe(0)
  })

  test('many watches go out in packets of about 128 Ki characters, each watch once', () => {
    const watches = noWatches()
    const paths = Array.from({ length: 300 }, (_, i) => `/${String(i).padStart(1023, 'x')}`)
    for (const [i, path] of paths.entries()) note(watches, i % 2 === 0 ? 'data' : 'child', path, 'application')
    const packets = setWatchesOf(watches, ZXID_ZERO)
    const sizes = packets.map((p) => [...p.dataWatches, ...p.childWatches].length)
    expect(sizes).toEqual([128, 128, 44])
    expect(packets.flatMap((p) => [...p.dataWatches, ...p.childWatches]).sort()).toEqual([...paths].sort())
  })
})
