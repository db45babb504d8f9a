/** The same as text for other tools: chosen, seen, copied. */
import { useRef, useState } from 'react'
import type { TreeView } from '../../../hosts/engine.ts'
import { scenarioText } from '../../../hosts/scenario/scenarioText.ts'
import type { Scenario } from '../../../hosts/scenario.ts'
import { curatorText } from '../../share/copyCurator.ts'
import { kazooText } from '../../share/copyKazoo.ts'
import { testText } from '../../share/copyTest.ts'
import { zkCliText } from '../../share/copyZkCli.ts'
import { copy } from '../../share/save.ts'
import { withExpectations } from '../../share/sharing.ts'
import { useApp } from '../../store/app.ts'
import { useShareText } from './useShare.ts'

const KINDS = ['zkCli', 'kazoo', 'curator', 'test', 'json'] as const
type Kind = (typeof KINDS)[number]
type Props = { readonly scenario: Scenario; readonly tree: TreeView | undefined }

export function CopyAs({ scenario, tree }: Props) {
  const { copyAs: text, link } = useShareText()
  const field = useRef<HTMLTextAreaElement>(null)
  const [kind, setKind] = useState<Kind | undefined>(undefined)
  const [outcome, setOutcome] = useState('')
  const port = useApp((state) => state.cluster.gateway.clientPort)
  const show = (wanted: Kind) => {
    setKind(wanted)
    setOutcome('')
  }
  const onCopy = async () =>
    setOutcome((await copy(field.current?.value ?? '', field.current)) ? link.copied : link.refused)
  return (
    <section aria-labelledby="share-copy">
      <h3 id="share-copy" className="share-heading">
        {text.title}
      </h3>
      <div className="share-acts">
        {KINDS.map((one) => (
          <button key={one} type="button" className="button" aria-pressed={one === kind} onClick={() => show(one)}>
            {text.kinds[one]}
          </button>
        ))}
      </div>
      {kind === undefined ? null : (
        <>
          <p className="share-about">{text.about[kind]}</p>
          <textarea
            ref={field}
            className="share-text"
            aria-label={text.text}
            readOnly
            rows={10}
            value={textOf(kind, scenario, tree, `127.0.0.1:${port === 0 ? 2181 : port}`)}
          />
          <div className="share-row">
            <button type="button" className="button" onClick={onCopy}>
              {text.copy}
            </button>
            <span className="share-note" role="status">
              {outcome}
            </span>
          </div>
        </>
      )}
    </section>
  )
}

function textOf(kind: Kind, scenario: Scenario, tree: TreeView | undefined, hosts: string): string {
  switch (kind) {
    case 'zkCli':
      return zkCliText(scenario, hosts)
    case 'kazoo':
      return kazooText(scenario, hosts)
    case 'curator':
      return curatorText(scenario, hosts)
    case 'test':
      return testText(withExpectations(scenario, tree))
    case 'json':
      return scenarioText(withExpectations(scenario, tree))
  }
}
