/**
 * Auth packets (ZooKeeperServer.processPacket, DigestAuthenticationProvider): answered at once, outside the order of
 * requests, with the xid that it came with (-4) and zxid 0. What a connection proved holds for the requests after it, and for this connection only.
 */

import { decodeUtf8 } from '../../ground/base/utf8.ts'
import { digestIdentity } from '../../ground/data/acl.ts'
import { ZXID_ZERO } from '../../ground/ids.ts'
import { Reader, Writer } from '../../ground/jute/cursor.ts'
import { ProtocolError } from '../../ground/jute/errors.ts'
import { authPacket, type Id } from '../../ground/jute/records.ts'
import { decode } from '../../ground/jute/schema.ts'
import type { Effect } from '../seam.ts'
import { closeConnection } from './connections.ts'
import { send } from './effects.ts'
import { encodeReply } from './reply.ts'
import type { Connection, Server } from './state.ts'
import { noteSent } from './stats.ts'

/** Takes an auth packet: the identity joins the connection's, or the connection ends with AUTHFAILED. */
export function onAuth(server: Server, connection: Connection, xid: number, body: Uint8Array, out: Effect[]): void {
  const request = decode(authPacket, body)
  const identity = identityOf(request.scheme, request.auth, connection)
  const error = identity === undefined ? 'authFailed' : 'ok'
  noteSent(server, connection)
  send(out, connection.link, encodeReply(xid, ZXID_ZERO, error, undefined))
  if (identity === undefined) {
    server.stats.counters.auth_failed_count += 1
    return closeConnection(server, connection.link, 'the credentials were refused', out)
  }
  join(connection, identity)
  // Whoever proves the digest of the configuration is the super user as well (DigestAuthenticationProvider).
  const { superDigest, adminDigest } = server.config
  if (identity.scheme === 'digest' && (identity.id === superDigest || identity.id === adminDigest)) {
    join(connection, { scheme: 'super', id: '' })
  }
}

/** No SASL is configured here: such a server answers every token with none (ZooKeeperServer.processSasl). */
export function onSasl(server: Server, connection: Connection, xid: number, body: Uint8Array, out: Effect[]): void {
  if (new Reader(body).buffer() === null) throw new ProtocolError('null in the place of a token')
  const writer = new Writer()
  writer.buffer(null)
  noteSent(server, connection)
  send(out, connection.link, encodeReply(xid, ZXID_ZERO, 'ok', writer.bytes()))
}

function join(connection: Connection, identity: Id): void {
  const known = connection.identities.some((id) => id.scheme === identity.scheme && id.id === identity.id)
  if (!known) connection.identities = [...connection.identities, identity]
}

function identityOf(scheme: string | null, auth: Uint8Array | null, connection: Connection): Id | undefined {
  // The provider itself stumbles over null, and that counts as refused.
  if (scheme === 'digest') return auth === null ? undefined : { scheme, id: digestIdentity(decodeUtf8(auth)) }
  if (scheme === 'ip') return connection.identities.find((id) => id.scheme === 'ip')
  return undefined
}
