/** Replies as outcomes: which record comes back for what was asked, and which watch a reply leaves (ZooKeeper.java). */
import { unreachable } from '../../ground/base/assert.ts'
import type { Reader } from '../../ground/jute/cursor.ts'
import * as records from '../../ground/jute/records.ts'
import { createNameOf, errorOf, multiOutcome, readResults } from './multi.ts'
import { pathOf } from './requests.ts'
import type { ClientOp, OpOutcome } from './seam.ts'
import type { WatchTableName } from './watches.ts'

/** The outcome of `op` from a reply's error code and body. Throws ProtocolError on an unknown code or a malformed body. */
export function decodeOutcome(op: ClientOp, err: number, reader: Reader): OpOutcome {
  const error = errorOf(err)
  return error === 'ok' ? decodeBody(op, reader) : { ok: false, error }
}

// Each names its fields: a spread behind another field is copied name by name.
function createdWithStat({ path, stat }: records.Create2Response): OpOutcome {
  return { ok: true, path, stat }
}
function dataWithStat({ data, stat }: records.GetDataResponse): OpOutcome {
  return { ok: true, data, stat }
}

function childrenWithStat({ children, stat }: records.GetChildren2Response): OpOutcome {
  return { ok: true, children, stat }
}

function decodeBody(op: ClientOp, reader: Reader): OpOutcome {
  switch (op.type) {
    case 'create':
      if (createNameOf(op) === 'create') return { ok: true, path: records.createResponse.read(reader).path }
      return createdWithStat(records.create2Response.read(reader))
    case 'delete':
    case 'addAuth':
    case 'removeWatches':
      return { ok: true }
    case 'exists':
    case 'setData':
    case 'setACL':
      return { ok: true, stat: records.stat.read(reader) }
    case 'getData':
    case 'getConfig':
    case 'reconfig':
      return dataWithStat(records.getDataResponse.read(reader))
    case 'getChildren':
      if (op.stat === true) return childrenWithStat(records.getChildren2Response.read(reader))
      return { ok: true, children: records.getChildrenResponse.read(reader).children }
    case 'getACL':
      return { ok: true, ...records.getAclResponse.read(reader) }
    case 'sync':
      return { ok: true, path: records.syncResponse.read(reader).path ?? '' }
    case 'check': {
      const whole = multiOutcome(readResults(reader))
      return whole.ok ? { ok: true } : { ok: false, error: whole.error }
    }
    case 'multi':
      return multiOutcome(readResults(reader))
    case 'multiRead':
      return { ok: true, results: readResults(reader) }
    case 'getAllChildrenNumber':
      return { ok: true, count: records.getAllChildrenNumberResponse.read(reader).totalNumber }
    case 'getEphemerals':
      return { ok: true, ...records.getEphemeralsResponse.read(reader) }
    case 'addWatch':
      records.errorResponse.read(reader)
      return { ok: true }
    case 'whoAmI':
      return { ok: true, identities: records.whoAmIResponse.read(reader).clientInfo }
    default:
      return unreachable(op)
  }
}

/** Where `outcome` leaves a watch of `op`, or undefined where it leaves none (WatchRegistration). */
export function watchLeftBy(
  op: ClientOp,
  outcome: OpOutcome,
): { readonly table: WatchTableName; readonly path: string } | undefined {
  const path = pathOf(op)
  const table = tableLeftBy(op, outcome)
  return path === undefined || table === undefined ? undefined : { table, path }
}

function tableLeftBy(op: ClientOp, outcome: OpOutcome): WatchTableName | undefined {
  if (op.type === 'addWatch') return outcome.ok ? op.mode : undefined
  if (!('watch' in op) || !op.watch) return undefined
  if (!outcome.ok) return op.type === 'exists' && outcome.error === 'noNode' ? 'exist' : undefined
  return op.type === 'getChildren' ? 'child' : 'data'
}
