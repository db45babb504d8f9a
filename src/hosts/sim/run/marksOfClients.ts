/** Marks of clients. */
import type { Happening } from '../../engine.ts'
import { hit, type Marks } from './marks.ts'

export function markClient(marks: Marks, event: Happening['event']): void {
  switch (event.type) {
    case 'connected':
      if (event.resumed) hit(marks, 'session resumed by its client')
      return
    case 'disconnected':
      return hit(marks, 'client lost a connection')
    case 'expired':
      return hit(marks, 'client session expired')
    case 'rearmed':
      return hit(marks, 'client told watches again')
    case 'answered':
      if (event.error === 'connectionLoss') hit(marks, 'answer lost with its connection')
      return
    case 'recipe':
      if (event.state === 'holding') hit(marks, 'lock held')
      if (event.state === 'waiting') hit(marks, 'lock waited for')
      return
    case 'nodeFrozen':
      return hit(marks, 'client frozen')
    default:
      return
  }
}
