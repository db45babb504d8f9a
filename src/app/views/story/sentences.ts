/** From a fact to a sentence of the reader's language: one exhaustive switch for each kind. Pure. */

import { unreachable } from '../../../ground/base/assert.ts'
import { externalOf, formatZxid, type NodeName, type ServerId, serverOf } from '../../../ground/ids.ts'
import type { Dictionary } from '../../i18n/en.ts'
import { formatAt } from './formatAt.ts'
import { recipeSentence } from './recipeText.ts'
import type {
  Ballot,
  BroadcastTale,
  ElectionTale,
  FaultTale,
  SessionTale,
  Tale,
  Trouble,
  WatchTale,
  Way,
} from './tale.ts'

type Words = Dictionary['story']

/** The sentence of `tale`. */
export function sentence(text: Dictionary, tale: Tale): string {
  const words = text.story
  switch (tale.type) {
    case 'write':
    case 'writes':
    case 'failed':
    case 'snapshot':
      return broadcastSentence(text, tale)
    case 'connected':
    case 'disconnected':
    case 'notReached':
    case 'overdue':
    case 'expired':
    case 'closed':
    case 'turnedAway':
    case 'lock':
    case 'recipe':
    case 'recipeDid':
    case 'reached':
    case 'left':
      return sessionSentence(text, tale)
    case 'watchSet':
    case 'fired':
    case 'rearmed':
      return watchSentence(text, tale)
    case 'ended':
    case 'frozen':
    case 'thawed':
    case 'disk':
    case 'cut':
    case 'healed':
    case 'trouble':
    case 'newEnsemble':
      return faultSentence(words, tale)
    default:
      return electionSentence(words, tale)
  }
}

function electionSentence(words: Words, tale: ElectionTale): string {
  switch (tale.type) {
    case 'started':
      return words.started(tale.servers)
    case 'returned':
      return words.returned(tale.server, formatZxid(tale.zxid), tale.tornBytes)
    case 'looking':
      return words.looking(tale.servers)
    case 'ownVotes':
      return words.ownVotes(tale.servers)
    case 'changedVotes':
      return ballotsByLeader(tale.ballots)
        .map(([leader, voters]) => words.changedVotes(voters, leader))
        .join(words.gap)
    case 'elected':
      return words.elected(tale.voters.length, tale.of, tale.leader)
    case 'joined':
      return words.joined(tale.servers, tale.leader)
    case 'promised':
      return words.promised(tale.servers, tale.epoch)
    case 'synced':
      return tale.mode === 'DIFF' && tale.proposals === 0
        ? words.inStep(tale.peers, tale.leader)
        : words.synced[tale.mode](tale.peers, tale.leader)
    case 'truncated':
      return words.truncated(tale.server, tale.lost.map(formatZxid))
    case 'leads':
      return words.leads(tale.server, tale.epoch)
    case 'follows':
      return words.follows(tale.servers, tale.leader)
    case 'members':
      return words.members(formatZxid(tale.version), tale.voters, tale.observers)
    case 'quorumLost':
      return words.quorumLost(tale.server, tale.epoch)
    case 'readOnly':
      return words.readOnly(tale.server)
    case 'ignored':
      return tale.what === 'learner'
        ? words.hungUp(tale.server, tale.from)
        : words.ignored(tale.server, tale.what, tale.from)
    default:
      return unreachable(tale)
  }
}

function ballotsByLeader(
  ballots: readonly Ballot[],
): readonly (readonly [leader: ServerId, voters: readonly ServerId[]])[] {
  const leaders = [...new Set(ballots.map((ballot) => ballot.leader))]
  return leaders.map((leader) => [leader, ballots.filter((one) => one.leader === leader).map((one) => one.server)])
}

function broadcastSentence(text: Dictionary, tale: BroadcastTale): string {
  const words = text.story
  switch (tale.type) {
    case 'write': {
      const deed = words.deeds[tale.deed.type](tale.deed.path ?? '', tale.deed.count)
      const zxid = formatZxid(tale.zxid)
      return tale.acks === undefined
        ? words.proposed(tale.leader, deed, zxid)
        : words.committed(deed, zxid, tale.acks.length, tale.of)
    }
    case 'writes':
      return words.writes(tale.count, formatZxid(tale.last))
    case 'failed':
      return words.failed(tale.client, tale.op, tale.path ?? '', tale.error, text.errors[tale.error])
    case 'snapshot':
      return words.snapshot(tale.server, formatZxid(tale.zxid))
    default:
      return unreachable(tale)
  }
}

function sessionSentence(text: Dictionary, tale: SessionTale): string {
  const words = text.story
  switch (tale.type) {
    case 'connected':
      return tale.resumed ? words.resumed(tale.client, tale.server) : words.connected(tale.client, tale.server)
    case 'disconnected':
      return words.disconnected(tale.client, tale.server)
    case 'notReached':
      return words.notReached(tale.client, tale.server)
    case 'overdue':
      return words.overdue(tale.server, tale.client)
    case 'expired':
      return words.expired(tale.client)
    case 'closed':
      return words.closed(tale.client)
    case 'turnedAway':
      return words.turnedAway(tale.server)
    case 'reached':
      return text.gateway.reached(tale.address, tale.server)
    case 'left':
      return text.gateway.left(tale.address)
    case 'lock':
      return words.lock[tale.state](tale.client, tale.path)
    case 'recipe':
    case 'recipeDid':
      return recipeSentence(text, tale)
    default:
      return unreachable(tale)
  }
}

function watchSentence(text: Dictionary, tale: WatchTale): string {
  const words = text.story
  switch (tale.type) {
    case 'watchSet':
      return words.watchSet(tale.client, text.tree.watchKinds[tale.kind], tale.path, tale.server)
    case 'fired': {
      const change = words.events[tale.event](tale.path)
      const after = tale.oneShot ? words.usedUp : words.stays
      return words.fired(change, tale.client, tale.server, tale.heard, after)
    }
    case 'rearmed':
      return words.rearmed(tale.client, tale.watches)
    default:
      return unreachable(tale)
  }
}

function faultSentence(words: Words, tale: FaultTale): string {
  switch (tale.type) {
    case 'ended':
      return words.ended[tale.how](nodeWords(words, tale.node), tale.lost)
    case 'frozen':
      return words.frozen(nodeWords(words, tale.node))
    case 'thawed':
      return words.thawed(nodeWords(words, tale.node))
    case 'disk':
      return words.disk[tale.fate](tale.server)
    case 'cut':
      return cutSentence(words, tale)
    case 'healed':
      return words.healed
    case 'trouble':
      return troubleSentence(words, tale.trouble)
    case 'newEnsemble':
      return words.newEnsemble(tale.servers)
    default:
      return unreachable(tale)
  }
}

/** A server that lost every link that is named is cut off; else the links are listed. */
function cutSentence(words: Words, { cuts }: Extract<FaultTale, { type: 'cut' }>): string {
  const alone = [...new Set(cuts.flatMap(({ from, to }) => [from, to]))].filter((node) =>
    cuts.every(({ from, to }) => from === node || to === node),
  )
  const [only] = alone
  if (cuts.length > 2 && only !== undefined) return words.cutOff(nodeWords(words, only))
  return words.cut(cuts.map(wayWords))
}
function wayWords({ from, to }: Way): string {
  return `${from.slice(1)} → ${to.slice(1)}`
}

function troubleSentence(words: Words, trouble: Trouble): string {
  const said = words.trouble
  switch (trouble.type) {
    case 'linkHealed':
      return said.linkHealed(trouble.ways.map(wayWords))
    case 'linkDelayed':
      return said.linkDelayed(trouble.ways.map(wayWords), trouble.delayMs)
    case 'linkStalled':
      return said.linkStalled(trouble.ways.map(wayWords), formatAt(trouble.until))
    case 'disk':
      return trouble.full
        ? said.diskFull(nodeWords(words, trouble.node))
        : said.disk(nodeWords(words, trouble.node), trouble.slowMs)
    case 'clock':
      return said.clock(nodeWords(words, trouble.node), trouble.rate, trouble.jumpMs)
    case 'held':
    case 'released':
    case 'dropped':
      return said[trouble.type](wayWords(trouble))
    default:
      return unreachable(trouble)
  }
}

/** `Server 3`, `Client A`. */
export function nodeWords(words: Words, node: NodeName): string {
  const id = serverOf(node)
  return externalOf(node) ?? (id === undefined ? words.client(node.slice(1)) : words.server(id))
}
