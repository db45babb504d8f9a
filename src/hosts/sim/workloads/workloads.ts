/** The workloads by name, and the znodes that they stand on. */
import type { ClientOp } from '../../../protocol/client/seam.ts'
import { create } from '../ops.ts'
import { BOXES, ballot } from './ballot.ts'
import { burst } from './burst.ts'
import { ledger } from './ledger.ts'
import { locker } from './locker.ts'
import { CONFIGURATION, mirror } from './mirror.ts'
import type { WorkloadName } from './names.ts'
import type { Player, Workload } from './player.ts'
import { queue } from './queue.ts'
import { REGISTERS, register } from './register.ts'
import { visitor } from './visitor.ts'

export const MAKERS: { readonly [K in WorkloadName]: (player: Player) => Workload } = {
  ledger,
  register,
  mirror,
  locker,
  burst,
  visitor,
  queue,
  ballot,
}

/** What must be there before the players begin. */
export const STAGE: readonly ClientOp[] = [
  ...['/book', '/register', '/box', '/guests', '/queue', '/ballot', '/lock'].map((path) => create(path)),
  ...REGISTERS.map((path) => create(path, '0')),
  ...BOXES.map((path) => create(path, 'none')),
  create(CONFIGURATION, 'none'),
]
