/** What the panel asks of the ensemble: operations of one client, and their outcomes in words. */
import { unreachable } from '../../../ground/base/assert.ts'
import { KeeperErrors } from '../../../ground/jute/errors.ts'
import type { Acl } from '../../../ground/jute/records.ts'
import type { CommandResult } from '../../../hosts/command.ts'
import type { ClientOp } from '../../../protocol/client/seam.ts'
import type { Dictionary } from '../../i18n/en.ts'
import { intervene } from '../../store/bridge.ts'
import type { ClusterModel } from '../../store/model.ts'
import { opStatus } from './opStatus.ts'

/** Words of an operation as zkCli would write it: `set /a`. */
export function opWords(op: ClientOp): string {
  switch (op.type) {
    case 'create':
      return `create ${op.path}`
    case 'delete':
      return `delete ${op.path}`
    case 'setData':
      return `set ${op.path}`
    case 'getData':
      return `get${op.watch ? ' -w' : ''} ${op.path}`
    case 'getChildren':
      return `ls${op.watch ? ' -w' : ''} ${op.path}`
    case 'exists':
      return `stat${op.watch ? ' -w' : ''} ${op.path}`
    case 'getACL':
      return `getAcl ${op.path}`
    case 'setACL':
      return `setAcl ${op.path}`
    case 'addAuth':
      return `addauth ${op.scheme}`
    case 'addWatch':
      return `addWatch ${op.path}`
    case 'removeWatches':
      return `removewatches ${op.path}`
    case 'getEphemerals':
      return `getEphemerals ${op.prefix}`
    case 'getConfig':
      return `config${op.watch ? ' -w' : ''}`
    case 'whoAmI':
      return 'whoami'
    case 'multi':
    case 'multiRead':
    case 'reconfig':
      return op.type
    case 'check':
    case 'sync':
    case 'getAllChildrenNumber':
      return `${op.type} ${op.path}`
    default:
      return unreachable(op)
  }
}

/** What came of `op`, in a sentence or two: ZooKeeper's own error by its name, and whether anything may have happened. */
export function outcomeWords(text: Dictionary, op: ClientOp, result: CommandResult): string {
  const words = text.tree.outcomes
  if (result.type === 'refused') return text.frame.refused(result.reason)
  if (result.type === 'done' || result.outcome.ok) {
    const made = result.type === 'outcome' && result.outcome.ok ? result.outcome.path : undefined
    return made === undefined ? words.done(opWords(op)) : words.created(made)
  }
  const { error } = result.outcome
  if (op.type === 'exists' && error === 'noNode') return words.watchesMissing(op.path)
  const { name, definite } = KeeperErrors[error]
  // A lost connection says of itself that nobody knows.
  const after = definite ? words.nothingChanged : error === 'connectionLoss' ? '' : words.perhaps
  return words.failed(opWords(op), name, text.errors[error], after)
}

/** Whether `result` is a failure, for its look. */
export function isFailure(op: ClientOp, result: CommandResult): boolean {
  if (result.type === 'refused') return true
  if (result.type !== 'outcome' || result.outcome.ok) return false
  return !(op.type === 'exists' && result.outcome.error === 'noNode')
}

/** Does `op` as `client`; the status line tells that it waits, then what came of it. Resolves to the result. */
export async function submit(client: string, op: ClientOp): Promise<CommandResult> {
  const asked = opStatus.getState().asked + 1
  opStatus.setState({ asked, client, op, result: undefined })
  const result = await intervene({ type: 'submit', client, op })
  // A later operation has the line now.
  if (opStatus.getState().asked === asked) opStatus.setState({ result })
  return result
}

/** Clients that can act: they run, and their session is not over. */
export function actorsOf(cluster: ClusterModel): readonly string[] {
  return [...cluster.clients.values()]
    .filter(({ life, state }) => life !== 'down' && !['expired', 'closed', 'authFailed'].includes(state))
    .map((client) => client.name)
    .toSorted()
}

/** `world:anyone cdrwa`, as zkCli's getAcl letters permissions. */
export function aclWords(acl: readonly Acl[]): string {
  const letters: readonly (readonly [bit: number, letter: string])[] = [
    [4, 'c'],
    [8, 'd'],
    [1, 'r'],
    [2, 'w'],
    [16, 'a'],
  ]
  return acl
    .map(({ perms, id }) => {
      const given = letters.flatMap(([bit, letter]) => ((perms & bit) === 0 ? [] : [letter])).join('')
      return `${id.scheme ?? ''}:${id.id ?? ''} ${given}`
    })
    .join(', ')
}
