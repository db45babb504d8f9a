/** The log as far as the server keeps it in memory, newest first: only the rows in sight are made. */
import { useRef } from 'react'
import { epochOf, formatZxid } from '../../../ground/ids.ts'
import type { Inspection, LoggedTxn } from '../../../hosts/inspection.ts'
import { useStretch } from '../../hooks/useStretch.ts'
import { epochColor } from '../../shapes/palette.ts'
import { ClientName } from './ClientName.tsx'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

/** Two lines: what it is and what it is about, and whose it is. As inspector.css says. */
const ROW_REM = 2.5

export function LogList({ look }: { readonly look: Inspection }) {
  const { log: words } = useInspectorText()
  const element = useRef<HTMLDivElement>(null)
  const { first, last } = useStretch(element, ROW_REM)
  const { log } = look
  const newestFirst = log.toReversed()
  return (
    <Section title={words.title} count={log.length}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <div className="log-box" ref={element} tabIndex={0}>
        <ol className="log-rows" aria-label={words.list} style={{ height: `${log.length * ROW_REM}rem` }}>
          {newestFirst.slice(first, last).map((txn, index) => (
            <Row key={formatZxid(txn.zxid)} txn={txn} index={first + index} count={log.length} />
          ))}
        </ol>
      </div>
      <p className="inspector-note">{log.length === 0 ? words.empty : words.about}</p>
    </Section>
  )
}

type RowProps = { readonly txn: LoggedTxn; readonly index: number; readonly count: number }
function Row({ txn, index, count }: RowProps) {
  const { log: words } = useInspectorText()
  const { zxid, type, path, session, durable, committed } = txn
  const marks = `${durable ? words.durable : words.notDurable}, ${committed ? words.committed : words.uncommitted}`
  return (
    <li
      className="log-row"
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ top: `${index * ROW_REM}rem`, '--hue': epochColor(epochOf(zxid)) }}
    >
      <span className="strip-cell" data-durable={durable} data-committed={committed} title={marks} />
      <span className="log-zxid mono">{formatZxid(zxid)}</span>
      <span className="log-type" title={path}>
        {words.txns[type]} <span className="mono">{path ?? aboutOf(txn, words)}</span>
      </span>
      <span className="log-rest">
        <ClientName session={session} /> · {marks}
      </span>
    </li>
  )
}

function aboutOf({ type, count }: LoggedTxn, words: ReturnType<typeof useInspectorText>['log']): string {
  if (type === 'multi') return words.count(count)
  return type === 'closeSession' && count > 0 ? words.ephemerals(count) : ''
}
