/** The znode tree of one server, and the chosen znode under it. */
import { useEffect } from 'react'
import { useApp, useText } from '../../store/app.ts'
import { followTree } from './feed.ts'
import { NodeDetail } from './NodeDetail.tsx'
import { TREE_CLIENT } from './remote/remoteFeed.ts'
import type { Replica } from './replica.ts'
import { Freshness, ServerChoice } from './ServerChoice.tsx'
import { showZnode, useTree } from './treeStore.ts'
import { ZnodeRows } from './ZnodeRows.tsx'
import './tree.css'

export function TreePanel() {
  const text = useText()
  const replica = useTree((state) => state.replica)
  const selection = useApp((state) => state.selection)
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  useEffect(() => followTree(isRemote), [isRemote])
  useEffect(() => {
    if (selection?.type === 'znode') showZnode(selection.path)
  }, [selection])
  return (
    <section className="pane tree-pane" aria-label={text.tree.region}>
      <header className="tree-head">
        <h2 className="pane-title">{text.tree.region}</h2>
        {isRemote ? null : <ServerChoice />}
      </header>
      {replica === undefined ? (
        <p className="detail-note">{text.tree.nothing}</p>
      ) : (
        <>
          {replica.partial === undefined ? <Freshness replica={replica} /> : <Through replica={replica} />}
          <ZnodeRows replica={replica} />
          <NodeDetail replica={replica} />
        </>
      )}
    </section>
  )
}

/** Of a real ensemble: who reads the tree, and where. */
function Through({ replica }: { readonly replica: Replica }) {
  const text = useText()
  const isStale = useTree((state) => state.isStale)
  return (
    <p className="freshness" data-stale={isStale}>
      {isStale ? text.remote.notConnected(TREE_CLIENT) : text.remote.through(TREE_CLIENT, replica.server)}
    </p>
  )
}
