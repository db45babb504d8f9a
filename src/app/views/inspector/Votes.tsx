/** The vote table of one server: its own vote, and what it heard from each other server last. */
import { formatZxid } from '../../../ground/ids.ts'
import type { Vote } from '../../../protocol/trace.ts'
import type { HeardVote, ServerModel } from '../../store/model.ts'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

export function Votes({ server }: { readonly server: ServerModel }) {
  const text = useInspectorText()
  const { votes } = text
  const heard = [...server.heard].toSorted(([a], [b]) => a - b)
  return (
    <Section title={`${votes.title} · ${votes.round(server.round)}`}>
      {heard.length === 0 && server.vote === undefined ? (
        <p className="inspector-note">{votes.nothing}</p>
      ) : (
        <table className="inspector-table">
          <thead>
            <tr>
              {[votes.columns.server, votes.columns.state, votes.columns.vote, votes.columns.verdict].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {server.vote === undefined ? null : (
              <tr data-own="true">
                <th scope="row">{votes.own(server.id)}</th>
                <td className="mono">{text.states[server.role]}</td>
                <Choice vote={server.vote} />
                <td>{votes.mine}</td>
              </tr>
            )}
            {heard.map(([id, vote]) => (
              <Row key={id} id={id} heard={vote} round={server.round} />
            ))}
          </tbody>
        </table>
      )}
      <p className="inspector-note">{votes.rule}</p>
    </Section>
  )
}

type RowProps = { readonly id: number; readonly heard: HeardVote; readonly round: number }
/** A vote of an earlier round is faint: it is what was heard last. */
function Row({ id, heard: { state, vote, verdict, reason, round: ofRound }, round }: RowProps) {
  const text = useInspectorText()
  const { votes } = text
  const isOld = ofRound < round
  return (
    <tr data-old={isOld}>
      <th scope="row">{id}</th>
      <td className="mono">{text.states[state]}</td>
      <Choice vote={vote} />
      <td title={reason}>{isOld ? votes.stale(ofRound) : votes.verdicts[verdict]}</td>
    </tr>
  )
}

function Choice({ vote }: { readonly vote: Vote }) {
  const { votes } = useInspectorText()
  return (
    <td>
      {votes.vote(vote.leader)}
      <span className="inspector-because mono">{votes.because(vote.epoch, formatZxid(vote.zxid))}</span>
    </td>
  )
}
