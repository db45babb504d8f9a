/** Marks of a server's disk, its commits, sessions, answers and watches. */
import { epochOf } from '../../../ground/ids.ts'
import { keeperErrorCode } from '../../../ground/jute/errors.ts'
import type { Txn } from '../../../ground/jute/txns.ts'
import type { Happening } from '../../engine.ts'
import type { MarkName } from './markNames.ts'
import { hit, lifeOf, type Marks } from './marks.ts'

type Event = Happening['event']
type Of<K extends Event['type']> = Extract<Event, { type: K }>

export function markServer(marks: Marks, node: string, event: Event): void {
  switch (event.type) {
    case 'booted':
      return onBooted(marks, node, event)
    case 'nodeEnded':
      if (event.reason.includes('is damaged at byte')) hit(marks, 'refused a damaged disk')
      if (event.reason.startsWith('the disk failed')) hit(marks, 'ended because the disk failed')
      lifeOf(marks, node).role = 'looking'
      return
    case 'nodeFrozen':
      return hit(marks, 'server frozen')
    case 'diskFate':
      if (event.fate === 'wipe') hit(marks, 'disk wiped')
      return
    case 'snapshotTaken':
      return hit(
        marks,
        lifeOf(marks, node).role === 'leading' ? 'snapshot taken by the leader' : 'snapshot taken by a learner',
      )
    case 'configActivated':
      if (event.how === 'committed') hit(marks, 'membership changed')
      return
    case 'quotaExceeded':
      if (event.isHard) hit(marks, 'write refused by a quota')
      return
    case 'quorumLost':
      return hit(marks, 'quorum lost')
    case 'committed':
      if (marks.voters < 2) return
      if (event.acks.length === marks.voters) hit(marks, 'committed by all')
      else if (event.acks.length === Math.floor(marks.voters / 2) + 1) hit(marks, 'committed by a bare majority')
      return
    case 'mark':
      if (event.name === 'own disk came last') hit(marks, 'own disk came last')
      return
    case 'applied':
      return lifeOf(marks, node).role === 'leading' ? onApplied(marks, event.txn) : undefined
    case 'ignored':
      return hit(marks, 'packet ignored')
    default:
      return onSessionEvent(marks, node, event)
  }
}

function onBooted(marks: Marks, node: string, event: Of<'booted'>): void {
  const life = lifeOf(marks, node)
  life.role = 'looking'
  life.starts += 1
  if (life.starts >= 3) hit(marks, 'booted a third time')
  if (event.tornBytes > 0) hit(marks, 'torn tail repaired')
  if (event.znodes > 10) hit(marks, 'booted with data')
  if (event.acceptedEpoch > event.currentEpoch) hit(marks, 'booted with a promise of a later epoch')
  if (epochOf(event.lastZxid) > event.currentEpoch) hit(marks, 'booted with an unestablished history')
}

function onApplied(marks: Marks, txn: Txn): void {
  switch (txn.type) {
    case 'closeSession':
      if (txn.paths.length > 1) hit(marks, 'ephemerals swept at once')
      return
    case 'multi':
      return hit(marks, txn.txns.some((part) => part.type === 'error') ? 'multi failed' : 'multi committed')
    case 'error':
      hit(marks, 'error transaction committed')
      if (txn.err === keeperErrorCode('sessionMoved')) hit(marks, 'write of a moved session refused')
      return
    case 'deleteContainer':
      return hit(marks, 'container or TTL node removed')
    case 'setACL':
      return hit(marks, 'setACL committed')
    default:
      return
  }
}

function onSessionEvent(marks: Marks, node: string, event: Event): void {
  switch (event.type) {
    case 'sessionOpened': {
      const before = marks.places.get(event.session)
      marks.places.set(event.session, node)
      if (!event.resumed) return
      return hit(marks, before === undefined || before === node ? 'session resumed' : 'session moved')
    }
    case 'sessionExpired':
      return hit(marks, 'session expired')
    case 'clientRefused':
      return hit(marks, 'client refused')
    case 'requested':
      if (event.op === 'setWatches' || event.op === 'setWatches2') marks.restoring.add(event.link)
      return
    case 'replied':
      if (event.op === 'setWatches' || event.op === 'setWatches2') marks.restoring.delete(event.link)
      return onReplied(marks, event)
    case 'watchFired':
      return onFired(marks, event)
    default:
      return
  }
}

const ERRORS: Partial<Record<Of<'replied'>['error'], MarkName>> = {
  badVersion: 'badVersion answered',
  nodeExists: 'nodeExists answered',
  noNode: 'noNode answered',
  notEmpty: 'notEmpty answered',
}
function onReplied(marks: Marks, { error }: Of<'replied'>): void {
  const name = ERRORS[error]
  if (name !== undefined) hit(marks, name)
}

const WATCHES: Partial<Record<Of<'watchFired'>['event'], MarkName>> = {
  nodeCreated: 'watch fired: created',
  nodeDeleted: 'watch fired: deleted',
  nodeDataChanged: 'watch fired: data',
  nodeChildrenChanged: 'watch fired: children',
}
function onFired(marks: Marks, { event, link, oneShot }: Of<'watchFired'>): void {
  const name = WATCHES[event]
  if (name !== undefined) hit(marks, name)
  if (!oneShot) hit(marks, 'persistent watch fired')
  if (marks.restoring.has(link)) hit(marks, 'watch fired across reconnect')
}
