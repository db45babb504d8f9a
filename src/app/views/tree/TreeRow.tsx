/** One znode's row: its fold, kind, name, owner, and the letters of those who watch it. */
import { memo } from 'react'
import { clientColor } from '../../shapes/palette.ts'
import { useText } from '../../store/app.ts'
import { type KindFacts, kindWords } from './facts.ts'
import { KindIcon } from './KindIcon.tsx'
import type { Row } from './outline.ts'
import type { Firing } from './treeStore.ts'

export const ROW_REM = 1.75

type Props = Row &
  KindFacts & {
    readonly owner: string | undefined
    /** Names of those who watch, with spaces between: a text is compared by its value, so that a row is not drawn in vain. */
    readonly watchers: string
    /** Watches of this znode that fired a moment ago. */
    readonly firings: readonly Firing[]
    readonly total: number | undefined
    readonly active: boolean
    readonly chosen: boolean
  }

export const TreeRow = memo(function TreeRow(props: Props) {
  const { path, name, level, children, open, kind, sequential, ttlMs, owner, total } = props
  const text = useText()
  const kindText = kindWords(text, { kind, sequential, ttlMs })
  const watchers = props.watchers === '' ? [] : props.watchers.split(' ')
  return (
    <div
      role="treeitem"
      className="znode"
      id={rowId(path)}
      data-path={path}
      data-kind={kind}
      aria-label={`${path} ${kindText}`}
      aria-description={text.tree.describe(owner, watchers)}
      aria-level={level}
      aria-setsize={props.setSize}
      aria-posinset={props.position}
      aria-selected={props.chosen}
      aria-expanded={children === 0 ? undefined : open}
      tabIndex={props.active ? 0 : -1}
      style={{
        top: `${props.index * ROW_REM}rem`,
        paddingInlineStart: 4 + (level - 1) * 16,
        ...(owner === undefined ? {} : { '--hue': clientColor(owner) }),
      }}
    >
      <span className="znode-fold" data-fold={children === 0 ? 'none' : open ? 'open' : 'closed'} />
      <KindIcon kind={kind} sequential={sequential} />
      <span className="znode-name">{name}</span>
      <span className="znode-notes">
        {total === undefined ? null : <span>{text.tree.count(total)}</span>}
        {children > 0 && !open && total === undefined ? <span>{children}</span> : null}
        {kind === 'container' || kind === 'ttl' ? <span>{kindText}</span> : null}
        {owner === undefined ? null : <span className="znode-owner">{owner}</span>}
        <Badges watchers={watchers} firings={props.firings} />
      </span>
    </div>
  )
})

type BadgesProps = { readonly watchers: readonly string[]; readonly firings: readonly Firing[] }
/** Those who watch, and for a moment those whose one-shot watch has just gone. */
function Badges({ watchers, firings }: BadgesProps) {
  const fired = new Set(firings.map((one) => one.client))
  const gone = [...fired].filter((client) => !watchers.includes(client))
  return [...watchers, ...gone].map((client) => (
    <span
      key={client}
      className="watch-badge"
      data-fired={fired.has(client)}
      data-gone={gone.includes(client)}
      style={{ '--hue': clientColor(client) }}
    >
      {fired.has(client) ? `${client}!` : client}
    </span>
  ))
}

/** The element id of a row; paths hold characters that ids may hold too, but no spaces. */
export function rowId(path: string): string {
  return `znode-${encodeURIComponent(path)}`
}
