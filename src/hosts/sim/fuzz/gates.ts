/** The gates of servers and hosts that the simulator's room may know; the console and the gateway's guard have their own. */
import type { Gate } from '../../fuzzing.ts'
import { clientGate } from './clientGate.ts'
import { filesGate } from './filesGate.ts'
import { electionGate, peerGate } from './peerGates.ts'
import { envelopeGate, gatewayGate, journalGate } from './textGates.ts'

export const GATES: readonly Gate[] = [
  clientGate,
  electionGate,
  peerGate,
  filesGate,
  journalGate,
  envelopeGate,
  gatewayGate,
]
