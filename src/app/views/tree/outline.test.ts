import { describe, expect, test } from 'vitest'
import { parentOf } from '../../../ground/data/path.ts'
import { actOfKey } from './keys.ts'
import { AUTO_OPEN_MAX, findTyped, indexOf, nearestIndex, type Order, outlineOf, revealed, rowAt } from './outline.ts'

const NO_FOLDS = new Map<string, boolean>()

function orderOf(paths: readonly string[]): Order {
  const order = new Map<string, string[]>()
  for (const path of paths) {
    const parent = parentOf(path)
    order.set(parent, [...(order.get(parent) ?? []), path.slice(path.lastIndexOf('/') + 1)])
  }
  return order
}
function pathsIn(outline: ReturnType<typeof outlineOf>): readonly (string | undefined)[] {
  return Array.from({ length: outline.rows }, (_, i) => rowAt(outline, i)?.path)
}

const small = orderOf(['/config', '/locks', '/zookeeper', '/config/common.yml', '/locks/a', '/zookeeper/quota'])

describe('rows', () => {
  test('the tree opens by itself where it is small, and keeps ZooKeeper’s own folder closed', () => {
    expect(pathsIn(outlineOf(small, NO_FOLDS))).toEqual([
      '/',
      '/config',
      '/config/common.yml',
      '/locks',
      '/locks/a',
      '/zookeeper',
    ])
  })

  test('a row knows its level, its place among its siblings and whether it is open', () => {
    const outline = outlineOf(small, NO_FOLDS)
    expect(rowAt(outline, 0)).toMatchObject({ path: '/', level: 1, setSize: 1, position: 1, children: 3, open: true })
    expect(rowAt(outline, 3)).toMatchObject({ path: '/locks', level: 2, setSize: 3, position: 2, open: true })
    expect(rowAt(outline, 5)).toMatchObject({ path: '/zookeeper', children: 1, open: false })
    expect(rowAt(outline, 6)).toBeUndefined()
  })

  test('what the reader closed stays closed, what the reader opened stays open', () => {
    const folds = new Map([
      ['/config', false],
      ['/zookeeper', true],
    ])
    expect(pathsIn(outlineOf(small, folds))).toEqual([
      '/',
      '/config',
      '/locks',
      '/locks/a',
      '/zookeeper',
      '/zookeeper/quota',
    ])
    expect(pathsIn(outlineOf(small, new Map([['/', false]])))).toEqual(['/'])
  })

  test('every row is found again by its path', () => {
    const outline = outlineOf(small, new Map([['/zookeeper', true]]))
    const found = pathsIn(outline).map((path) => indexOf(outline, path ?? ''))
    expect(found).toEqual([...found.keys()])
  })

  test('a folded znode is stood for by its nearest ancestor in sight, until it is revealed', () => {
    const folds = new Map([['/config', false]])
    const outline = outlineOf(small, folds)
    expect(indexOf(outline, '/config/common.yml')).toBe(-1)
    expect(rowAt(outline, nearestIndex(outline, '/config/common.yml'))?.path).toBe('/config')
    const open = outlineOf(small, revealed(folds, '/config/common.yml'))
    expect(indexOf(open, '/config/common.yml')).toBe(2)
  })
})

describe('100,000 znodes', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => `n${String(i).padStart(10, '0')}`)
  const order: Order = new Map([
    ['/', ['big', 'zookeeper']],
    ['/big', many],
    ['/big/n0000050000', ['inside']],
  ])

  test('stay folded until the reader asks', () => {
    expect(many.length).toBeGreaterThan(AUTO_OPEN_MAX)
    expect(outlineOf(order, NO_FOLDS).rows).toBe(3)
  })

  test('are a handful of runs when they are open, and each row is still found', () => {
    const folds = revealed(NO_FOLDS, '/big/n0000050000/inside')
    const outline = outlineOf(order, folds)
    expect(outline.rows).toBe(100_004)
    expect(outline.runs.length).toBe(5)
    expect(rowAt(outline, 50_003)?.path).toBe('/big/n0000050000/inside')
    expect(rowAt(outline, 50_004)).toMatchObject({ path: '/big/n0000050001', position: 50_002, setSize: 100_000 })
    expect(indexOf(outline, '/big/n0000099999')).toBe(100_002)
  })
})

describe('keys of a tree', () => {
  const outline = outlineOf(small, NO_FOLDS)
  const press = (path: string, key: string, typed = '') => actOfKey(outline, indexOf(outline, path), key, false, typed)

  test.each([
    ['/', 'ArrowDown', { type: 'move', path: '/config' }],
    ['/', 'ArrowUp', { type: 'move', path: '/' }],
    ['/locks', 'ArrowRight', { type: 'move', path: '/locks/a' }],
    ['/zookeeper', 'ArrowRight', { type: 'fold', path: '/zookeeper', open: true }],
    ['/locks/a', 'ArrowRight', undefined],
    ['/locks', 'ArrowLeft', { type: 'fold', path: '/locks', open: false }],
    ['/locks/a', 'ArrowLeft', { type: 'move', path: '/locks' }],
    ['/locks', 'Home', { type: 'move', path: '/' }],
    ['/locks', 'End', { type: 'move', path: '/zookeeper' }],
    ['/locks', 'Enter', { type: 'choose', path: '/locks' }],
    ['/locks', 'ContextMenu', { type: 'menu', path: '/locks' }],
  ] as const)('at %s, %s', (path, key, act) => {
    expect(press(path, key)).toEqual(act)
  })

  test('F10 means the menu only with Shift', () => {
    expect(actOfKey(outline, 0, 'F10', true, '')).toEqual({ type: 'menu', path: '/' })
    expect(actOfKey(outline, 0, 'F10', false, '')).toBeUndefined()
  })

  test('letters move to the next name that starts with them, around the end', () => {
    expect(press('/', 'c', 'c')).toEqual({ type: 'move', path: '/config' })
    expect(press('/config', 'c', 'c')).toEqual({ type: 'move', path: '/config/common.yml' })
    expect(press('/config/common.yml', 'n', 'con')).toEqual({ type: 'move', path: '/config' })
    expect(findTyped(outline, 0, 'x')).toBe(-1)
  })
})
