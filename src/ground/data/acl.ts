/**
 * Access control: who may do what to one znode (02 §10). An ACL is not inherited; it names identities by scheme.
 * Laws: 1. An empty ACL and an identity of scheme `super` allow everything. 2. An entry grants where one of its bits is
 * needed and its identity matches. 3. What a transaction carries is expanded: `auth` never reaches the tree.
 */
import { fail, ok, type Result } from '../base/result.ts'
import { sha1, toBase64 } from '../base/sha1.ts'
import { encodeUtf8 } from '../base/utf8.ts'
import { Permission } from '../jute/opcodes.ts'
import { type Acl, type Id, OPEN_ACL } from '../jute/records.ts'

/** world:anyone may read, as on /zookeeper/config (ZooDefs.Ids.READ_ACL_UNSAFE). */
export const READ_ACL: readonly Acl[] = [{ perms: Permission.read, id: { scheme: 'world', id: 'anyone' } }]
/** Any identity that the caller has proved may do everything: expanded on create (ZooDefs.Ids.CREATOR_ALL_ACL). */
export const CREATOR_ALL_ACL: readonly Acl[] = [{ perms: Permission.all, id: { scheme: 'auth', id: '' } }]

/** What a scheme can do: judge the text of an ACL entry, and match a caller's identity with it. */
type Provider = {
  readonly isValid: (id: string) => boolean
  readonly matches: (callerId: string, aclId: string) => boolean
  /** Whether an identity of it proves who the caller is: such ones replace the scheme `auth`. */
  readonly isAuthenticated: boolean
}

const providers: ReadonlyMap<string, Provider> = new Map([
  ['digest', { isValid: isDigestId, matches: (callerId, aclId) => callerId === aclId, isAuthenticated: true }],
  ['ip', { isValid: (id) => parseNetwork(id) !== undefined, matches: ipMatches, isAuthenticated: false }],
])

/** The identity that the auth packet `user:password` gives: `user:` and the Base64 of the SHA-1 of the whole text. */
export function digestIdentity(userAndPassword: string): string {
  const user = userAndPassword.split(':', 1)[0] ?? ''
  return `${user}:${toBase64(sha1(encodeUtf8(userAndPassword)))}`
}

/** `user:digest`: one colon and something after it (Java's split drops empty texts at the end). */
function isDigestId(id: string): boolean {
  const parts = id.split(':')
  return parts.length === 2 && parts[1] !== ''
}

/** The 32 bits of a dotted IPv4 address, or undefined (3.8 knows no IPv6 here, IPAuthenticationProvider.addr2Bytes). */
function parseAddress(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let address = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    address = address * 256 + Number(part)
  }
  return address
}

type Network = { readonly address: number; readonly bits: number }
function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  const bitsText = slash < 0 ? '32' : text.slice(slash + 1)
  if (address === undefined || !/^\d{1,2}$/.test(bitsText) || Number(bitsText) > 32) return undefined
  return { address, bits: Number(bitsText) }
}

/** Whether the address `callerId` is in the network `aclId` (`10.0.0.1` or `10.0.0.0/8`). */
export function ipMatches(callerId: string, aclId: string): boolean {
  const network = parseNetwork(aclId)
  const address = parseAddress(callerId)
  if (network === undefined || address === undefined) return false
  const hosts = 2 ** (32 - network.bits)
  return Math.floor(address / hosts) === Math.floor(network.address / hosts)
}

function entryMatches(entry: Id, identities: readonly Id[]): boolean {
  if (entry.scheme === 'world' && entry.id === 'anyone') return true
  const provider = entry.scheme === null ? undefined : providers.get(entry.scheme)
  const aclId = entry.id
  if (provider === undefined || aclId === null) return false
  return identities.some((one) => one.scheme === entry.scheme && one.id !== null && provider.matches(one.id, aclId))
}

/** Whether a caller with `identities` has any of the `needed` permission bits (ZooKeeperServer.checkACL). */
export function allows(acl: readonly Acl[], needed: number, identities: readonly Id[]): boolean {
  if (acl.length === 0 || acl === OPEN_ACL) return true
  if (identities.some((one) => one.scheme === 'super')) return true
  return acl.some((entry) => (entry.perms & needed) !== 0 && entryMatches(entry.id, identities))
}

function sameAcl(a: Acl, b: Acl): boolean {
  return a.perms === b.perms && a.id.scheme === b.id.scheme && a.id.id === b.id.id
}

/** The entries that stand for one wished entry; an error where it is not allowed. */
function expandEntry(entry: Acl, identities: readonly Id[]): Result<readonly Acl[], 'invalidACL' | 'marshallingError'> {
  const { scheme, id } = entry.id
  // Of `auth` the id does not matter, and some clients send none at all (kazoo).
  if (scheme === 'auth') {
    const proved = identities.filter((one) => providers.get(one.scheme ?? '')?.isAuthenticated === true)
    return proved.length === 0 ? fail('invalidACL') : ok(proved.map((one) => ({ perms: entry.perms, id: one })))
  }
  if (scheme === null) return fail('invalidACL')
  const provider = providers.get(scheme)
  // ZooKeeper looks into the id of a scheme that it knows, and stumbles over null.
  if (id === null) return fail(scheme === 'world' || provider !== undefined ? 'marshallingError' : 'invalidACL')
  const isValid = scheme === 'world' ? id === 'anyone' : provider?.isValid(id) === true
  return isValid ? ok([entry]) : fail('invalidACL')
}

/**
 * The ACL as a transaction carries it (PrepRequestProcessor.fixupACL): exact duplicates dropped first, `auth` replaced by
 * the caller's proved identities (duplicates that this makes stay). `invalidACL` where it is empty or an entry is wrong,
 * `marshallingError` where an id is null that must be looked into.
 */
export function expandAcl(
  acl: readonly Acl[],
  identities: readonly Id[],
): Result<readonly Acl[], 'invalidACL' | 'marshallingError'> {
  const distinct = acl.filter((entry, index) => acl.findIndex((other) => sameAcl(entry, other)) === index)
  if (distinct.length === 0) return fail('invalidACL')
  const expanded: Acl[] = []
  for (const entry of distinct) {
    const entries = expandEntry(entry, identities)
    if (!entries.ok) return entries
    expanded.push(...entries.value)
  }
  return ok(expanded)
}
