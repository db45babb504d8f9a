/** What is known of a program outside, and what can be done to its connection. */
import { Popover } from '@base-ui/react/popover'
import { formatSessionId } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { ActButton } from './ActButton.tsx'

type Props = { readonly name: string; readonly onDone: () => void }

export function ExternalMenu({ name, onDone }: Props) {
  const { stage, gateway } = useText()
  const external = useApp((state) => state.cluster.externals.get(name))
  if (external === undefined) return null
  const { address, server, session, timeoutMs, resumed, life, watchEvents } = external
  return (
    <>
      <Popover.Title className="menu-title">{gateway.menu(address)}</Popover.Title>
      <dl className="facts">
        <dt>{gateway.facts.server}</dt>
        <dd>{server}</dd>
        <dt>{stage.facts.session}</dt>
        <dd>
          {session === undefined ? stage.facts.none : formatSessionId(session)}
          {resumed ? ` (${gateway.facts.moved})` : ''}
        </dd>
        <dt>{stage.facts.timeout}</dt>
        <dd>{timeoutMs} ms</dd>
        <dt>{gateway.facts.watchEvents}</dt>
        <dd>{watchEvents}</dd>
      </dl>
      <div className="menu-separator" />
      <ActButton
        name={gateway.disconnect(address)}
        command={{ type: 'killClient', client: name }}
        destructive
        onDone={onDone}
      />
      {life === 'frozen' ? (
        <ActButton name={gateway.resume(address)} command={{ type: 'thawClient', client: name }} onDone={onDone} />
      ) : (
        <ActButton name={gateway.pause(address)} command={{ type: 'freezeClient', client: name }} onDone={onDone} />
      )}
    </>
  )
}
