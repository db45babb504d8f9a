/** The stat of a znode as ZooKeeper names it; times on the zxids that they belong to. */
import { statOf, type Znode } from '../../../ground/data/tree.ts'
import { formatSessionId, formatZxid, SESSION_NONE } from '../../../ground/ids.ts'
import { clientColor } from '../../shapes/palette.ts'
import { useApp, useText } from '../../store/app.ts'

type Props = { readonly node: Znode; readonly owner: string | undefined }

export function StatGrid({ node, owner }: Props) {
  const { tree } = useText()
  const language = useApp((state) => state.settings.language)
  const stat = statOf(node)
  const time = (ms: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(ms))
  const session = stat.ephemeralOwner === SESSION_NONE ? undefined : formatSessionId(stat.ephemeralOwner)
  return (
    <dl className="stat mono">
      <Fact name="czxid" value={formatZxid(stat.czxid)} title={tree.createdAt(time(stat.ctime))} />
      <Fact name="version" value={stat.version} />
      <Fact name="mzxid" value={formatZxid(stat.mzxid)} title={tree.changedAt(time(stat.mtime))} />
      <Fact name="cversion" value={stat.cversion} />
      <Fact name="pzxid" value={formatZxid(stat.pzxid)} />
      <Fact name="aversion" value={stat.aversion} />
      {session === undefined ? null : (
        <div className="stat-owner">
          <dt>{tree.owner}</dt>
          <dd style={owner === undefined ? {} : { color: clientColor(owner) }} title={session}>
            {owner === undefined ? session : `${owner} ${session}`}
          </dd>
        </div>
      )}
    </dl>
  )
}

type FactProps = { readonly name: string; readonly value: string | number; readonly title?: string }
function Fact({ name, value, title }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd {...(title === undefined ? {} : { title, 'data-timed': true })}>{value}</dd>
    </div>
  )
}
