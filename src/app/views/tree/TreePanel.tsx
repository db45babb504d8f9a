/** The znode tree of one server, and the chosen znode under it. */
import { useEffect } from 'react'
import { useApp, useText } from '../../store/app.ts'
import { followTree } from './feed.ts'
import { NodeDetail } from './NodeDetail.tsx'
import { Freshness, ServerChoice } from './ServerChoice.tsx'
import { showZnode, useTree } from './treeStore.ts'
import { ZnodeRows } from './ZnodeRows.tsx'
import './tree.css'

export function TreePanel() {
  const text = useText()
  const replica = useTree((state) => state.replica)
  const selection = useApp((state) => state.selection)
  useEffect(followTree, [])
  useEffect(() => {
    if (selection?.type === 'znode') showZnode(selection.path)
  }, [selection])
  return (
    <section className="pane tree-pane" aria-label={text.tree.region}>
      <header className="tree-head">
        <h2 className="pane-title">{text.tree.region}</h2>
        <ServerChoice />
      </header>
      {replica === undefined ? (
        <p className="detail-note">{text.tree.nothing}</p>
      ) : (
        <>
          <Freshness replica={replica} />
          <ZnodeRows replica={replica} />
          <NodeDetail replica={replica} />
        </>
      )}
    </section>
  )
}
