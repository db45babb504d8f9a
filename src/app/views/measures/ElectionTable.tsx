/** Every election, newest first, with how long each phase took. */
import type { ServerId } from '../../../ground/ids.ts'
import { phaseTimes } from '../../store/election.ts'
import type { ElectionModel } from '../../store/model.ts'
import { useMeasuresText } from './useMeasuresText.ts'

const PHASES = ['noticed', 'elected', 'synced', 'serving'] as const

export function ElectionTable({ elections }: { readonly elections: readonly ElectionModel[] }) {
  const text = useMeasuresText()
  if (elections.length === 0) return <p className="measures-note">{text.noElections}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className="measures-scroll" tabIndex={0}>
      <table className="measures-table">
        <caption>{text.elections}</caption>
        <thead>
          <tr>
            <th scope="col">{text.leader}</th>
            <th scope="col">{text.epoch}</th>
            {PHASES.map((phase) => (
              <th key={phase} scope="col">
                {text[phase]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {elections.map((election) => (
            <ElectionRow key={`${election.startedAt} ${election.cause}`} election={election} lost={election.lost} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = { readonly election: ElectionModel; readonly lost: ServerId | undefined }
function ElectionRow({ election, lost }: RowProps) {
  const text = useMeasuresText()
  const times = phaseTimes(election)
  const why = election.cause === 'start' ? text.cause.start : text.cause.leaderLost(lost)
  return (
    <tr>
      <th scope="row">
        {election.servingAt === undefined ? text.underWay : election.leader}
        <span className="measures-why"> · {why}</span>
      </th>
      <td>{election.epoch ?? '–'}</td>
      {PHASES.map((phase) => {
        const ms = times[phase]
        return <td key={phase}>{ms === undefined ? '–' : text.ms(ms)}</td>
      })}
    </tr>
  )
}
