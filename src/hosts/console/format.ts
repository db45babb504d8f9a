/** What zkCli prints of values and errors, word by word (StatPrinter, AclParser, CliWrapperException, KeeperException, PathUtils). */
import type { KeeperErrorName } from '../../ground/jute/errors.ts'
import { Permission } from '../../ground/jute/opcodes.ts'
import type { Acl, Stat } from '../../ground/jute/records.ts'
import type { Failure } from './speech.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sun Nov 22 12:20:29 UTC 2026`: java.util.Date of a machine that lives in UTC. */
export function dateText(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`
  return `${day} ${time} UTC ${date.getUTCFullYear()}`
}
/** Long.toHexString: a negative number has its 16 digits. */
function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`
}

export function statLines(stat: Stat): readonly string[] {
  return [
    `cZxid = ${hex(stat.czxid)}`,
    `ctime = ${dateText(stat.ctime)}`,
    `mZxid = ${hex(stat.mzxid)}`,
    `mtime = ${dateText(stat.mtime)}`,
    `pZxid = ${hex(stat.pzxid)}`,
    `cversion = ${stat.cversion}`,
    `dataVersion = ${stat.version}`,
    `aclVersion = ${stat.aversion}`,
    `ephemeralOwner = ${hex(stat.ephemeralOwner)}`,
    `dataLength = ${stat.dataLength}`,
    `numChildren = ${stat.numChildren}`,
  ]
}

const LETTERS = [
  ['create', 'c'],
  ['delete', 'd'],
  ['read', 'r'],
  ['write', 'w'],
  ['admin', 'a'],
] as const
/** `cdrwa`, the letters of the permissions that are given. */
export function permissionLetters(perms: number): string {
  return LETTERS.map(([name, letter]) => ((perms & Permission[name]) === 0 ? '' : letter)).join('')
}
/** An ACL entry in zkCli's two lines: the identity as jute prints it, then the permissions. */
export function aclLines({ id, perms }: Acl): readonly string[] {
  return [`'${id.scheme ?? ''},'${id.id ?? ''}`, `: ${permissionLetters(perms)}`]
}

/** `world:anyone:cdrwa,digest:user:hash:r` as entries; what does not fit is told and left out, as zkCli does. */
export function aclOf(text: string): { readonly acl: readonly Acl[]; readonly complaints: readonly string[] } {
  const complaints: string[] = []
  const acl = text.split(',').flatMap((entry): readonly Acl[] => {
    const [first, last] = [entry.indexOf(':'), entry.lastIndexOf(':')]
    if (first === -1 || first === last) {
      complaints.push(`${entry} does not have the form scheme:id:perm`)
      return []
    }
    let perms = 0
    for (const letter of entry.slice(last + 1)) {
      const row = LETTERS.find(([, known]) => known === letter)
      if (row === undefined) complaints.push(`Unknown perm type: ${letter}`)
      else perms |= Permission[row[0]]
    }
    return [{ perms, id: { scheme: entry.slice(0, first), id: entry.slice(first + 1, last) } }]
  })
  return { acl, complaints }
}

/** What zkCli says of an error of the server; the others as KeeperException does. */
const WRAPPED: { readonly [K in KeeperErrorName]?: (path: string) => string } = {
  noNode: (path) => `Node does not exist: ${path}`,
  noChildrenForEphemerals: (path) => `Ephemerals cannot have children: ${path}`,
  nodeExists: (path) => `Node already exists: ${path}`,
  notEmpty: (path) => `Node not empty: ${path}`,
  notReadOnly: (path) => `Not a read-only call: ${path}`,
  invalidACL: (path) => `Acl is not valid : ${path}`,
  noAuth: (path) => `Insufficient permission : ${path}`,
  badArguments: (path) => `Arguments are not valid : ${path}`,
  badVersion: (path) => `version No is not valid : ${path}`,
  reconfigInProgress: () => 'Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)',
  newConfigNoQuorum: () =>
    'No quorum of new config is connected and up-to-date with the leader of last committed config - try invoking reconfiguration after new servers are connected and synced',
  quotaExceeded: (path) => `Quota has exceeded : ${path}`,
}
const MESSAGES: { readonly [K in KeeperErrorName]?: string } = {
  notEmpty: 'Directory not empty',
  sessionExpired: 'Session expired',
  sessionMoved: 'Session moved',
  notReadOnly: 'Not a read-only call',
  ephemeralOnLocalSession: 'Ephemeral node on local session',
  noWatcher: 'No such watcher',
  reconfigDisabled: 'Reconfig is disabled',
  sessionClosedRequireAuth: 'Session closed because client failed to authenticate',
  quotaExceeded: 'Quota has exceeded',
  throttledOp: 'Op throttled due to high load',
}

/** KeeperException.getMessage: `KeeperErrorCode = NoNode for /a`. */
export function keeperMessage(error: KeeperErrorName, path?: string): string {
  const code = MESSAGES[error] ?? `${error.slice(0, 1).toUpperCase()}${error.slice(1)}`
  return `KeeperErrorCode = ${code}${path === undefined ? '' : ` for ${path}`}`
}
/** The failure of an operation on `path`, in zkCli's words. */
export function refused(error: KeeperErrorName, path?: string): Failure {
  return { text: WRAPPED[error]?.(path ?? 'null') ?? keeperMessage(error, path), error }
}

/** Why Java's client does not even send a path (PathUtils.validatePath), in its words; undefined where it does. */
export function pathRefusal(path: string): string | undefined {
  if (path === '') return 'Path length must be > 0'
  if (!path.startsWith('/')) return 'Path must start with / character'
  if (path === '/') return undefined
  if (path.endsWith('/')) return 'Path must not end with / character'
  for (let i = 1; i < path.length; i++) {
    const reason = unitRefusal(path, i)
    if (reason !== undefined) return `Invalid path string "${path}" caused by ${reason} @${i}`
  }
  return undefined
}
function unitRefusal(path: string, i: number): string | undefined {
  const unit = path.charCodeAt(i)
  const [before, here, after] = [path[i - 1], path[i], path[i + 1] ?? '/']
  if (unit === 0) return 'null character not allowed'
  if (here === '/' && before === '/') return 'empty node name specified'
  if (here === '.' && after === '/' && (before === '/' || (before === '.' && path[i - 2] === '/')))
    return 'relative paths not allowed'
  const isInvalid =
    unit <= 0x1f || (unit >= 0x7f && unit <= 0x9f) || (unit >= 0xd800 && unit <= 0xf8ff) || unit >= 0xfff0
  return isInvalid ? 'invalid character' : undefined
}

/** Java's Integer.parseInt; undefined where it throws. */
export function intOf(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined
}
/** Java's Long.parseLong, as far as numbers are exact; undefined where it throws. */
export function longOf(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}
