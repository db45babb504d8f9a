/** Operations as lines of zkCli 3.8, the inverse of what the console reads; undefined where it has no words for one. */
import { unreachable } from '../../ground/base/assert.ts'
import { type CreateMode, isEphemeral, isSequential } from '../../ground/jute/opcodes.ts'
import { type Acl, OPEN_ACL } from '../../ground/jute/records.ts'
import { permissionLetters } from '../../hosts/console/format.ts'
import { quoted } from '../../hosts/console/line.ts'
import { textOfBytes } from '../../hosts/scenario/json.ts'
import type { ClientOp, CreateOp } from '../../protocol/client/seam.ts'

/** `changed`: the line says nearly the same; a line can hold no line breaks, and no data cannot be set. */
export type CliLine = { readonly text: string; readonly changed: boolean }

export function cliLine(op: ClientOp): CliLine | undefined {
  const words = wordsOf(op)
  if (words === undefined) return undefined
  const plain = words.map((word) => word.replace(/[\r\n\t]+/g, ' '))
  const told = plain.map((word) => (word === '' ? '""' : quoted(word)))
  if (told.some((word) => word === undefined)) return undefined
  return { text: told.join(' '), changed: plain.some((word, i) => word !== words[i]) || isNullData(op) }
}

/** zkCli sends null only where a znode is made without data and without an ACL. */
function isNullData(op: ClientOp): boolean {
  return (op.type === 'setData' && op.data === null) || (op.type === 'create' && op.data === null && !isOpen(op.acl))
}

function wordsOf(op: ClientOp): readonly string[] | undefined {
  switch (op.type) {
    case 'create':
      return createWords(op)
    case 'setData':
      return joined(['set', ...version(op.version), op.path], dataText(op.data))
    case 'delete':
      return ['delete', ...version(op.version), op.path]
    case 'exists':
      return ['stat', ...watch(op.watch), op.path]
    case 'getData':
      return ['get', ...watch(op.watch), op.path]
    case 'getChildren':
      return ['ls', ...(op.stat === true ? ['-s'] : []), ...watch(op.watch), op.path]
    case 'getACL':
      return ['getAcl', op.path]
    case 'setACL':
      return ['setAcl', ...version(op.version), op.path, aclText(op.acl)]
    case 'sync':
      return ['sync', op.path]
    case 'getAllChildrenNumber':
      return ['getAllChildrenNumber', op.path]
    case 'getEphemerals':
      return ['getEphemerals', op.prefix]
    case 'addWatch':
      return ['addWatch', '-m', op.mode === 'persistent' ? 'PERSISTENT' : 'PERSISTENT_RECURSIVE', op.path]
    case 'removeWatches':
      return ['removewatches', op.path, { children: '-c', data: '-d', any: '-a' }[op.kind], ...(op.local ? ['-l'] : [])]
    case 'addAuth':
      return joined(['addauth', op.scheme], textOfBytes(op.auth))
    case 'whoAmI':
      return ['whoami']
    case 'getConfig':
      return ['config', ...watch(op.watch)]
    case 'reconfig':
      return reconfigWords(op)
    case 'check':
    case 'multi':
    case 'multiRead':
      return undefined
    default:
      return unreachable(op)
  }
}

function joined(words: readonly string[], last: string | undefined): readonly string[] | undefined {
  return last === undefined ? undefined : [...words, last]
}
function dataText(data: Uint8Array | null): string | undefined {
  return data === null ? '' : textOfBytes(data)
}
function version(known: number): readonly string[] {
  return known === -1 ? [] : ['-v', String(known)]
}
function watch(isWatched: boolean): readonly string[] {
  return isWatched ? ['-w'] : []
}
function isOpen(acl: readonly Acl[]): boolean {
  return JSON.stringify(acl) === JSON.stringify(OPEN_ACL)
}
/** `world:anyone:cdrwa,…` */
export function aclText(acl: readonly Acl[]): string {
  return acl.map(({ perms, id }) => `${id.scheme ?? ''}:${id.id ?? ''}:${permissionLetters(perms)}`).join(',')
}

function createWords({ path, data, mode, acl, ttl }: CreateOp): readonly string[] | undefined {
  const words = ['create', ...modeFlags(mode), ...(ttl === undefined ? [] : ['-t', String(ttl)]), path]
  if (data === null && isOpen(acl)) return words
  const text = dataText(data)
  return text === undefined ? undefined : [...words, text, ...(isOpen(acl) ? [] : [aclText(acl)])]
}
function modeFlags(mode: CreateMode): readonly string[] {
  if (mode === 'container') return ['-c']
  return [...(isEphemeral(mode) ? ['-e'] : []), ...(isSequential(mode) ? ['-s'] : [])]
}
function reconfigWords(op: Extract<ClientOp, { type: 'reconfig' }>): readonly string[] {
  const { joining, leaving, newMembers, fromConfig } = op
  return [
    'reconfig',
    ...(fromConfig === -1n ? [] : ['-v', fromConfig.toString(16)]),
    ...(newMembers === null ? [] : ['-members', newMembers]),
    ...(joining === null ? [] : ['-add', joining]),
    ...(leaving === null ? [] : ['-remove', leaving]),
  ]
}
