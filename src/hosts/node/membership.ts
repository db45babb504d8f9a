/** Servers that come and go while `npm run serve` runs: `add`, `add observer`, `remove N`. */
import { rmSync } from 'node:fs'
import type { ServerId } from '../../ground/ids.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'
import { memberOf, type PeerType } from '../../protocol/membership.ts'
import {
  ASKED_MAX,
  freeServerId,
  isLost,
  joiningText,
  whyNotAdd,
  whyNotReconfigured,
  whyNotRemove,
} from '../membership.ts'
import { type Change, reconfigure } from './admin.ts'
import {
  connect,
  type Ensemble,
  folderOf,
  HOST,
  leaderOf,
  newSeat,
  type Seat,
  seatOf,
  start,
  stop,
} from './ensemble.ts'

/** How long a new server may take to be in step with the leader. */
const CAUGHT_UP_MS = 20_000
const LOOK_AGAIN_MS = 50
/** How long the membership has to tell of a change whose answer was lost. */
const LOST_MS = 1000

/** A new server joins; the answer is why it can't. */
export async function addServer(ensemble: Ensemble, role: PeerType): Promise<string | undefined> {
  const ids = ensemble.seats.map((seat) => seat.id)
  const problem = whyNotAdd(ids, leaderOf(ensemble)?.id)
  if (problem !== undefined) return problem
  const id = freeServerId(ids)
  if (ensemble.options.port + id - 1 > 65535) return `there is no port left for server ${id}`
  const seat = newSeat(ensemble.options, id)
  // A folder that an earlier server of this number left behind is not its own.
  rmSync(folderOf(ensemble, seat), { recursive: true, force: true })
  ensemble.seats.push(seat)
  ensemble.seats.sort((a, b) => a.id - b.id)
  const reason = await start(ensemble, seat)
  if (reason !== undefined) {
    await leave(ensemble, seat)
    return `server ${id} can't start: ${reason}`
  }
  connect(ensemble, [seat])
  const joining = joiningText(id, role, seat.address)
  const refusal = (await inStep(seat))
    ? await change(ensemble, undefined, { joining, leaving: null }, () => memberOf(ensemble.known, id)?.type === role)
    : 'the new server found no leader'
  if (refusal !== undefined && memberOf(ensemble.known, id) === undefined) await leave(ensemble, seat)
  return refusal
}

/** A server leaves, and its folder with it; the answer is why it can't. */
export async function removeServer(ensemble: Ensemble, id: ServerId): Promise<string | undefined> {
  const ids = ensemble.seats.map((seat) => seat.id)
  const problem = whyNotRemove(ensemble.known, ids, id, leaderOf(ensemble)?.id)
  const seat = seatOf(ensemble, id)
  if (problem !== undefined || seat === undefined) return problem ?? `there is no server ${id}`
  if (memberOf(ensemble.known, id) !== undefined) {
    const isGone = (): boolean => memberOf(ensemble.known, id) === undefined
    const refusal = await change(ensemble, id, { joining: null, leaving: String(id) }, isGone)
    if (refusal !== undefined) return refusal
  }
  await leave(ensemble, seat)
  return undefined
}

async function leave(ensemble: Ensemble, seat: Seat): Promise<void> {
  await stop(seat)
  ensemble.seats.splice(ensemble.seats.indexOf(seat), 1)
  rmSync(folderOf(ensemble, seat), { recursive: true, force: true })
  ensemble.ports.changed()
}

/**
 * Asks a server that stays, the leader first. Where the answer is lost (a lead that is handed over closes connections), the
 * membership itself tells: `isDone`.
 */
async function change(
  ensemble: Ensemble,
  leaving: ServerId | undefined,
  wanted: Change,
  isDone: () => boolean,
): Promise<string | undefined> {
  let outcome: OpOutcome | undefined
  for (let asked = 0; asked < ASKED_MAX && isLost(outcome); asked++) {
    const leader = leaderOf(ensemble)
    const staying = ensemble.seats.filter((seat) => seat.serving && seat.id !== leaving)
    const seat = leader !== undefined && staying.includes(leader) ? leader : (staying[0] ?? leader)
    outcome =
      seat === undefined ? undefined : await reconfigure({ host: HOST, port: seat.port }, ensemble.adminAuth, wanted)
    if (isLost(outcome) && (await within(isDone, LOST_MS))) return undefined
  }
  return whyNotReconfigured(outcome)
}

function inStep(seat: Seat): Promise<boolean> {
  return within(() => seat.serving, CAUGHT_UP_MS)
}

async function within(done: () => boolean, patienceMs: number): Promise<boolean> {
  const limit = Date.now() + patienceMs
  while (!done() && Date.now() < limit) await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS))
  return done()
}
