/**
 * The tree itself: an APG tree with one tab stop, and only the rows in sight made. The row with the focus is always
 * made, wherever the tree is scrolled to, so that the focus is never lost.
 */
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { select, useText } from '../../store/app.ts'
import { clientsOf, kindFacts, ownerOf } from './facts.ts'
import { actOfKey, type TreeAct, TYPED_MS } from './keys.ts'
import { forgetOutcome } from './opStatus.ts'
import { nearestIndex, type Outline, outlineOf, type Row, rowAt } from './outline.ts'
import type { Replica } from './replica.ts'
import { ROW_REM, rowId, TreeRow } from './TreeRow.tsx'
import { moveTo, setFold, showZnode, treeStore, useTree } from './treeStore.ts'
import { scrollToRow, useRows } from './useRows.ts'
import { useSessions, useWatchers } from './useWatchers.ts'

const RowMenu = lazy(() => import('./RowMenu.tsx').then((module) => ({ default: module.RowMenu })))

type OpenMenu = { readonly path: string; readonly anchor: HTMLElement }

export function ZnodeRows({ replica }: { readonly replica: Replica }) {
  const text = useText()
  const element = useRef<HTMLDivElement>(null)
  const { first, last } = useRows(element)
  const folds = useTree((state) => state.folds)
  const chosen = useTree((state) => state.path)
  const active = useTree((state) => state.active)
  const outline = useMemo(() => outlineOf(replica.order, folds), [replica, folds])
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined)
  const activeIndex = nearestIndex(outline, active)
  const refocus = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move scrolls; a tree that grows stays where it is
  useEffect(() => {
    if (element.current === null) return
    scrollToRow(element.current, activeIndex)
    if (refocus.current) focusRow(element.current, rowAt(outline, activeIndex)?.path ?? '/')
    refocus.current = false
  }, [active])

  useEffect(() => treeStore.setState({ sight: { first, last } }), [first, last])
  const focus = useKeptFocus(element, outline, activeIndex)

  const act = (wanted: TreeAct) => {
    if (wanted.type === 'move') refocus.current = wanted.path !== active
    if (wanted.type !== 'menu') return perform(wanted)
    const anchor = element.current === null ? null : rowElement(element.current, wanted.path)
    if (anchor === null) return
    moveTo(wanted.path)
    setMenu({ path: wanted.path, anchor })
  }
  return (
    <>
      <div
        role="tree"
        className="tree"
        aria-label={text.tree.region}
        ref={element}
        {...focus}
        onKeyDown={useTreeKeys(outline, activeIndex, act)}
        onClick={(event) => {
          const wanted = clickedOn(event.target)
          if (wanted !== undefined) act(wanted)
        }}
        onContextMenu={(event) => {
          const row = rowUnder(event.target)
          if (row === undefined) return
          event.preventDefault()
          act({ type: 'menu', path: row.path })
        }}
      >
        <div className="tree-rows" role="presentation" style={{ height: `${outline.rows * ROW_REM}rem` }}>
          <Rows outline={outline} replica={replica} first={first} last={last} active={activeIndex} chosen={chosen} />
        </div>
      </div>
      {menu === undefined ? null : (
        <Suspense>
          <RowMenu path={menu.path} anchor={menu.anchor} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </>
  )
}

/** A znode that goes while its row has the focus leaves the focus to the nearest row: it is not lost to the page. */
function useKeptFocus(element: React.RefObject<HTMLElement | null>, outline: Outline, activeIndex: number) {
  const has = useRef(false)
  useEffect(() => {
    if (element.current === null || !has.current || document.activeElement !== document.body) return
    focusRow(element.current, rowAt(outline, activeIndex)?.path ?? '/')
  }, [element, outline, activeIndex])
  return {
    onFocus: () => {
      has.current = true
    },
    // A row that goes is not told of a blur.
    onBlur: () => {
      has.current = false
    },
  }
}

function perform(act: Exclude<TreeAct, { type: 'menu' }>): void {
  switch (act.type) {
    case 'move':
      return moveTo(act.path)
    case 'fold':
      moveTo(act.path)
      return setFold(act.path, act.open)
    case 'choose':
      showZnode(act.path)
      forgetOutcome()
      return select({ type: 'znode', path: act.path })
  }
}

/** A click on a fold opens or closes it; elsewhere it chooses the row. */
function clickedOn(target: EventTarget): TreeAct | undefined {
  const row = rowUnder(target)
  if (row === undefined) return undefined
  const { path, element, isFold } = row
  return isFold
    ? { type: 'fold', path, open: element.getAttribute('aria-expanded') === 'false' }
    : { type: 'choose', path }
}

type RowsProps = {
  readonly outline: Outline
  readonly replica: Replica
  readonly first: number
  readonly last: number
  readonly active: number
  readonly chosen: string
}

function Rows({ outline, replica, first, last, active, chosen }: RowsProps) {
  const sessions = useSessions()
  const firings = useTree((state) => state.firings)
  const watchers = useWatchers()
  const { nodes } = replica.db.tree
  // A watch on a znode that was deleted, or lies in a closed folder, is seen to fire at the nearest row that is there.
  return rowsInSight(outline, first, last, active).map((row) => {
    const node = nodes.get(row.path)
    if (node === undefined) return null
    const fired = firings.filter((one) => nearestIndex(outline, one.path) === row.index)
    return (
      <TreeRow
        key={row.path}
        {...row}
        {...kindFacts(node, row.name)}
        owner={ownerOf(node, sessions)?.client}
        watchers={clientsOf(watchers.get(row.path) ?? []).join(' ')}
        firings={fired.length === 0 ? NONE : fired}
        total={row.path === '/' && replica.partial === undefined ? nodes.size : undefined}
        active={row.index === active}
        chosen={row.path === chosen}
      />
    )
  })
}
const NONE: readonly never[] = []

function rowsInSight(outline: Outline, first: number, last: number, active: number): readonly Row[] {
  const indexes = new Set<number>([active])
  for (let i = first; i <= Math.min(last, outline.rows - 1); i++) indexes.add(i)
  return [...indexes].sort((a, b) => a - b).flatMap((index) => rowAt(outline, index) ?? [])
}

/** Keys typed at the tree; what it takes is not passed on to the page's own keys. */
function useTreeKeys(outline: Outline, index: number, act: (wanted: TreeAct) => void) {
  const typed = useRef({ text: '', at: 0 })
  return (event: React.KeyboardEvent) => {
    const { key } = event
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
    const letter = key.length === 1 && key !== ' ' ? key : ''
    const isFresh = event.timeStamp - typed.current.at > TYPED_MS
    const text = letter === '' ? '' : `${isFresh ? '' : typed.current.text}${letter}`
    if (letter !== '') {
      typed.current = { text, at: event.timeStamp }
      // A letter at a tree is type-ahead, also where no row starts with it.
      event.stopPropagation()
    }
    const wanted = actOfKey(outline, index, key, event.shiftKey, text)
    if (wanted === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act(wanted)
  }
}

function rowElement(tree: HTMLElement, path: string): HTMLElement | null {
  return tree.querySelector<HTMLElement>(`#${CSS.escape(rowId(path))}`)
}
function focusRow(tree: HTMLElement, path: string): void {
  rowElement(tree, path)?.focus({ preventScroll: true })
}
function rowUnder(
  target: EventTarget,
): { readonly path: string; readonly element: HTMLElement; readonly isFold: boolean } | undefined {
  if (!(target instanceof Element)) return undefined
  const element = target.closest<HTMLElement>('[role="treeitem"]')
  const path = element?.dataset['path']
  if (element === null || path === undefined) return undefined
  return { path, element, isFold: target.closest('.znode-fold:not([data-fold="none"])') !== null }
}
