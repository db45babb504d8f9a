/** A look into one server, beside the stage: what it is, whom it heard, what it logged, keeps and stores. */
import { Fragment } from 'react'
import type { ServerId } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { closeInspector, inspectServer, useInspector } from '../../store/inspector.ts'
import { roleLabel, type ServerModel } from '../../store/model.ts'
import { Digest } from './Digest.tsx'
import { DiskFiles } from './DiskFiles.tsx'
import { LogList } from './LogList.tsx'
import { Now } from './Now.tsx'
import { Section } from './Section.tsx'
import { ServerSockets } from './ServerSockets.tsx'
import { Sessions } from './Sessions.tsx'
import { useInspections, useInspectorText } from './useInspections.ts'
import { Votes } from './Votes.tsx'
import { Watches } from './Watches.tsx'
import './inspector.css'

export function InspectorPanel() {
  const { inspector, stage } = useText()
  const text = useInspectorText()
  const id = useInspector((state) => state.server)
  const server = useApp(({ cluster }) => (id === undefined ? undefined : cluster.servers.get(id)))
  if (id === undefined) return null
  return (
    <section className="pane inspector-pane" aria-label={inspector.region}>
      <header className="inspector-head">
        <h2 className="pane-title">{inspector.region}</h2>
        <Choice id={id} />
        {server === undefined ? null : <span className="inspector-role">{stage.roles[roleLabel(server)]}</span>}
        <button type="button" className="inspector-close" aria-label={text.close} onClick={closeInspector}>
          ×
        </button>
      </header>
      {server === undefined ? <p className="inspector-note">{text.none}</p> : <Body key={id} server={server} />}
    </section>
  )
}

function Choice({ id }: { readonly id: ServerId }) {
  const text = useInspectorText()
  const key = useApp((state) => [...state.cluster.servers.keys()].join())
  const ids = key === '' ? [] : key.split(',').map(Number)
  const servers = useApp((state) => state.cluster.servers)
  return (
    <select
      className="select"
      aria-label={text.which}
      value={id}
      onChange={(event) => {
        const chosen = [...servers.keys()].find((one) => String(one) === event.target.value)
        if (chosen !== undefined) inspectServer(chosen)
      }}
    >
      {(ids.includes(id) ? ids : [id, ...ids]).map((one) => (
        <option key={one} value={one}>
          {text.title(one)}
        </option>
      ))}
    </select>
  )
}

function Body({ server }: { readonly server: ServerModel }) {
  const text = useInspectorText()
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  const looks = useInspections()
  const look = looks.get(server.id)
  const watches = look?.watches ?? server.watches
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="inspector-body" tabIndex={0} aria-label={text.title(server.id)}>
      {server.life === 'down' && !isRemote ? <p className="inspector-note">{text.dead}</p> : null}
      {isRemote ? <p className="inspector-note">{text.remote}</p> : null}
      <Now server={server} look={look} />
      {isRemote ? <Numbers server={server} /> : <Votes server={server} />}
      {look === undefined ? null : (
        <>
          <LogList look={look} />
          <Sessions look={look} />
        </>
      )}
      {server.life === 'down' ? null : (
        <>
          <Watches watches={watches} count={look?.watchCount ?? watches.length} />
          <ServerSockets server={server} look={look} />
        </>
      )}
      {isRemote ? null : <DiskFiles server={server} look={look} />}
      <Digest server={server} looks={looks} />
    </section>
  )
}

/** What a real server tells of itself. */
function Numbers({ server: { facts } }: { readonly server: ServerModel }) {
  const text = useInspectorText()
  const { facts: words } = useText().remote
  if (facts.length === 0) return null
  return (
    <Section title={text.numbers.title}>
      <dl className="inspector-facts">
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{isFact(words, name) ? words[name] : name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  )
}

function isFact<T extends object>(words: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(words, name)
}
