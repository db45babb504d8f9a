/** The chosen znode: what it is, its data to edit, its stat, and what can be done with it. */
import { lazy, Suspense, useState } from 'react'
import { nameOf } from '../../../ground/data/path.ts'
import type { Znode } from '../../../ground/data/tree.ts'
import { useApp, useText } from '../../store/app.ts'
import { ActAs } from './ActAs.tsx'
import { aclWords, submit } from './actions.ts'
import { DataEditor } from './DataEditor.tsx'
import { kindFacts, kindWords, ownerOf, type Watcher } from './facts.ts'
import { OutcomeLine } from './OutcomeLine.tsx'
import type { Replica } from './replica.ts'
import { StatGrid } from './StatGrid.tsx'
import { useTree } from './treeStore.ts'
import { useActors } from './useActor.ts'
import { type Edit, useEdit } from './useEdit.ts'
import { useWatchers } from './useWatchers.ts'
import { WatchMenu } from './WatchMenu.tsx'

const CreateDialog = lazy(() => import('./CreateDialog.tsx').then((module) => ({ default: module.CreateDialog })))

export function NodeDetail({ replica }: { readonly replica: Replica }) {
  const text = useText()
  const path = useTree((state) => state.path)
  const node = replica.db.tree.nodes.get(path)
  return (
    <section className="detail" aria-label={text.tree.detail}>
      <h3 className="detail-path mono">{path}</h3>
      {node === undefined ? (
        <p className="detail-note">{text.tree.missing(replica.server)}</p>
      ) : (
        <Known key={path} path={path} node={node} />
      )}
      {node === undefined ? <Absent path={path} /> : null}
      <OutcomeLine />
    </section>
  )
}

type Props = { readonly path: string; readonly node: Znode }

function Known({ path, node }: Props) {
  const text = useText()
  const watchers = useWatchers().get(path) ?? []
  const owner = useApp((state) => ownerOf(node, state.cluster.sessions)?.client)
  const edit = useEdit(path, node.data, node.stat.version)
  const facts = [
    kindWords(text, kindFacts(node, nameOf(path))),
    ...(owner === undefined ? [] : [text.tree.sessionOf(owner)]),
    node.data === null ? text.tree.noData : text.tree.bytes(node.data.length),
  ]
  return (
    <>
      <p className="detail-kind">{facts.join(' · ')}</p>
      <DataEditor edit={edit} name={nameOf(path)} />
      <StatGrid node={node} owner={owner} />
      <p className="detail-note mono">
        ACL {aclWords(node.acl)}
        {watchers.length === 0 ? '' : ` · ${text.tree.watchedBy(watchers.map((one) => watcherWords(text, one)))}`}
      </p>
      <Acts path={path} edit={edit} />
    </>
  )
}

function watcherWords(text: ReturnType<typeof useText>, { client, kind, server }: Watcher): string {
  return kind === undefined
    ? text.remote.watcher(client, server)
    : text.tree.watcher(client, text.tree.watchKinds[kind], server)
}

function Acts({ path, edit }: { readonly path: string; readonly edit: Edit }) {
  const { tree } = useText()
  const { actor } = useActors()
  const [creating, setCreating] = useState(false)
  const act = (what: (actor: string) => unknown) => () => (actor === undefined ? undefined : what(actor))
  return (
    <>
      <div className="detail-acts">
        <button
          type="button"
          className="button"
          disabled={actor === undefined || edit.bytes === undefined}
          onClick={act(edit.set)}
        >
          {tree.set}
        </button>
        <WatchMenu path={path} />
        <button type="button" className="button" disabled={actor === undefined} onClick={() => setCreating(true)}>
          {tree.createChild}
        </button>
        <button
          type="button"
          className="button button-destructive"
          disabled={actor === undefined}
          onClick={act(edit.remove)}
        >
          {tree.delete}
        </button>
      </div>
      <div className="detail-acts detail-how">
        <ActAs />
        <label className="check">
          <input type="checkbox" checked={edit.anyVersion} onChange={(event) => edit.allowAny(event.target.checked)} />
          {tree.anyVersion}
        </label>
      </div>
      {creating ? (
        <Suspense>
          <CreateDialog parent={path} onClose={() => setCreating(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

/** A znode that is not there can still be waited for. */
function Absent({ path }: { readonly path: string }) {
  const text = useText()
  const { actor } = useActors()
  return (
    <div className="detail-acts">
      <button
        type="button"
        className="button"
        disabled={actor === undefined}
        onClick={() => (actor === undefined ? undefined : submit(actor, { type: 'exists', path, watch: true }))}
      >
        {text.tree.watchExists}
      </button>
      <ActAs />
    </div>
  )
}
