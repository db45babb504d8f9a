/** What can ail a server's machine: a slow disk, a full one, a clock that is off. */
import { useText } from '../../store/app.ts'
import type { ServerModel } from '../../store/model.ts'
import { ActButton } from './ActButton.tsx'
import { ActSelect } from './ActSelect.tsx'

const SLOW_MS = [50, 200, 1000] as const
const AHEAD_S = [5, 60] as const
const RATES = [2, 0.5] as const

type Props = { readonly server: ServerModel; readonly onDone: () => void }

export function MachineFaults({ server: { id, disk, clock }, onDone }: Props) {
  const { faults } = useText()
  const ailing = disk.full || disk.slowMs > 0
  return (
    <details className="menu-more">
      <summary className="menu-item">{faults.machine}</summary>
      <ActSelect
        label={faults.slowDisk(id)}
        placeholder={faults.choose}
        choices={SLOW_MS.map((ms) => ({
          name: `+${faults.ms(ms)}`,
          command: { type: 'slowDisk', server: id, delayMs: ms },
        }))}
        onDone={onDone}
      />
      {disk.full ? null : (
        <ActButton
          name={faults.fullDisk(id)}
          command={{ type: 'fullDisk', server: id, full: true }}
          destructive
          onDone={onDone}
        />
      )}
      {ailing ? (
        <ActButton name={faults.mendDisk(id)} command={{ type: 'mendDisk', server: id }} onDone={onDone} />
      ) : null}
      <ActSelect
        label={faults.clock(id)}
        placeholder={faults.choose}
        choices={[
          ...AHEAD_S.map((s) => ({
            name: faults.ahead(s),
            command: { type: 'skewClock', server: id, rate: clock.rate, jumpMs: s * 1000 } as const,
          })),
          ...RATES.map((rate) => ({
            name: faults.rate(rate),
            command: { type: 'skewClock', server: id, rate, jumpMs: 0 } as const,
          })),
          { name: faults.trueRate, command: { type: 'skewClock', server: id, rate: 1, jumpMs: 0 } },
        ]}
        onDone={onDone}
      />
    </details>
  )
}

/** What ails a machine, on its card. */
export function MachineBadge({ server: { disk, clock } }: { readonly server: ServerModel }) {
  const { badges } = useText().faults
  const words = [
    ...(disk.full ? [badges.fullDisk] : disk.slowMs > 0 ? [badges.slowDisk(disk.slowMs)] : []),
    ...(clock.rate === 1 ? [] : [badges.clock(clock.rate)]),
    ...(clock.aheadMs === 0 ? [] : [badges.ahead(clock.aheadMs / 1000)]),
  ]
  return words.length === 0 ? null : <span className="server-badge">{words.join(' · ')}</span>
}
