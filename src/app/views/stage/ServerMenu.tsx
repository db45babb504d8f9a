/** A server's facts and what can be done to it now. */
import { Popover } from '@base-ui/react/popover'
import { Fragment } from 'react'
import { formatSessionId, formatZxid, type ServerId } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { inspectServer } from '../../store/inspector.ts'
import { roleLabel, type ServerModel } from '../../store/model.ts'
import { ActButton } from './ActButton.tsx'
import { MachineFaults } from './MachineFaults.tsx'

type Props = { readonly id: ServerId; readonly onDone: () => void }

export function ServerMenu({ id, onDone }: Props) {
  const text = useText()
  const server = useApp((state) => state.cluster.servers.get(id))
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  if (server === undefined) return null
  return (
    <>
      <Popover.Title className="menu-title">
        {text.stage.serverMenu(id)} · {text.stage.roles[roleLabel(server)]}
      </Popover.Title>
      <ServerFacts server={server} />
      <div className="menu-separator" />
      <button
        type="button"
        className="menu-item"
        onClick={() => {
          inspectServer(id)
          onDone()
        }}
      >
        {text.inspector.inspect(id)}
      </button>
      {isRemote ? <p className="menu-note">{text.remote.outOfReach}</p> : <ActsHere server={server} onDone={onDone} />}
    </>
  )
}

/** What can be done to a server that runs in this page. */
function ActsHere({ server, onDone }: { readonly server: ServerModel; readonly onDone: () => void }) {
  const text = useText()
  const { id } = server
  return (
    <>
      <button
        type="button"
        className="menu-item"
        onClick={() => {
          void import('../../files/acts.ts').then(({ downloadServer }) => downloadServer(id))
          onDone()
        }}
      >
        {text.stage.download(id)}
      </button>
      <div className="menu-separator" />
      {server.life === 'down' ? <Restarts id={id} onDone={onDone} /> : <Faults server={server} onDone={onDone} />}
      <MachineFaults server={server} onDone={onDone} />
    </>
  )
}

function ServerFacts({ server }: { readonly server: ServerModel }) {
  const text = useText()
  const words = text.stage.facts
  const sessions = [...server.connections.values()].flatMap(({ session }) => (session === undefined ? [] : [session]))
  return (
    <dl className="facts">
      <dt>zxid</dt>
      <dd>{formatZxid(server.lastZxid)}</dd>
      <dt>currentEpoch</dt>
      <dd>{server.epoch}</dd>
      <dt>acceptedEpoch</dt>
      <dd>{server.promised}</dd>
      {server.vote === undefined ? null : (
        <>
          <dt>{words.vote}</dt>
          <dd>
            {server.vote.leader} ({formatZxid(server.vote.zxid)})
          </dd>
        </>
      )}
      <Observed server={server} />
      <dt>{words.sessions}</dt>
      <dd>{sessions.length === 0 ? words.none : sessions.map(formatSessionId).join(' ')}</dd>
      <dt>{words.watches}</dt>
      <dd>{server.watches.length}</dd>
      {server.ended === undefined ? null : (
        <>
          <dt>{words.ended}</dt>
          <dd>{server.ended}</dd>
        </>
      )}
    </dl>
  )
}

/** What a real server elsewhere tells of itself. */
function Observed({ server }: { readonly server: ServerModel }) {
  const { facts: words } = useText().remote
  return server.facts.map(([name, value]) => (
    <Fragment key={name}>
      <dt>{isFact(words, name) ? words[name] : name}</dt>
      <dd>{value}</dd>
    </Fragment>
  ))
}

function Faults({ server, onDone }: { readonly server: ServerModel; readonly onDone: () => void }) {
  const { stage } = useText()
  const { id } = server
  return (
    <>
      <ActButton name={stage.kill(id)} command={{ type: 'kill', server: id }} destructive onDone={onDone} />
      <ActButton name={stage.stop(id)} command={{ type: 'stop', server: id }} onDone={onDone} />
      {server.life === 'frozen' ? (
        <ActButton name={stage.resume(id)} command={{ type: 'thaw', server: id }} onDone={onDone} />
      ) : (
        <ActButton name={stage.pause(id)} command={{ type: 'freeze', server: id }} onDone={onDone} />
      )}
      {server.isolated ? (
        <ActButton name={stage.heal} command={{ type: 'heal' }} onDone={onDone} />
      ) : (
        <ActButton name={stage.isolate(id)} command={{ type: 'isolate', server: id }} onDone={onDone} />
      )}
      <LinkCuts id={id} onDone={onDone} />
    </>
  )
}

/** One link at a time, for who can't click the drawing. */
function LinkCuts({ id, onDone }: Props) {
  const { stage } = useText()
  const servers = useApp((state) => state.cluster.servers)
  return (
    <details className="menu-more">
      <summary className="menu-item">{stage.links}</summary>
      {[...servers.keys()]
        .filter((other) => other !== id)
        .map((other) => (
          <ActButton
            key={other}
            name={stage.cutTo(other)}
            command={{ type: 'cut', from: id, to: other, bothWays: true }}
            onDone={onDone}
          />
        ))}
    </details>
  )
}

function Restarts({ id, onDone }: Props) {
  const { stage } = useText()
  return (
    <>
      <ActButton name={stage.restart(id)} command={{ type: 'restart', server: id, disk: 'keep' }} onDone={onDone} />
      <ActButton
        name={stage.restartLosing(id)}
        command={{ type: 'restart', server: id, disk: 'loseUnflushed' }}
        onDone={onDone}
      />
      <ActButton
        name={stage.restartWiped(id)}
        command={{ type: 'restart', server: id, disk: 'wipe' }}
        destructive
        onDone={onDone}
      />
    </>
  )
}

function isFact<T extends object>(words: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(words, name)
}
