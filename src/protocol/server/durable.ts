/** What the disk has stored may be spoken of: acknowledgements, promises and epochs leave from here, and only from here. */
import { mut } from '../../ground/base/mut.ts'
import type { Millis } from '../../ground/ids.ts'
import type { Effect } from '../seam.ts'
import { trace } from './effects.ts'
import { onAck, onOwnEpochDurable, onOwnPromiseDurable } from './leader.ts'
import { onPromiseDurable, sendAck } from './learner.ts'
import type { Continuation, Server } from './state.ts'
import { takeDurable } from './storage.ts'
import { onEstablishDurable } from './synchronize.ts'

export function onStored(server: Server, now: Millis, ticket: number, out: Effect[]): void {
  const ready = takeDurable(server, ticket)
  const isOfProposals = mut('acksNewestFirst') && ready.every(({ type }) => type === 'ackProposal')
  for (const then of isOfProposals ? ready.toReversed() : ready) {
    if (server.ended === undefined) onDurable(server, now, then, out)
  }
}

function onDurable(server: Server, now: Millis, then: Continuation, out: Effect[]): void {
  switch (then.type) {
    case 'ackProposal': {
      trace(out, { type: 'durable', zxid: then.zxid })
      const { role } = server
      if (role.type === 'leading') {
        // Only what this reign proposed: a tail from before was settled by the synchronisation.
        if (role.phase === 'broadcast' && then.zxid > role.lastCommitted)
          onAck(server, role, server.config.self, then.zxid, out)
        else trace(out, { type: 'mark', name: 'own disk came last' })
      } else if (role.type === 'following' && role.phase === 'broadcast') sendAck(role, then.zxid, out)
      return
    }
    case 'promise': {
      server.acceptedEpoch = then.epoch
      trace(out, { type: 'promised', epoch: then.epoch })
      const { role } = server
      if (role.type === 'leading') onOwnPromiseDurable(server, role, out)
      else if (role.type !== 'looking') onPromiseDurable(server, role, out)
      return
    }
    case 'establish': {
      server.currentEpoch = then.epoch
      trace(out, { type: 'epochEstablished', epoch: then.epoch })
      const { role } = server
      if (role.type === 'leading') onOwnEpochDurable(server, role, now, out)
      else if (role.type !== 'looking') onEstablishDurable(server, role, out)
    }
  }
}
