/** What can be done to the link between two servers: it goes silent one way or both, and is healed. */
import { Popover } from '@base-ui/react/popover'
import type { ServerId } from '../../../ground/ids.ts'
import { isCut, isSlow } from '../../shapes/links.ts'
import { useApp, useText } from '../../store/app.ts'
import { ActButton } from './ActButton.tsx'
import { LinkFaults } from './LinkFaults.tsx'

type Props = { readonly ends: readonly [ServerId, ServerId]; readonly onDone: () => void }

export function LinkMenu({ ends: [a, b], onDone }: Props) {
  const { stage, remote } = useText()
  const troubled = useApp(({ cluster }) => isCut(cluster, a, b) || isSlow(cluster, a, b))
  const isRemote = useApp((state) => state.cluster.remote !== undefined)
  if (isRemote)
    return (
      <>
        <Popover.Title className="menu-title">{stage.linkMenu(a, b)}</Popover.Title>
        <p className="menu-note">{remote.outOfReach}</p>
      </>
    )
  return (
    <>
      <Popover.Title className="menu-title">{stage.linkMenu(a, b)}</Popover.Title>
      <ActButton
        name={stage.cutBoth(a, b)}
        command={{ type: 'cut', from: a, to: b, bothWays: true }}
        destructive
        onDone={onDone}
      />
      <ActButton
        name={stage.cutOneWay(a, b)}
        command={{ type: 'cut', from: a, to: b, bothWays: false }}
        onDone={onDone}
      />
      <ActButton
        name={stage.cutOneWay(b, a)}
        command={{ type: 'cut', from: b, to: a, bothWays: false }}
        onDone={onDone}
      />
      <LinkFaults a={a} b={b} troubled={troubled} onDone={onDone} />
      {troubled ? <ActButton name={stage.heal} command={{ type: 'heal' }} onDone={onDone} /> : null}
    </>
  )
}
