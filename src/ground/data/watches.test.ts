import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LinkId, linkId } from '../ids.ts'
import { OPEN_ACL } from '../jute/records.ts'
import { CREATOR_ALL_ACL, READ_ACL } from './acl.ts'
import type { Change } from './apply.ts'
import { parentOf } from './path.ts'
import {
  addWatch,
  countWatches,
  dropWatcher,
  type Fired,
  hasWatch,
  noWatches,
  removeWatch,
  trigger,
  type Watches,
  type WatchMode,
  watchMode,
} from './watches.ts'

const ann = linkId('ann')
const bob = linkId('bob')
const change = (type: Change['type'], path: string): Change => ({ type, path, acl: OPEN_ACL, parentAcl: READ_ACL })
const told = (fired: readonly Fired[]) => fired.map((one) => `${one.watcher} ${one.event} ${one.path}`)
const both = (watches: Watches, path: string, watcher: LinkId, mode: WatchMode) => {
  addWatch(watches, 'data', path, watcher, mode)
  addWatch(watches, 'child', path, watcher, mode)
}

describe('what fires, and in which order', () => {
  const armed = () => {
    const watches = noWatches()
    for (const path of ['/p', '/p/c']) {
      addWatch(watches, 'data', path, ann, 'standard')
      addWatch(watches, 'child', path, bob, 'standard')
    }
    return watches
  }

  test.each<[Change['type'], string, readonly string[]]>([
    ['created', '/p/c', ['ann nodeCreated /p/c', 'bob nodeChildrenChanged /p']],
    ['deleted', '/p/c', ['ann nodeDeleted /p/c', 'bob nodeDeleted /p/c', 'bob nodeChildrenChanged /p']],
    ['dataChanged', '/p/c', ['ann nodeDataChanged /p/c']],
    ['dataChanged', '/p', ['ann nodeDataChanged /p']],
    ['created', '/p/c/grandchild', ['bob nodeChildrenChanged /p/c']],
    ['created', '/q', []],
  ])('%s %s', (type, path, expected) => {
    expect(told(trigger(armed(), change(type, path)))).toEqual(expected)
  })

  test('the parent of /x is reported as /', () => {
    const watches = noWatches()
    addWatch(watches, 'child', '/', ann, 'standard')
    expect(told(trigger(watches, change('created', '/x')))).toEqual(['ann nodeChildrenChanged /'])
  })

  test('an event is hidden by the ACL of the node, one about children by the ACL of the parent', () => {
    const watches = noWatches()
    both(watches, '/p', ann, 'persistent')
    addWatch(watches, 'data', '/p/c', ann, 'standard')
    const fired = trigger(watches, { type: 'created', path: '/p/c', acl: CREATOR_ALL_ACL, parentAcl: READ_ACL })
    expect(fired.map((one) => one.acl)).toEqual([CREATOR_ALL_ACL, READ_ACL])
  })
})

describe('a standard watch', () => {
  test('fires once, however often it was asked for', () => {
    const watches = noWatches()
    addWatch(watches, 'data', '/a', ann, 'standard')
    addWatch(watches, 'data', '/a', ann, 'standard')
    expect(trigger(watches, change('dataChanged', '/a')).map((one) => one.oneShot)).toEqual([true])
    expect(trigger(watches, change('dataChanged', '/a'))).toEqual([])
    expect(watches).toEqual(noWatches())
  })

  test('left by exists on a missing node fires when the node is created', () => {
    const watches = noWatches()
    addWatch(watches, 'data', '/a', ann, 'standard')
    expect(told(trigger(watches, change('created', '/a')))).toEqual(['ann nodeCreated /a'])
  })

  test('of data and of children on one node tell of its deletion once, and both are used up', () => {
    const watches = noWatches()
    both(watches, '/a', ann, 'standard')
    expect(told(trigger(watches, change('deleted', '/a')))).toEqual(['ann nodeDeleted /a'])
    expect(countWatches(watches)).toBe(0)
  })
})

describe('a persistent watch', () => {
  test('sees all four events of its path, again and again', () => {
    const watches = noWatches()
    both(watches, '/a', ann, 'persistent')
    const changes = [
      change('created', '/a'),
      change('dataChanged', '/a'),
      change('created', '/a/b'),
      change('deleted', '/a'),
    ]
    const expected = ['nodeCreated /a', 'nodeDataChanged /a', 'nodeChildrenChanged /a', 'nodeDeleted /a']
    for (let round = 0; round < 2; round++) {
      const fired = changes.flatMap((one) => trigger(watches, one))
      expect(told(fired)).toEqual(expected.map((text) => `ann ${text}`))
      expect(fired.some((one) => one.oneShot)).toBe(false)
    }
  })
})

describe('a persistent recursive watch', () => {
  test('sees its whole subtree, but never that children changed', () => {
    const watches = noWatches()
    both(watches, '/a', ann, 'persistentRecursive')
    const changes = ['/a', '/a/b', '/a/b/c', '/ab', '/'].flatMap((path) => [
      ...trigger(watches, change('created', path)),
      ...trigger(watches, change('dataChanged', path)),
      ...trigger(watches, change('deleted', path)),
    ])
    const events = ['nodeCreated', 'nodeDataChanged', 'nodeDeleted']
    expect(told(changes)).toEqual(['/a', '/a/b', '/a/b/c'].flatMap((p) => events.map((event) => `ann ${event} ${p}`)))
  })

  test('at the root sees everything', () => {
    const watches = noWatches()
    both(watches, '/', ann, 'persistentRecursive')
    expect(told(trigger(watches, change('created', '/x/y/z')))).toEqual(['ann nodeCreated /x/y/z'])
  })

  test('with another one above, and a standard one at the node, tells once and uses the standard one up', () => {
    const watches = noWatches()
    addWatch(watches, 'data', '/', ann, 'persistentRecursive')
    addWatch(watches, 'data', '/a', ann, 'persistentRecursive')
    addWatch(watches, 'data', '/a/b', ann, 'standard')
    const fired = trigger(watches, change('dataChanged', '/a/b'))
    expect([told(fired), fired.map((one) => one.oneShot)]).toEqual([['ann nodeDataChanged /a/b'], [true]])
    expect(trigger(watches, change('dataChanged', '/a/b')).map((one) => one.oneShot)).toEqual([false])
  })
})

describe('one mode for each path and table (3.8)', () => {
  test('getData with a watch on a recursive path overwrites it: then only the deletion still arrives', () => {
    const watches = noWatches()
    both(watches, '/a', ann, 'persistentRecursive')
    addWatch(watches, 'data', '/a', ann, 'standard')
    expect(told(trigger(watches, change('dataChanged', '/a')))).toEqual(['ann nodeDataChanged /a'])
    expect(trigger(watches, change('dataChanged', '/a'))).toEqual([])
    expect(trigger(watches, change('created', '/a/b'))).toEqual([])
    expect(told(trigger(watches, change('deleted', '/a')))).toEqual(['ann nodeDeleted /a'])
  })

  test('a recursive watch after a children watch swallows its event', () => {
    const watches = noWatches()
    addWatch(watches, 'child', '/a', ann, 'standard')
    both(watches, '/a', ann, 'persistentRecursive')
    expect(told(trigger(watches, change('created', '/a/b')))).toEqual(['ann nodeCreated /a/b'])
  })
})

describe('taking watches away', () => {
  const armed = () => {
    const watches = noWatches()
    both(watches, '/a', ann, 'persistent')
    addWatch(watches, 'data', '/a', bob, 'standard')
    return watches
  }

  test.each<[1 | 2 | 3, WatchMode | undefined, WatchMode | undefined]>([
    [1, 'persistent', undefined],
    [2, undefined, 'persistent'],
    [3, undefined, undefined],
  ])('type %i takes whole entries of its tables, once', (type, data, child) => {
    const watches = armed()
    expect(removeWatch(watches, '/a', ann, type)).toBe(true)
    expect([watchMode(watches, 'data', '/a', ann), watchMode(watches, 'child', '/a', ann)]).toEqual([data, child])
    expect(removeWatch(watches, '/a', ann, type)).toBe(false)
    expect(hasWatch(watches, '/a', bob, 2)).toBe(true)
  })

  test('whether there is a watch depends on the table and the watcher, unless any watcher will do', () => {
    const watches = armed()
    expect([1, 2, 3].map((type) => hasWatch(watches, '/a', bob, type === 1 ? 1 : type === 2 ? 2 : 3))).toEqual([
      false,
      true,
      true,
    ])
    expect(hasWatch(watches, '/a', linkId('eve'), 3)).toBe(false)
    expect(hasWatch(watches, '/a', undefined, 1)).toBe(true)
    expect(hasWatch(watches, '/b', undefined, 3)).toBe(false)
  })

  test('a connection that goes takes all of its watches and nobody else is touched', () => {
    const watches = armed()
    expect(countWatches(watches)).toBe(3)
    dropWatcher(watches, ann)
    expect(countWatches(watches)).toBe(1)
    expect(told(trigger(watches, change('deleted', '/a')))).toEqual(['bob nodeDeleted /a'])
    expect(watches).toEqual(noWatches())
  })
})

/** The rules of the reference said as plainly as possible: a list of entries, searched each time. */
type Entry = {
  readonly table: 'data' | 'child'
  readonly path: string
  readonly watcher: LinkId
  readonly mode: WatchMode
}
function modelFire(entries: Entry[], table: Entry['table'], path: string, event: string, skip: readonly string[]) {
  const isAbove = (above: string) => above === path || above === '/' || path.startsWith(`${above}/`)
  const hits = entries.filter(
    (one) =>
      one.table === table &&
      (one.mode === 'persistentRecursive' ? event !== 'nodeChildrenChanged' && isAbove(one.path) : one.path === path),
  )
  for (const one of hits) if (one.mode === 'standard') entries.splice(entries.indexOf(one), 1)
  const watchers = [...new Set<string>(hits.map((one) => one.watcher))].filter((name) => !skip.includes(name))
  return { watchers, lines: watchers.map((name) => `${name} ${event} ${path}`).sort() }
}
function modelTrigger(entries: Entry[], { type, path }: Change): readonly string[] {
  if (type === 'dataChanged') return modelFire(entries, 'data', path, 'nodeDataChanged', []).lines
  const event = type === 'created' ? 'nodeCreated' : 'nodeDeleted'
  const first = modelFire(entries, 'data', path, event, [])
  const second = type === 'deleted' ? modelFire(entries, 'child', path, event, first.watchers).lines : []
  return [...first.lines, ...second, ...modelFire(entries, 'child', parentOf(path), 'nodeChildrenChanged', []).lines]
}

test('after any watches and changes, the tables tell what a plain list of watches would tell', () => {
  const path = fc.constantFrom('/', '/a', '/a/b', '/a/b/c', '/ab')
  const watcher = fc.constantFrom(ann, bob)
  const table = fc.constantFrom('data' as const, 'child' as const)
  const mode = fc.constantFrom<WatchMode>('standard', 'persistent', 'persistentRecursive')
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), table, path, watcher, mode }),
    fc.record({ do: fc.constant('remove' as const), table, path, watcher }),
    fc.record({ do: fc.constant('drop' as const), watcher }),
    fc.record({
      do: fc.constant('trigger' as const),
      path: path.filter((one) => one !== '/'),
      type: fc.constantFrom('created' as const, 'deleted' as const, 'dataChanged' as const),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const watches = noWatches()
      let entries: Entry[] = []
      const without = (gone: Omit<Entry, 'mode'>) =>
        entries.filter((one) => one.table !== gone.table || one.path !== gone.path || one.watcher !== gone.watcher)
      for (const one of steps) {
        if (one.do === 'add') {
          addWatch(watches, one.table, one.path, one.watcher, one.mode)
          entries = [...without(one), one]
        } else if (one.do === 'remove') {
          const kept = without(one)
          expect(removeWatch(watches, one.path, one.watcher, one.table === 'data' ? 2 : 1)).toBe(
            kept.length < entries.length,
          )
          entries = kept
        } else if (one.do === 'drop') {
          dropWatcher(watches, one.watcher)
          entries = entries.filter((entry) => entry.watcher !== one.watcher)
        } else {
          const fired = trigger(watches, change(one.type, one.path))
          expect(told(fired).sort()).toEqual([...modelTrigger(entries, change(one.type, one.path))].sort())
        }
        expect(countWatches(watches)).toBe(entries.length)
        const recursive = entries.filter((entry) => entry.mode === 'persistentRecursive').length
        expect(watches.data.recursive + watches.child.recursive).toBe(recursive)
      }
    }),
  )
})
