/**
 * Malformed bytes. Thrown at the gate (the codec), it closes the connection that they came on and nothing else.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** Where in the bytes, or -1. */
  readonly offset: number
  /** The bytes ended too early: on a stream, more may come. */
  readonly incomplete: boolean
  constructor(message: string, offset: number = -1, incomplete: boolean = false) {
    super(message)
    this.offset = offset
    this.incomplete = incomplete
  }
}

/** Error codes as they travel (KeeperException.Code); `doc` in words for people, `definite`: the operation surely did not happen. */
export const KeeperErrors = {
  ok: { code: 0, name: 'OK', definite: true, doc: 'The operation succeeded.' },
  runtimeInconsistency: {
    code: -2,
    name: 'RUNTIMEINCONSISTENCY',
    definite: true,
    doc: 'An earlier operation of the same multi failed, so this one was not tried.',
  },
  connectionLoss: {
    code: -4,
    name: 'CONNECTIONLOSS',
    definite: false,
    doc: 'The connection broke before the answer came: the operation may or may not have happened.',
  },
  marshallingError: { code: -5, name: 'MARSHALLINGERROR', definite: true, doc: 'The request could not be read.' },
  unimplemented: { code: -6, name: 'UNIMPLEMENTED', definite: true, doc: 'The server does not know this operation.' },
  operationTimeout: { code: -7, name: 'OPERATIONTIMEOUT', definite: false, doc: 'No answer came in time.' },
  badArguments: {
    code: -8,
    name: 'BADARGUMENTS',
    definite: true,
    doc: 'A path, a flag or a number in the request is not allowed.',
  },
  newConfigNoQuorum: {
    code: -13,
    name: 'NEWCONFIGNOQUORUM',
    definite: true,
    doc: 'No quorum of the new configuration is connected and in step.',
  },
  reconfigInProgress: {
    code: -14,
    name: 'RECONFIGINPROGRESS',
    definite: true,
    doc: 'Another reconfiguration is under way.',
  },
  noNode: { code: -101, name: 'NONODE', definite: true, doc: 'There is no znode at this path.' },
  noAuth: { code: -102, name: 'NOAUTH', definite: true, doc: 'The ACL of the znode does not allow this.' },
  badVersion: {
    code: -103,
    name: 'BADVERSION',
    definite: true,
    doc: 'The znode has another version than the one given.',
  },
  noChildrenForEphemerals: {
    code: -108,
    name: 'NOCHILDRENFOREPHEMERALS',
    definite: true,
    doc: 'An ephemeral znode can have no children.',
  },
  nodeExists: { code: -110, name: 'NODEEXISTS', definite: true, doc: 'There is a znode at this path already.' },
  notEmpty: { code: -111, name: 'NOTEMPTY', definite: true, doc: 'The znode has children.' },
  sessionExpired: {
    code: -112,
    name: 'SESSIONEXPIRED',
    definite: false,
    doc: 'The session has ended: its ephemeral znodes are gone.',
  },
  invalidACL: {
    code: -114,
    name: 'INVALIDACL',
    definite: true,
    doc: 'The ACL is empty or names an unknown scheme or identity.',
  },
  authFailed: { code: -115, name: 'AUTHFAILED', definite: true, doc: 'The credentials were refused.' },
  sessionMoved: { code: -118, name: 'SESSIONMOVED', definite: true, doc: 'The session has moved to another server.' },
  notReadOnly: {
    code: -119,
    name: 'NOTREADONLY',
    definite: true,
    doc: 'This server has no majority and only answers reads.',
  },
  ephemeralOnLocalSession: {
    code: -120,
    name: 'EPHEMERALONLOCALSESSION',
    definite: true,
    doc: 'A local session can own no ephemeral znode.',
  },
  noWatcher: { code: -121, name: 'NOWATCHER', definite: true, doc: 'There is no such watch.' },
  reconfigDisabled: { code: -123, name: 'RECONFIGDISABLED', definite: true, doc: 'Reconfiguration is switched off.' },
  sessionClosedRequireAuth: {
    code: -124,
    name: 'SESSIONCLOSEDREQUIRESASLAUTH',
    definite: true,
    doc: 'The server asks for authentication.',
  },
  quotaExceeded: { code: -125, name: 'QUOTAEXCEEDED', definite: true, doc: 'The write would go over a quota.' },
  throttledOp: {
    code: -127,
    name: 'THROTTLEDOP',
    definite: true,
    doc: 'The server was too busy and refused the request.',
  },
} as const

/** A client's mistake or a server's refusal, by name. */
export type KeeperErrorName = keyof typeof KeeperErrors

const byCode: ReadonlyMap<number, KeeperErrorName> = new Map(
  Object.entries(KeeperErrors).map(([name, row]) => [row.code, name as KeeperErrorName]),
)

/** The name of a code from the wire, or undefined where 3.8 has none for it. */
export function keeperErrorName(code: number): KeeperErrorName | undefined {
  return byCode.get(code)
}
export function keeperErrorCode(name: KeeperErrorName): number {
  return KeeperErrors[name].code
}
