/**
 * From request to transaction, on the leader (PrepRequestProcessor). Everything is validated here, against the tree as
 * it will be when all that was prepared is applied; nothing is validated again later.
 *
 * Laws:
 * 1. Every write takes the zxid that it is given. One that fails becomes an error transaction, which is proposed, logged
 *    and committed like any other; a multi that fails stays a multi, with an error part where it failed and after.
 * 2. Nothing is thrown for a request's fault: a body that can't be read is a marshalling error.
 * 3. The digest in the transaction is the tree's after it; an error transaction carries none.
 * 4. closeSession asks for no session: expiry, which is nobody's request, comes the same way.
 */
import { fail, ok, type Result } from '../../ground/base/result.ts'
import { DIGEST_VERSION } from '../../ground/data/digest.ts'
import type { Database } from '../../ground/data/tree.ts'
import { SESSION_NONE, type SessionId, type Zxid } from '../../ground/ids.ts'
import { Reader } from '../../ground/jute/cursor.ts'
import { type KeeperErrorName, keeperErrorCode, ProtocolError } from '../../ground/jute/errors.ts'
import { OpCode } from '../../ground/jute/opcodes.ts'
import {
  createRequest,
  createTtlRequest,
  deleteRequest,
  pathRequest,
  reconfigRequest,
  setAclRequest,
  setDataRequest,
} from '../../ground/jute/records.ts'
import { type Txn, type TxnRecord, txnOpCode } from '../../ground/jute/txns.ts'
import {
  type ChangeContext,
  leaveDeleted,
  type Planned,
  planCheck,
  planCreate,
  planDelete,
  planDeleteContainer,
  planSetAcl,
  planSetData,
} from './changes.ts'
import { type CreateOp, createOf, multiRequest, type WritePart } from './multi.ts'
import { ephemeralsOf, markOf, type Outstanding, predictedDigest, rollBack } from './outstanding.ts'
import { planReconfig, type ReconfigContext } from './planReconfig.ts'
import { createSessionRequest, type Request } from './request.ts'

/**
 * What preparing looks at. `time`: the leader's wall clock in milliseconds since 1970. `outstanding` is changed: it gets
 * the records of the new transaction. Marking a session as closing after its closeSession is the caller's part.
 */
export type PrepareContext = {
  readonly db: Database
  readonly outstanding: Outstanding
  readonly extendedTypes: boolean
  readonly time: number
  readonly zxid: Zxid
  /** For createSession: the negotiated timeout, where it is not in the request's body. */
  readonly sessionTimeoutMs?: number | undefined
  /** Whether the session is unknown or closing: its writes are refused with SESSIONEXPIRED. */
  readonly closing: (session: SessionId) => boolean
  /** The session belongs to another server by now (03 B5): its writes are refused with SESSIONMOVED. */
  readonly moved?: boolean | undefined
  /** Why the session may own no ephemeral, though it may write: it is a local one. Comes before `closing` and `moved`. */
  readonly ephemeralProblem?: KeeperErrorName | undefined
  /** What a reconfiguration looks at; undefined: reconfiguration is switched off. */
  readonly reconfig?: ReconfigContext | undefined
  /** enforceQuota is on: hears of every limit that a change goes over. */
  readonly onExcess?: ChangeContext['onExcess']
}

/** The value, or a marshalling error where the body does not hold one. */
function readBody<T>(body: { readonly read: (reader: Reader) => T }, request: Request): Result<T, 'marshallingError'> {
  try {
    return ok(body.read(new Reader(request.body)))
  } catch (error) {
    if (error instanceof ProtocolError) return fail('marshallingError')
    throw error
  }
}

function prepareCreate(context: ChangeContext, request: Request, op: CreateOp): Planned {
  if (op === 'createTTL') {
    const fields = readBody(createTtlRequest, request)
    return fields.ok ? planCreate(context, createOf(fields.value, fields.value.ttl, op)) : fields
  }
  const fields = readBody(createRequest, request)
  return fields.ok ? planCreate(context, createOf(fields.value, -1, op)) : fields
}

/** One change of one znode whose session is looked at before its body is (the order matters where both are wrong). */
function prepareChange<T>(
  context: ChangeContext,
  request: Request,
  body: { readonly read: (reader: Reader) => T },
  plan: (context: ChangeContext, fields: T) => Planned,
): Planned {
  if (context.sessionProblem !== undefined) return fail(context.sessionProblem)
  const fields = readBody(body, request)
  return fields.ok ? plan(context, fields.value) : fields
}

/** From a client the server takes the whole body for the path, and its length holds NULs: refused. */
function prepareDeleteContainer(context: ChangeContext, request: Request): Planned {
  if (request.session !== SESSION_NONE) return fail('badArguments')
  const fields = readBody(pathRequest, request)
  return fields.ok ? planDeleteContainer(context, fields.value.path) : fields
}

function planPart(context: ChangeContext, part: WritePart): Planned {
  switch (part.type) {
    case 'create':
      return planCreate(context, part.fields)
    case 'delete':
      return planDelete(context, part.fields)
    case 'setData':
      return planSetData(context, part.fields)
    case 'check':
      return planCheck(context, part.fields)
    case 'miscast':
      return fail('marshallingError')
  }
}

function errorTxn(error: KeeperErrorName): Txn {
  return { type: 'error', err: keeperErrorCode(error) }
}

/**
 * All or nothing: after the first part that fails no other is tried, and the records of all are taken back. A part that
 * is no proper request fails the whole as one (3.8.0 catches only a KeeperException for a part).
 */
function prepareMulti(context: ChangeContext, request: Request): Planned {
  const parts = readBody(multiRequest, request)
  if (!parts.ok) return parts
  const mark = markOf(context.outstanding)
  const txns: Txn[] = []
  let failed = false
  for (const part of parts.value) {
    const planned: Planned = failed ? fail('runtimeInconsistency') : planPart(context, part)
    if (!planned.ok && planned.error === 'marshallingError') {
      rollBack(context.outstanding, mark)
      return planned
    }
    txns.push(planned.ok ? planned.value : errorTxn(planned.error))
    if (!planned.ok && !failed) {
      failed = true
      rollBack(context.outstanding, mark)
    }
  }
  return ok({ type: 'multi', txns })
}

function prepareCreateSession(context: PrepareContext, request: Request): Planned {
  if (context.sessionTimeoutMs !== undefined) return ok({ type: 'createSession', timeOut: context.sessionTimeoutMs })
  const fields = readBody(createSessionRequest, request)
  return fields.ok ? ok({ type: 'createSession', timeOut: fields.value.timeOut }) : fields
}

/**
 * Lists the ephemerals that the session will have by then, those of writes still on their way included. Their parents
 * lose a child at once, so a delete of the parent right behind is judged as it will be (3.8.0 still counts the child).
 */
function prepareCloseSession(context: ChangeContext): Planned {
  const paths = ephemeralsOf(context.outstanding, context.db, context.session)
  for (const path of paths) leaveDeleted(context, path)
  return ok({ type: 'closeSession', paths })
}

function plan(context: PrepareContext, changes: ChangeContext, request: Request): Planned {
  switch (request.op) {
    case OpCode.create:
      return prepareCreate(changes, request, 'create')
    case OpCode.create2:
      return prepareCreate(changes, request, 'create2')
    case OpCode.createContainer:
      return prepareCreate(changes, request, 'createContainer')
    case OpCode.createTTL:
      return prepareCreate(changes, request, 'createTTL')
    case OpCode.delete:
      return prepareChange(changes, request, deleteRequest, planDelete)
    case OpCode.deleteContainer:
      return prepareDeleteContainer(changes, request)
    case OpCode.setData:
      return prepareChange(changes, request, setDataRequest, planSetData)
    case OpCode.setACL:
      return prepareChange(changes, request, setAclRequest, planSetAcl)
    case OpCode.multi:
      return prepareMulti(changes, request)
    case OpCode.createSession:
      return prepareCreateSession(context, request)
    case OpCode.closeSession:
      return prepareCloseSession(changes)
    case OpCode.reconfig: {
      const fields = readBody(reconfigRequest, request)
      return planReconfig(changes, context.reconfig, fields.ok ? fields.value : undefined)
    }
    default:
      return fail('unimplemented')
  }
}

/** The transaction that `request` becomes, with the zxid and the time of `context`. Never throws for a request's fault. */
export function prepare(context: PrepareContext, request: Request): TxnRecord {
  const { db, outstanding, zxid, time, extendedTypes, onExcess, ephemeralProblem } = context
  const { session, identities } = request
  const sessionProblem = context.closing(session)
    ? 'sessionExpired'
    : context.moved === true
      ? 'sessionMoved'
      : undefined
  const changes = {
    db,
    outstanding,
    zxid,
    time,
    extendedTypes,
    session,
    identities,
    sessionProblem,
    ephemeralProblem,
    onExcess,
  } as const
  const planned = plan(context, changes, request)
  const txn = planned.ok ? planned.value : errorTxn(planned.error)
  const header = { clientId: session, cxid: request.cxid, zxid, time, type: txnOpCode(txn) }
  const digest = planned.ok ? { version: DIGEST_VERSION, treeDigest: predictedDigest(outstanding, db) } : null
  return { header, txn, digest }
}
