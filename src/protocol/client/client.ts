/**
 * The client library of ZooKeeper as the Java client of 3.8 behaves, sans I/O: `step` takes one input and pushes effects,
 * `nextDeadline` says when it wants to be woken. Rooms: hosts (which server next), session (handshake, times), connect
 * (coming and going), requests (bytes of operations), queue (asked, sent, lost), replies (what comes back), watches (told
 * again after a reconnect), recipe (what runs inside).
 *
 * Laws:
 * 1. Every `submit`, `run` and `release` is completed exactly once.
 * 2. On a fresh link: connect request, its answer, setWatches, then what is queued.
 * 3. A lost connection loses what was asked, never the session; only a server can say that the session is gone.
 */
import { unreachable } from '../../ground/base/assert.ts'
import type { Millis } from '../../ground/ids.ts'
import { close, connectFirst, lose, move, onDialDue, onOpened } from './connect.ts'
import { flush, ping, submit } from './queue.ts'
import { releaseRecipe, runRecipe } from './recipe.ts'
import { onReceived } from './replies.ts'
import type { ClientEffect, ClientInput } from './seam.ts'
import { nextSearchDeadline, onQuestionClosed, onQuestionOpened, onSearchDeadline, type Search } from './search.ts'
import { pingAt } from './session.ts'
import { type Client, linkOf } from './state.ts'

export { type Client, createClient } from './state.ts'

/** Takes one input, changes the client and pushes effects. `now` never goes back. Throws AssertionError on our own bugs only. */
export function step(client: Client, now: Millis, input: ClientInput, out: ClientEffect[]): void {
  onInput(client, now, input, out)
  flush(client, now, out)
}

function onInput(client: Client, now: Millis, input: ClientInput, out: ClientEffect[]): void {
  switch (input.type) {
    case 'started':
      return connectFirst(client, now, out)
    case 'opened':
      if (onQuestionOpened(searchOf(client), input.link, out)) return
      return onOpened(client, now, input.link, out)
    case 'received':
      return onReceived(client, now, input.link, input.bytes, out)
    case 'closed':
      onQuestionClosed(searchOf(client), input.link, now)
      if (linkOf(client.connection) !== input.link) return
      return lose(client, now, input.reason, false, out)
    case 'deadline':
      return onDeadline(client, now, out)
    case 'submit':
      return submit(client, input.id, input.op, out)
    case 'run':
      return runRecipe(client, input.id, input.run, out)
    case 'release':
      return releaseRecipe(client, input.id, input.recipe, input.path, out)
    case 'move':
      return move(client, now, input.server, out)
    case 'close':
      return close(client, now, out)
    default:
      return unreachable(input)
  }
}

/** The search for a server with a majority, while there is one. */
function searchOf(client: Client): Search | undefined {
  return client.connection.type === 'connected' ? client.connection.search : undefined
}

/** When the client wants a `deadline` input at the latest; Infinity where it waits for nothing. */
export function nextDeadline(client: Client): Millis {
  const { connection } = client
  switch (connection.type) {
    case 'waiting':
      return connection.dialAt
    case 'dialling':
    case 'handshaking':
      return connection.deadline
    case 'connected': {
      const { lastHeardAt, lastSentAt, readTimeoutMs, search } = connection
      const silence = Math.min(lastHeardAt + readTimeoutMs, pingAt(lastSentAt, readTimeoutMs))
      return Math.min(silence, nextSearchDeadline(search))
    }
    case 'unstarted':
    case 'ended':
      return Number.POSITIVE_INFINITY
    default:
      return unreachable(connection)
  }
}

function onDeadline(client: Client, now: Millis, out: ClientEffect[]): void {
  if (now < nextDeadline(client)) return
  const { connection } = client
  switch (connection.type) {
    case 'waiting':
      return onDialDue(client, now, connection.server, out)
    case 'dialling':
    case 'handshaking':
      return lose(client, now, 'the server did not answer in time', true, out)
    case 'connected':
      if (now >= connection.lastHeardAt + connection.readTimeoutMs) {
        return lose(client, now, 'nothing was heard from the server for two thirds of the session timeout', true, out)
      }
      if (connection.search !== undefined) onSearchDeadline(client, connection.search, now, out)
      if (now >= pingAt(connection.lastSentAt, connection.readTimeoutMs)) ping(client, now, out)
      return
    case 'unstarted':
    case 'ended':
      return
    default:
      return unreachable(connection)
  }
}
