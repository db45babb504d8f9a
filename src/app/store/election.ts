/**
 * The phases of an election, told from trace events alone: noticed (the first server that looks), elected (the new leader
 * takes the role), synced (it is in broadcast), serving (it answers clients). Times are virtual milliseconds.
 */
import type { Millis, ServerId } from '../../ground/ids.ts'
import type { ServerEvent } from '../../protocol/trace.ts'
import type { ElectionModel } from './model.ts'

export function startElection(
  cause: ElectionModel['cause'],
  lost: ServerId | undefined,
  startedAt: Millis,
): ElectionModel {
  return {
    cause,
    lost,
    startedAt,
    noticedAt: cause === 'start' ? startedAt : undefined,
    electedAt: undefined,
    syncedAt: undefined,
    servingAt: undefined,
    leader: undefined,
    epoch: undefined,
  }
}

/** The election after `event` of server `id`; a finished one does not change. */
export function followElection(election: ElectionModel, id: ServerId, at: Millis, event: ServerEvent): ElectionModel {
  if (election.servingAt !== undefined) return election
  switch (event.type) {
    case 'roleChanged':
      if (event.role === 'looking') return { ...election, noticedAt: election.noticedAt ?? at }
      // A leader that finds no majority goes back to looking; the next one that takes the role is timed instead.
      return event.role === 'leading'
        ? { ...election, leader: id, electedAt: at, syncedAt: undefined, noticedAt: election.noticedAt ?? at }
        : election
    case 'phaseChanged':
      return election.leader === id && event.phase === 'broadcast'
        ? { ...election, syncedAt: at, epoch: event.epoch }
        : election
    case 'serving':
      return event.role === 'leading'
        ? { ...election, leader: id, epoch: event.epoch, syncedAt: election.syncedAt ?? at, servingAt: at }
        : election
    default:
      return election
  }
}

/** How long each phase took, in virtual milliseconds; undefined where it is not done. */
export type PhaseTimes = {
  readonly noticed: Millis | undefined
  readonly elected: Millis | undefined
  readonly synced: Millis | undefined
  readonly serving: Millis | undefined
}
export function phaseTimes(election: ElectionModel): PhaseTimes {
  const between = (from: Millis | undefined, to: Millis | undefined) =>
    from === undefined || to === undefined ? undefined : Math.max(0, to - from)
  return {
    noticed: between(election.startedAt, election.noticedAt),
    elected: between(election.noticedAt, election.electedAt),
    synced: between(election.electedAt, election.syncedAt),
    serving: between(election.startedAt, election.servingAt),
  }
}
