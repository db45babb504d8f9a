/** What the server is at this moment: role, phase, epochs, how far it is, and whom it leads. */
import { Fragment } from 'react'
import { formatZxid } from '../../../ground/ids.ts'
import type { Inspection } from '../../../hosts/inspection.ts'
import { useText } from '../../store/app.ts'
import { roleLabel, type ServerModel } from '../../store/model.ts'
import { Section } from './Section.tsx'
import { useInspectorText } from './useInspections.ts'

type Props = { readonly server: ServerModel; readonly look: Inspection | undefined }

export function Now({ server, look }: Props) {
  const { stage } = useText()
  const text = useInspectorText()
  const { now } = text
  const isDown = server.life === 'down'
  const facts: readonly (readonly [string, string] | undefined)[] = [
    [now.role, stage.roles[roleLabel(server)]],
    isDown ? undefined : [now.phase, text.phases[server.phase]],
    isDown || server.leader === undefined ? undefined : [now.leader, text.title(server.leader)],
    server.incarnation === 0 ? undefined : [now.process, now.incarnation(server.incarnation)],
    [now.accepted, String(server.promised)],
    [now.current, String(server.epoch)],
    [now.zxid, formatZxid(server.lastZxid)],
    look === undefined || isDown ? undefined : [now.unflushed, now.operations(look.unflushed)],
    server.ended === undefined ? undefined : [now.ended, server.ended],
  ]
  return (
    <Section title={now.title}>
      <dl className="inspector-facts">
        {facts.flatMap((fact) =>
          fact === undefined
            ? []
            : [
                <Fragment key={fact[0]}>
                  <dt>{fact[0]}</dt>
                  <dd>{fact[1]}</dd>
                </Fragment>,
              ],
        )}
        {look === undefined || isDown || look.learners.length === 0 ? null : (
          <>
            <dt>{now.learners}</dt>
            <dd>
              {look.learners.map((learner) => (
                <span key={learner.server} className="inspector-learner">
                  {text.title(learner.server)}
                  {learner.observer ? ` (${now.observer})` : ''}: {text.learnerPhases[learner.phase]}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Section>
  )
}
