/**
 * Sequence numbers are given once (ZOOKEEPER-1269 and kin): under one parent, as long as it lives, the creation counter
 * rises with each create, and the number in a sequential znode's name is the counter, so that no name comes twice, whatever
 * was deleted in between. Each server is judged by its own history since it started or was loaded anew.
 */
import { nameOf } from '../../ground/data/path.ts'
import { type NodeName, SESSION_NONE } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { Txn, TxnHeader } from '../../ground/jute/txns.ts'
import type { Happening } from '../engine.ts'
import { type Counted, ensure, judged, type Of, partsOf, type Violation } from './checker.ts'
import { type ByRequest, createByRequest, putRequest, requestAt } from './requests.ts'
import { parentOnce } from './touched.ts'

/** The last of a parent that lives: its creation counter, and the number of a sequential name. */
type Parent = { created: number; number: number }
export type SequenceState = Counted & {
  readonly parents: Map<NodeName, Map<string, Parent>>
  /** Paths that clients asked to create, by session and xid: what was created under another name is sequential. */
  readonly asked: ByRequest<string>
}

const DIGITS = 10
/** Where the counter ends; its last number may be given again and again (a create of it fails). */
const NUMBER_MAX = 0x7fffffff

export function createSequence(): SequenceState {
  return { count: 0, parents: new Map(), asked: createByRequest() }
}

export function observeSequence(state: SequenceState, happening: Happening): Violation | undefined {
  return judged('sequence', happening, rule(state, happening))
}

function rule(state: SequenceState, { node, event }: Happening): string | undefined {
  switch (event.type) {
    case 'booted':
    case 'reloaded':
      state.parents.delete(node)
      return undefined
    case 'requested':
      if (event.path !== undefined && CREATES.has(event.op))
        putRequest(state.asked, event.session, event.xid, event.path)
      return undefined
    case 'applied':
      return onApplied(state, node, event)
    default:
      return undefined
  }
}

/** Lines of `node` are lost: what it created last is unknown. */
export function missSequence(state: SequenceState, node: NodeName): void {
  state.parents.delete(node)
}

const CREATES: ReadonlySet<OpName> = new Set<OpName>(['create', 'create2', 'createContainer', 'createTTL'])

function onApplied(state: SequenceState, node: NodeName, { header, txn }: Of<'applied'>): string | undefined {
  const parents = ensure(state.parents, node, none)
  if (txn.type !== 'multi') return onPart(state, node, parents, txn, header)
  for (const part of partsOf(txn)) {
    const reason = onPart(state, node, parents, part, undefined)
    if (reason !== undefined) return reason
  }
  return undefined
}
function none(): Map<string, Parent> {
  return new Map()
}
/** The path that a request asked for, which may have got a number behind it. */
function askedBy({ asked }: SequenceState, header: TxnHeader | undefined): string | undefined {
  if (header === undefined || header.clientId === SESSION_NONE) return undefined
  return requestAt(asked, header.clientId, header.cxid)
}

function onPart(
  state: SequenceState,
  node: NodeName,
  parents: Map<string, Parent>,
  txn: Txn,
  header: TxnHeader | undefined,
): string | undefined {
  if (txn.type === 'delete' || txn.type === 'deleteContainer') parents.delete(txn.path)
  if (txn.type === 'closeSession') for (const path of txn.paths) parents.delete(path)
  if (txn.type !== 'create' && txn.type !== 'createContainer' && txn.type !== 'createTTL') return undefined
  const { path, parentCVersion } = txn
  parents.delete(path)
  const parent = ensure(parents, parentOnce(path), nobody)
  const { created, number } = parent
  parent.created = parentCVersion
  // Logs before 3.4 have no counter: -1 counts by one.
  if (parentCVersion !== -1 && parentCVersion <= created && created !== NUMBER_MAX) {
    return `${node} creates ${path} as number ${parentCVersion} under its parent, but number ${created} was given before`
  }
  const asked = askedBy(state, header)
  if (asked === undefined || asked === path) return undefined
  state.count += 1
  const digits = nameOf(path).slice(-DIGITS)
  const given = Number(digits)
  parent.number = given
  if (!path.startsWith(asked) || !/^[\d-]\d{9}$/.test(digits))
    return `${asked} was asked for, and ${node} creates ${path}`
  if (given > number || number === NUMBER_MAX) return undefined
  return `${node} creates ${path}, but number ${number} was given before under the same parent`
}
function nobody(): Parent {
  return { created: Number.NEGATIVE_INFINITY, number: -1 }
}
