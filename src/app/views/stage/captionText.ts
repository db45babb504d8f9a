/** The caption box's words: one sentence, and the phases of an election with their times. */
import { unreachable } from '../../../ground/base/assert.ts'
import type { Dictionary } from '../../i18n/en.ts'
import { phaseTimes } from '../../store/election.ts'
import type { Caption, ClusterModel, ElectionModel } from '../../store/model.ts'

/** The sentence of what happened last; empty where nothing did. */
export function captionSentence(text: Dictionary, cluster: ClusterModel): string {
  const { caption } = cluster
  if (caption === undefined) return ''
  switch (caption.type) {
    case 'election':
      return cluster.election === undefined ? '' : electionSentence(text, cluster, cluster.election)
    case 'serverEnded':
      return text.caption.ended[caption.how](caption.server)
    case 'serverReturned':
      return text.caption.returned(caption.server)
    case 'serverFrozen':
      return text.caption.frozen(caption.server)
    case 'synced':
      return syncedSentence(text, caption)
    case 'truncated':
      return text.caption.truncated(caption.server, caption.lost)
    case 'quorumLost':
      return text.caption.quorumLost(caption.epoch)
    case 'sessionExpired':
      return text.caption.sessionExpired(caption.client)
    case 'clientMoved':
      return text.caption.moved(caption.client, caption.server, caption.from)
    case 'lock':
      return text.caption.lock[caption.lock.state](caption.client)
    case 'watchFired':
      return text.caption.watchFired(caption.client, caption.path)
    case 'isolated':
      return text.caption.isolated(caption.server)
    case 'healed':
      return text.caption.healed
    case 'divided':
      return text.caption.divided
    case 'diskFull':
      return text.caption.diskFull(caption.server)
    case 'messageDropped':
      return text.caption.messageDropped
    default:
      return unreachable(caption)
  }
}

/** How a server is brought into step, and why so. */
function syncedSentence(text: Dictionary, { mode, server, reason }: Extract<Caption, { type: 'synced' }>): string {
  return `${text.caption.synced[mode](server)}${reason === undefined ? '' : text.faults.because(reason)}`
}

function electionSentence(text: Dictionary, cluster: ClusterModel, election: ElectionModel): string {
  if (election.leader !== undefined && election.servingAt !== undefined && election.epoch !== undefined) {
    return text.caption.leads(election.leader, election.epoch)
  }
  if (election.leader !== undefined) return text.caption.elected(election.leader)
  const alive = [...cluster.servers.values()].filter((server) => server.life === 'alive').length
  if (alive * 2 <= cluster.servers.size) return text.caption.noMajority
  if (election.lost === undefined) return text.caption.starting
  const gone = cluster.servers.get(election.lost)?.life === 'down'
  return gone ? text.caption.leaderEnded(election.lost) : text.caption.leaderSilent(election.lost)
}

/** The phases that are done, each with its time: "noticed 2 ms". */
export function electionPhases(text: Dictionary, election: ElectionModel): readonly string[] {
  const times = phaseTimes(election)
  const words = text.caption.phases
  const phase = (say: (ms: string) => string, time: number | undefined) =>
    time === undefined ? [] : [say(formatMs(time))]
  return [
    ...(election.cause === 'start' ? [] : phase(words.noticed, times.noticed)),
    ...phase(words.elected, times.elected),
    ...phase(words.synced, times.synced),
    ...phase(words.serving, times.serving),
  ]
}

/** `0.4 ms` below ten, `24 ms` below ten seconds, `12.3 s` above. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return ms < 9.95 ? `${Number(ms.toFixed(1))} ms` : `${Math.round(ms)} ms`
}
