/** The end of a log as cells: hue is the epoch, hollow is not on disk, dashed is not committed. */
import { memo } from 'react'
import { epochOf, formatZxid } from '../../../ground/ids.ts'
import { epochColor } from '../../shapes/palette.ts'
import type { LogCell } from '../../store/model.ts'

export const LogStrip = memo(function LogStrip({ log, cells }: { log: readonly LogCell[]; cells: number }) {
  return (
    <span className="strip">
      {log.slice(-cells).map((cell) => (
        <span
          key={formatZxid(cell.zxid)}
          className="strip-cell"
          style={{ '--hue': epochColor(epochOf(cell.zxid)) }}
          data-durable={cell.durable}
          data-committed={cell.committed}
        />
      ))}
    </span>
  )
})
