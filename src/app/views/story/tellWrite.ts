/** A write in one sentence that grows: proposed, then committed with so many acknowledgements. */
import type { Millis, NodeName, ServerId } from '../../../ground/ids.ts'
import type { Txn } from '../../../ground/jute/txns.ts'
import type { ServerEvent } from '../../../protocol/trace.ts'
import type { Selection } from '../../store/app.ts'
import type { Deed } from './tale.ts'
import { because, joined, type Telling, tell, tellOrJoin } from './telling.ts'

type Of<K extends ServerEvent['type']> = Extract<ServerEvent, { type: K }>

/** Writes told one by one within BURST_MS; the next ones are counted. */
const BURST_MAX = 8
const BURST_MS: Millis = 1000

export function tellProposed(telling: Telling, at: Millis, leader: ServerId, { zxid, txn }: Of<'proposed'>): void {
  const deed = deedOf(txn)
  if (writesSince(telling, at - BURST_MS) >= BURST_MAX) {
    return tellOrJoin(
      telling,
      at,
      (tale) => (tale.type === 'writes' ? { ...tale, count: tale.count + 1, last: zxid } : undefined),
      { kind: 'broadcast', tale: { type: 'writes', count: 1, last: zxid }, about: { type: 'server', id: leader } },
    )
  }
  const about: Selection = deed.path === undefined ? { type: 'server', id: leader } : { type: 'znode', path: deed.path }
  const of = telling.servers.size
  tell(telling, at, { kind: 'broadcast', tale: { type: 'write', leader, zxid, deed, acks: undefined, of }, about })
}

/** Writes and counted writes told after `since`, as far as the burst goes. */
function writesSince({ entries }: Telling, since: Millis): number {
  let count = 0
  for (let i = entries.length - 1; i >= 0 && count < BURST_MAX; i--) {
    const entry = entries[i]
    if (entry === undefined || entry.at < since) break
    if (entry.tale.type === 'write') count++
    if (entry.tale.type === 'writes') return BURST_MAX
  }
  return count
}

/** A write waits for its majority as long as it takes: its sentence is looked for among all that are kept. */
export function tellCommitted(telling: Telling, _at: Millis, { zxid, acks }: Of<'committed'>): void {
  const { entries } = telling
  const i = entries.findLastIndex(({ tale }) => tale.type === 'write' && tale.zxid === zxid)
  const entry = entries[i]
  if (entry === undefined || entry.tale.type !== 'write') return
  entries[i] = { ...entry, tale: { ...entry.tale, acks } }
  telling.told = true
}

/** An acknowledgement that counted no more belongs to the write that it came for. */
export function tellAck(
  telling: Telling,
  at: Millis,
  node: NodeName,
  from: ServerId | undefined,
  reason: string,
): void {
  if (from === undefined) return
  joined(
    telling,
    at,
    (tale) => (tale.type === 'write' && tale.acks !== undefined ? tale : undefined),
    because(node, `acknowledgement of server ${from}: ${reason}`),
  )
}

export function deedOf(txn: Txn): Deed {
  switch (txn.type) {
    case 'multi':
      return { type: 'multi', path: undefined, count: txn.txns.length }
    case 'closeSession':
      return { type: 'closeSession', path: undefined, count: txn.paths.length }
    case 'createSession':
    case 'error':
      return { type: txn.type, path: undefined, count: 1 }
    default:
      return { type: txn.type, path: txn.path, count: 1 }
  }
}
