/** Slowness of the link between two servers, and its healing: the same list in the link's menu and in a server's. */
import type { ServerId } from '../../../ground/ids.ts'
import { useText } from '../../store/app.ts'
import { ActButton } from './ActButton.tsx'
import { ActSelect } from './ActSelect.tsx'

const DELAYS_MS = [50, 200, 500, 2000] as const
const STALLS_S = [1, 5, 15] as const

type Props = { readonly a: ServerId; readonly b: ServerId; readonly troubled: boolean; readonly onDone: () => void }

export function LinkFaults({ a, b, troubled, onDone }: Props) {
  const { faults } = useText()
  const ends = { from: a, to: b, bothWays: true } as const
  return (
    <>
      <ActSelect
        label={faults.delay(a, b)}
        placeholder={faults.choose}
        choices={DELAYS_MS.map((delayMs) => ({
          name: faults.ms(delayMs),
          command: { type: 'delay', ...ends, delayMs },
        }))}
        onDone={onDone}
      />
      <ActSelect
        label={faults.stall(a, b)}
        placeholder={faults.choose}
        choices={STALLS_S.map((s) => ({
          name: faults.seconds(s),
          command: { type: 'stall', ...ends, forMs: s * 1000 },
        }))}
        onDone={onDone}
      />
      {troubled ? (
        <ActButton name={faults.healLink(a, b)} command={{ type: 'heal', server: a, to: b }} onDone={onDone} />
      ) : null}
    </>
  )
}
