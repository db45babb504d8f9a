/** What can't be done to a real ensemble from here, and why: the gateway would not let it through, or nobody can. */
import type { ClientOp } from '../../protocol/client/seam.ts'
import type { Command } from '../command.ts'

const NO_WRITES = 'this ensemble is only looked at: npm start was started without --allow-writes'
const REAL_PROCESS = 'the servers are real processes elsewhere: from here they can be used, not stopped or cut off'
const REAL_TIME = 'the servers are real: their time can not be stopped, slowed or stepped'

/** Why `command` is refused; undefined: it can be tried. */
export function whyNot(command: Command, allowWrites: boolean): string | undefined {
  switch (command.type) {
    case 'play':
    case 'pause':
    case 'step':
    case 'setSpeed':
    case 'setHop':
      return REAL_TIME
    case 'submit':
      return !allowWrites && isWrite(command.op) ? NO_WRITES : undefined
    case 'addClient':
    case 'killClient':
    case 'closeClient':
    case 'freezeClient':
    case 'thawClient':
    case 'moveClient':
      return undefined
    default:
      // Recipes write; whatever else has a client is one.
      if ('client' in command) return allowWrites ? undefined : NO_WRITES
      return REAL_PROCESS
  }
}

/** Whether the operation changes the tree or the ensemble. */
export function isWrite(op: ClientOp): boolean {
  switch (op.type) {
    case 'create':
    case 'delete':
    case 'setData':
    case 'setACL':
    case 'check':
    case 'multi':
    case 'reconfig':
      return true
    default:
      return false
  }
}
