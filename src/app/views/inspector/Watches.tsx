/** The watches that the server keeps: by path, whose they are, and of which kind. */
import type { SessionId } from '../../../ground/ids.ts'
import type { WatchKind } from '../../../protocol/trace.ts'
import { ClientName } from './ClientName.tsx'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

type Watch = {
  readonly path: string
  readonly link: string
  readonly session: SessionId | undefined
  readonly kind: WatchKind | undefined
}
type Props = { readonly watches: readonly Watch[]; readonly count: number }

export function Watches({ watches, count }: Props) {
  const text = useInspectorText()
  const { watches: words } = text
  return (
    <Section title={words.title} count={count} shown={watches.length}>
      {watches.length === 0 ? (
        <p className="inspector-note">{text.none}</p>
      ) : (
        <table className="inspector-table">
          <thead>
            <tr>
              {[words.columns.path, words.columns.client, words.columns.kind].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {watches.map(({ path, link, session, kind }) => (
              <tr key={`${path} ${link} ${kind ?? ''}`}>
                <th scope="row" className="mono inspector-path">
                  {path}
                </th>
                <td>
                  <ClientName session={session} />
                </td>
                <td>{kind === undefined ? words.unknown : words.kinds[kind]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
