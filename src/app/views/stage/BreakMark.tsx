/** Where a guarantee was broken: a frame around the server or client that showed it, until the reader goes on. */
import { clientNode, serverNode } from '../../../ground/ids.ts'
import type { RingLayout } from '../../shapes/ring.ts'
import { useAlarm } from '../../store/alarm.ts'
import { useText } from '../../store/app.ts'

/** How far the frame stands off. */
const MARGIN = 9

export function BreakMark({ layout }: { readonly layout: RingLayout }) {
  const text = useText()
  const node = useAlarm()?.happening.node
  if (node === undefined) return null
  const server = [...layout.servers].find(([id]) => serverNode(id) === node)?.[1]
  const client = [...layout.clients].find(([name]) => clientNode(name) === node)?.[1]
  const place = server ?? client
  if (place === undefined) return null
  const size = server === undefined ? { width: 2 * layout.clientRadius, height: 2 * layout.clientRadius } : layout.card
  return (
    <div
      className="break-mark"
      role="img"
      aria-label={text.guarantees.broken(node)}
      style={{ left: place.x, top: place.y, width: size.width + 2 * MARGIN, height: size.height + 2 * MARGIN }}
    >
      <span aria-hidden="true">✕</span>
    </div>
  )
}
