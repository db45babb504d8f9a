/** The digest of the server's tree, and whether the others have the same tree. */
import { formatZxid } from '../../../ground/ids.ts'
import { useApp } from '../../store/app.ts'
import type { ServerModel } from '../../store/model.ts'
import { type Comparison, compareTrees } from './compareTrees.ts'
import { Section } from './Section.tsx'
import { type Inspections, useInspectorText } from './useInspections.ts'

const MARKS: { readonly [K in Comparison['verdict']]: string } = { same: '=', differs: '≠', behind: '…', down: '–' }

export function Digest({ server, looks }: { readonly server: ServerModel; readonly looks: Inspections }) {
  const text = useInspectorText()
  const { digest: words } = text
  const servers = useApp((state) => state.cluster.servers)
  const own = looks.get(server.id)
  if (own === undefined) return null
  const others = [...servers.values()]
    .filter(({ id }) => id !== server.id)
    .map(({ id, life }) => [id, life === 'down' ? undefined : looks.get(id)] as const)
  return (
    <Section title={words.title}>
      <p className="inspector-digest">
        <span className="mono">{own.digest.toString(16).padStart(16, '0')}</span>
        <span className="inspector-because">
          {formatZxid(own.lastZxid)} · {words.of(own.znodes, own.ephemerals)}
        </span>
      </p>
      <ul className="digest-rows" aria-label={words.list}>
        {compareTrees(own, others).map(({ server: id, verdict, zxid }) => (
          <li key={id} data-verdict={verdict}>
            <span className="digest-mark" aria-hidden="true">
              {MARKS[verdict]}
            </span>
            {text.title(id)}:{' '}
            {verdict === 'behind' && zxid !== undefined ? words.behind(formatZxid(zxid)) : wordOf(words, verdict)}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function wordOf(
  words: { readonly same: string; readonly differs: string; readonly down: string },
  verdict: Comparison['verdict'],
): string {
  return verdict === 'behind' ? words.down : words[verdict]
}
