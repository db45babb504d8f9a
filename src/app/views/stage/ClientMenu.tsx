/** A client's facts and what can be done to it now. */
import { Popover } from '@base-ui/react/popover'
import { formatSessionId } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { ActButton } from './ActButton.tsx'
import { clientNote } from './clientText.ts'
import { RecipeMenu } from './RecipeMenu.tsx'

type Props = { readonly name: string; readonly onDone: () => void }

export function ClientMenu({ name, onDone }: Props) {
  const text = useText()
  const { stage, toolbar } = text
  const client = useApp((state) => state.cluster.clients.get(name))
  const note = useApp((state) => clientNote(text, state.cluster, name))
  if (client === undefined) return null
  const alive = client.life !== 'down' && !['expired', 'closed', 'authFailed'].includes(client.state)
  return (
    <>
      <Popover.Title className="menu-title">
        {stage.clientMenu(name)}
        {note === '' ? '' : ` · ${note}`}
      </Popover.Title>
      <dl className="facts">
        <dt>{stage.facts.session}</dt>
        <dd>{client.session === undefined ? stage.facts.none : formatSessionId(client.session)}</dd>
        <dt>{stage.facts.timeout}</dt>
        <dd>{client.timeoutMs} ms</dd>
      </dl>
      <div className="menu-separator" />
      {alive ? (
        <>
          {client.lock?.state === 'holding' ? (
            <ActButton
              name={toolbar.releaseLock(name)}
              command={{ type: 'release', client: name, recipe: 'lock' }}
              onDone={onDone}
            />
          ) : null}
          <RecipeMenu client={client} onDone={onDone} />
          <ActButton
            name={stage.killClient(name)}
            command={{ type: 'killClient', client: name }}
            destructive
            onDone={onDone}
          />
          <ActButton name={stage.closeClient(name)} command={{ type: 'closeClient', client: name }} onDone={onDone} />
          {client.life === 'frozen' ? (
            <ActButton name={stage.resumeClient(name)} command={{ type: 'thawClient', client: name }} onDone={onDone} />
          ) : (
            <ActButton
              name={stage.pauseClient(name)}
              command={{ type: 'freezeClient', client: name }}
              onDone={onDone}
            />
          )}
          <ActButton name={stage.moveClient(name)} command={{ type: 'moveClient', client: name }} onDone={onDone} />
        </>
      ) : (
        <ActButton name={stage.restartClient(name)} command={{ type: 'addClient', name }} onDone={onDone} />
      )}
    </>
  )
}
