/**
 * The end of a log as cells: hue is the epoch, hollow is not on disk, dashed is not committed. What was cut from it because no
 * majority ever had it stands behind a cut, crossed out, until the next transaction takes its place.
 */
import { memo } from 'react'
import { epochOf, formatZxid, type Zxid } from '../../../ground/ids.ts'
import { epochColor } from '../../shapes/palette.ts'
import { useText } from '../../store/app.ts'
import type { LogCell } from '../../store/model.ts'

type Props = { readonly log: readonly LogCell[]; readonly cutOff: readonly Zxid[]; readonly cells: number }

export const LogStrip = memo(function LogStrip({ log, cutOff, cells }: Props) {
  const words = useText().faults
  const lost = cutOff.slice(-Math.min(3, cells))
  return (
    <span className="strip">
      {log.slice(-Math.max(1, cells - lost.length)).map((cell) => (
        <span
          key={formatZxid(cell.zxid)}
          className="strip-cell"
          style={{ '--hue': epochColor(epochOf(cell.zxid)) }}
          data-durable={cell.durable}
          data-committed={cell.committed}
        />
      ))}
      {lost.length === 0 ? null : (
        <span
          className="strip-lost"
          role="img"
          aria-label={words.cutOff(cutOff.length)}
          title={words.cutOff(cutOff.length)}
        >
          {lost.map((zxid) => (
            <span
              key={formatZxid(zxid)}
              className="strip-cell"
              style={{ '--hue': epochColor(epochOf(zxid)) }}
              data-durable
              data-committed={false}
            />
          ))}
        </span>
      )}
    </span>
  )
})
