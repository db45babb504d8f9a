/** A host's acts as commands, and what came of them in the host's words. */

import type { Op, OpResult } from '../../embed/messages.ts'
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import { serverId } from '../../ground/ids.ts'
import { KeeperErrors } from '../../ground/jute/errors.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command, CommandResult } from '../../hosts/command.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'

/** The command that does it. `lock` is more than one, and the page's own act. */
export function commandOf(op: Exclude<Op, { type: 'lock' }>): Command {
  switch (op.type) {
    case 'kill':
      return op.server === undefined ? { type: 'kill' } : { type: 'kill', server: serverId(op.server) }
    case 'stop':
    case 'freeze':
    case 'thaw':
    case 'isolate':
      return { type: op.type, server: serverId(op.server) }
    case 'restart':
      return { type: 'restart', server: serverId(op.server), disk: op.disk ?? 'keep' }
    case 'partition':
      return { type: 'partition', groups: op.groups.map((group) => group.map(serverId)) }
    case 'cut':
      return { type: 'cut', from: serverId(op.from), to: serverId(op.to), bothWays: true }
    case 'heal':
      return { type: 'heal' }
    case 'newEnsemble':
      return { type: 'newEnsemble', servers: op.servers }
    case 'addClient':
      return op.name === undefined ? { type: 'addClient' } : { type: 'addClient', name: op.name }
    case 'killClient':
    case 'closeClient':
    case 'freezeClient':
    case 'thawClient':
      return { type: op.type, client: op.client }
    default:
      return { type: 'submit', client: op.client ?? 'A', op: clientOp(op) }
  }
}

type Asked = Extract<Op, { readonly path: string }>
function clientOp(op: Asked): ClientOp {
  const { path } = op
  switch (op.type) {
    case 'create': {
      const data = op.data === undefined ? null : encodeText(op.data)
      return { type: 'create', path, data, mode: op.mode ?? 'persistent', acl: OPEN_ACL }
    }
    case 'set':
      return { type: 'setData', path, data: encodeText(op.data), version: op.version ?? -1 }
    case 'delete':
      return { type: 'delete', path, version: op.version ?? -1 }
    case 'get':
      return { type: 'getData', path, watch: false }
    case 'ls':
      return { type: 'getChildren', path, watch: false }
    case 'watch':
      return watchOp(path, op.mode ?? 'oneShot')
  }
}
function watchOp(path: string, mode: NonNullable<Extract<Op, { type: 'watch' }>['mode']>): ClientOp {
  if (mode === 'oneShot') return { type: 'exists', path, watch: true }
  if (mode === 'children') return { type: 'getChildren', path, watch: true }
  return { type: 'addWatch', path, mode }
}

/** What the host hears. */
export function resultOf(result: CommandResult): OpResult {
  if (result.type === 'done') return { ok: true }
  if (result.type === 'refused') return { ok: false, reason: result.reason }
  return outcomeOf(result.outcome)
}
function outcomeOf(outcome: OpOutcome): OpResult {
  if (!outcome.ok) return { ok: false, error: outcome.error, reason: KeeperErrors[outcome.error].doc }
  const { path, data, children, stat } = outcome
  return {
    ok: true,
    path,
    data: data === undefined || data === null ? undefined : decodeUtf8(data),
    children,
    version: stat?.version,
  }
}
